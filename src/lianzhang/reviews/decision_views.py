"""Pages of decisions: the list, one with its steps, what a meeting is asked to decide, what it decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey, typed_in
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.registry.api import joined
from lianzhang.work.api import RowGone, answer_step, show_gone

from . import decision_actions
from .agenda import fulfilled
from .exports import decisions_workbook
from .filters import DecisionFilter
from .forms import DecisionForm, TakenForm
from .lifecycle import DECISION
from .models import Decision, Meeting
from .permissions import Permission
from .queries import DECISION_LISTED, DECISION_RELATED, RELATED, decision_tally, decisions_page, filter_decisions

__all__ = ["ask", "decision", "decisions", "export", "record", "step"]

READS = needs(Permission.READ)
FETCHED = fetched(Decision, *DECISION_RELATED, "decided_by", *joined("lead"))
OF_MEETING = fetched(Meeting, *RELATED)


@require_safe
@needs_plan
@READS
def decisions(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = DecisionFilter(request.GET, user)
    page, rows = decisions_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": decision_tally(user)}
    return render(request, "reviews/decisions.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    wanted = DecisionFilter(request.GET, request.user).wanted
    rows = filter_decisions(wanted, request.user, request.GET.get(ORDER)).select_related(*DECISION_LISTED)
    told = fulfilled(rows[:20_000], timezone.localdate())
    return workbook(request, lambda: decisions_workbook(told), f"会议决定{timezone.localdate()}")


def _show(request: PlanRequest, row: Decision, *, status: int = 200, **more: Any) -> HttpResponse:
    (told,) = fulfilled([row], timezone.localdate())
    context = {"told": told, "row": row, "offers": DECISION.offers(row, request.user), **more}
    return render(request, "reviews/decision.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def decision(request: PlanRequest, row: Decision) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Decision, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.PLAN)
@OF_MEETING
def ask(request: PlanRequest, row: Meeting) -> HttpResponse:
    return _add(request, row, DecisionForm, decision_actions.ask)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.RECORD)
@OF_MEETING
def record(request: PlanRequest, row: Meeting) -> HttpResponse:
    return _add(request, row, TakenForm, decision_actions.record)


def _add(request: PlanRequest, row: Meeting, kind: type[TakenForm], act: Callable[..., Decision]) -> HttpResponse:
    form = kind(request.POST if request.method == "POST" else None, city=row.city_id)
    try:
        made = obey(form, lambda: act(meeting=row, by=request.user, **form.cleaned_data))
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    if made:
        return redirect(reverse("meeting", args=[row.pk]) + request.viewpoint.query)
    context = {"form": form, "row": row, "asks": kind is DecisionForm}
    return render(request, "reviews/decision_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
