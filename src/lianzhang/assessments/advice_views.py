"""Pages of advice: the list, one with what came of it, the form in which it is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import StepRefused, answer_form, answer_step, show_refused

from .actions import RELATED
from .advice_actions import ADVICE_RELATED, add, change
from .diagnosis_views import FORM, show_diagnosis
from .dossier import row_dossier
from .exports import workbook_of
from .filters import AdviceFilter
from .forms import AdviceForm
from .lifecycle import ADVICE
from .models import Advice, Diagnosis
from .permissions import Permission
from .queries import ADVICE_LISTED, filter_advice, page_of
from .tallies import advice_tally

__all__ = ["advice", "advice_list", "amend", "export", "new", "step"]

READS, CARRIES = needs(Permission.READ), needs(Permission.CARRY)
FETCHED = fetched(Advice, *ADVICE_RELATED)
FETCHED_DIAGNOSIS = fetched(Diagnosis, *RELATED)


@require_safe
@READS
def advice_list(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = AdviceFilter(request.GET, user)
    rows = filter_advice(narrowing.wanted, user, request.GET.get(ORDER))
    page, lines = page_of(rows, request.GET.get("page"), user, *ADVICE_LISTED)
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": advice_tally(user)}
    return render(request, "assessments/advice_list.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_advice(AdviceFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    listed = rows.select_related(*ADVICE_LISTED)
    return workbook(request, lambda: workbook_of(Advice, listed.iterator(2_000)), f"诊断建议{timezone.localdate()}")


def _show(request: CityRequest, row: Advice, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": row_dossier(request.user, row), "row": row, **more}
    return render(request, "assessments/advice.html", context, status=status)


@require_safe
@READS
@FETCHED
def advice(request: CityRequest, row: Advice) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Advice, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@CARRIES
@FETCHED_DIAGNOSIS
def new(request: CityRequest, row: Diagnosis) -> HttpResponse:
    user = request.user
    if request.method != "POST":
        try:
            ADVICE.check_new(Advice(diagnosis=row), "add", user)
        except StepRefused as refused:
            return show_refused(request, row, refused, show_diagnosis)
    form = AdviceForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "of": row, "title": "写一条建议", "press": "保存", "undone": "还没有保存"}
    return answer_form(request, FORM, context, lambda: add(diagnosis=row, by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@CARRIES
@FETCHED
def amend(request: CityRequest, row: Advice) -> HttpResponse:
    if request.method != "POST":
        try:
            ADVICE.check(row, "change", request.user)
        except StepRefused as refused:
            return show_refused(request, row, refused, _show)
    form = AdviceForm(request.POST if request.method == "POST" else None, row=row)
    context = {"form": form, "row": row, "title": "改建议", "press": "保存", "undone": "还没有保存"}
    return answer_form(
        request,
        FORM,
        context,
        lambda: change(row=row, version=version_of(request), by=request.user, **form.given()),
    )
