"""Pages of diagnoses: the list, one with its advice, the forms in which it is asked for, assigned and reported."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, visible, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import StepRefused, answer_form, answer_step, show_refused

from .actions import RELATED, apply, assign, recheck, report
from .dossier import diagnosis_dossier
from .exports import workbook_of
from .filters import DiagnosisFilter
from .forms import ApplyForm, AssignForm, ReportForm
from .lifecycle import DIAGNOSIS
from .models import Diagnosis
from .permissions import Permission
from .queries import DIAGNOSIS_LISTED, filter_diagnoses, page_of, worth_of
from .tallies import diagnosis_tally

__all__ = ["apply_for", "assign_to", "diagnoses", "diagnosis", "export", "findings", "show_diagnosis", "step"]

READS, APPLIES = needs(Permission.READ), needs(Permission.APPLY)
ASSIGNS, CARRIES = needs(Permission.ASSIGN), needs(Permission.CARRY)
FETCHED = fetched(Diagnosis, *RELATED)
FORM = "assessments/diagnosis_form.html"


@require_safe
@READS
def diagnoses(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = DiagnosisFilter(request.GET, user)
    rows = filter_diagnoses(narrowing.wanted, user, request.GET.get(ORDER))
    page, lines = page_of(rows, request.GET.get("page"), user, *DIAGNOSIS_LISTED)
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": diagnosis_tally(user)}
    context |= {"worth": worth_of(visible(user, Diagnosis)), "own": own_firm(user), "today": timezone.localdate()}
    return render(request, "assessments/diagnoses.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_diagnoses(DiagnosisFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    listed = rows.select_related(*DIAGNOSIS_LISTED)
    return workbook(request, lambda: workbook_of(Diagnosis, listed.iterator(2_000)), f"诊断{timezone.localdate()}")


def show_diagnosis(request: CityRequest, row: Diagnosis, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": diagnosis_dossier(request.user, row), "row": row, **more}
    return render(request, "assessments/diagnosis.html", context, status=status)


@require_safe
@READS
@FETCHED
def diagnosis(request: CityRequest, row: Diagnosis) -> HttpResponse:
    return show_diagnosis(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Diagnosis, name: str) -> HttpResponse:
    return answer_step(request, row, name, show_diagnosis)


@require_http_methods(["GET", "HEAD", "POST"])
@APPLIES
def apply_for(request: CityRequest) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("enterprise", "kind") if name in request.GET}
    form = ApplyForm(sent, by=user, city=request.viewpoint.city.pk, initial=begun)
    context = {"form": form, "title": "申请诊断", "press": "申请", "undone": "还没有申请"}
    return answer_form(request, FORM, context, lambda: apply(by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@ASSIGNS
@FETCHED
def assign_to(request: CityRequest, row: Diagnosis) -> HttpResponse:
    """Who may not, is told so before they type."""
    if (refused := _refused(request, row, "assign")) is not None:
        return refused
    sent = request.POST if request.method == "POST" else None
    form = AssignForm(sent, by=request.user, row=row)
    context = {"form": form, "row": row, "title": "派诊断方", "press": "派单", "undone": "还没有派"}
    return answer_form(
        request,
        FORM,
        context,
        lambda: assign(row=row, version=version_of(request), by=request.user, **form.given()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@CARRIES
@FETCHED
def findings(request: CityRequest, row: Diagnosis, name: str) -> HttpResponse:
    """What a provider found: the report, or the look again."""
    if (refused := _refused(request, row, name)) is not None:
        return refused
    sent, again = request.POST if request.method == "POST" else None, name == "recheck"
    form = ReportForm(sent, by=request.user, row=row, again=again)
    title, act = ("复评", recheck) if again else ("出报告", report)
    context = {"form": form, "row": row, "title": title, "press": title, "undone": "还没有保存"}
    return answer_form(
        request,
        FORM,
        context,
        lambda: act(row=row, version=version_of(request), by=request.user, **form.given()),
    )


def _refused(request: CityRequest, row: Diagnosis, name: str) -> HttpResponse | None:
    if request.method == "POST":
        return None
    try:
        DIAGNOSIS.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show_diagnosis)
    return None
