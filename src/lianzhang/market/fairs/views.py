"""Pages of fairs: a firm's part in one, what it brought, and what came of it months later."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.market.models import Event, FairResult, Participation
from lianzhang.market.permissions import Permission
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import RELATED, RESULT_RELATED, enrol, report, tell
from .exports import participations_workbook
from .forms import EnrolForm, FairResultForm, ReportForm
from .queries import participation_dossier, participations_of

__all__ = ["answer", "enrol_firm", "export", "fair_result", "participation", "report_fair", "step"]

READS, ARRANGES, TELLS = needs(Permission.READ_POSTING), needs(Permission.ARRANGE), needs(Permission.TELL_FAIR)
FETCHED, FETCHED_RESULT = fetched(Participation, *RELATED), fetched(FairResult, *RESULT_RELATED)
FETCHED_EVENT = fetched(Event, "city", "chain", "kind", "post")
FORM = "market/fairs/form.html"


def _show(request: PlanRequest, row: Participation, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": participation_dossier(row, request.user), "row": row, **more}
    return render(request, "market/fairs/participation.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def participation(request: PlanRequest, row: Participation) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@ARRANGES
@FETCHED
def step(request: PlanRequest, row: Participation, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ARRANGES
@FETCHED_EVENT
def enrol_firm(request: PlanRequest, row: Event) -> HttpResponse:
    """One more firm that takes part."""
    form = EnrolForm(request.POST if request.method == "POST" else None, by=request.user, city=row.city_id)
    context = {"form": form, "event": row, "title": f"登记参加“{row}”的企业", "button": "登记"}
    return answer_form(request, FORM, context, lambda: enrol(event=row, by=request.user, **form.cleaned_data))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@TELLS
@FETCHED
@for_step("report", _show)
def report_fair(request: PlanRequest, row: Participation) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None, row=row)
    act = lambda: report(row=row, version=version_of(request), by=request.user, **form.given())  # noqa: E731
    context = {"form": form, "row": row, "event": row.event, "title": f"{row}：接洽和意向", "button": "保存"}
    return answer_form(request, FORM, context, act)


def _of_result(request: PlanRequest, row: FairResult, **more: Any) -> HttpResponse:
    whole = get_visible_or_404(request.user, Participation, *RELATED, pk=row.participation_id)
    return _show(request, whole, **more)


@require_safe
@needs_plan
@READS
@FETCHED_RESULT
def fair_result(request: PlanRequest, row: FairResult) -> HttpResponse:
    """A question stands on the page of its participation."""
    return redirect(reverse("participation", args=[row.participation_id]) + request.viewpoint.query)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@TELLS
@FETCHED_RESULT
@for_step("tell", _of_result)
def answer(request: PlanRequest, row: FairResult) -> HttpResponse:
    form = FairResultForm(request.POST if request.method == "POST" else None, row=row)
    act = lambda: tell(row=row, version=version_of(request), by=request.user, **form.given())  # noqa: E731
    event = row.participation.event
    context = {"form": form, "row": row, "event": event, "title": f"{row}怎么样", "button": "答复"}
    return answer_form(request, FORM, context, act)


@require_safe
@needs_plan
@READS
@FETCHED_EVENT
def export(request: PlanRequest, row: Event) -> HttpResponse:
    rows = list(participations_of(row, request.user).prefetch_related("results"))
    return workbook(request, lambda: participations_workbook(rows), f"参展{timezone.localdate()}")
