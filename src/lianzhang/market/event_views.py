"""Pages of events: the list, one with its tables and what it came to, the forms to plan one and to join it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, key_of, obey
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_step, show_refused

from .event_actions import join, plan_event
from .event_queries import event_dossier, filter_events, page_of_events
from .exports import events_workbook
from .fairs.queries import fair_of
from .forms import EventForm
from .match_actions import MATCH_RELATED
from .match_views import show_match
from .models import Event, Match
from .permissions import Permission

__all__ = ["event", "event_step", "events", "events_export", "join_event", "new_event"]

READS, ARRANGES = needs(Permission.READ_POSTING), needs(Permission.ARRANGE)
FETCHED = fetched(Event, "city", "chain", "kind", "post")


@require_safe
@needs_plan
@READS
def events(request: PlanRequest) -> HttpResponse:
    page = page_of_events(request.GET.get("page"), request.user, request.GET.get(ORDER))
    return render(request, "market/events.html", {"page": page, "today": timezone.localdate()})


@require_safe
@needs_plan
@READS
def events_export(request: PlanRequest) -> HttpResponse:
    rows = filter_events(request.user, request.GET.get(ORDER))
    return workbook(request, lambda: events_workbook(rows.iterator(2_000)), f"对接会{timezone.localdate()}")


def _show(request: PlanRequest, row: Event, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": event_dossier(row, request.user), "row": row, **more}
    if row.is_fair:
        context |= {"fair": fair_of(row, request.user)}
    return render(request, "market/event.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def event(request: PlanRequest, row: Event) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@ARRANGES
@FETCHED
def event_step(request: PlanRequest, row: Event, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ARRANGES
def new_event(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    form = EventForm(request.POST if request.method == "POST" else None, by=request.user, plan=vp.plan.pk)
    made = obey(form, lambda: plan_event(city=vp.plan.city, by=request.user, **form.cleaned_data))
    if made:
        return redirect(reverse("event", args=[made.pk]) + vp.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "market/event_form.html", {"form": form}, status=status)


@require_POST
@needs_plan
@ARRANGES
def join_event(request: PlanRequest, pk: int) -> HttpResponse:
    """Let two who may come together meet at an event."""
    row = get_visible_or_404(request.user, Match, *MATCH_RELATED, pk=pk)
    chosen = get_visible_or_404(request.user, Event, pk=key_of(request.POST.get("event")))
    try:
        join(row=row, event=chosen, by=request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show_match)
    return redirect(reverse("match", args=[row.pk]) + request.viewpoint.query)
