"""Pages of levels: the list, one, and the form in which it is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import answer_form, answer_step

from .assessment_actions import ASSESSMENT_RELATED, record
from .diagnosis_views import FORM
from .dossier import row_dossier
from .exports import workbook_of
from .filters import LevelFilter
from .forms import LevelForm
from .models import Assessment
from .permissions import Permission
from .queries import LEVEL_LISTED, filter_levels, page_of
from .tallies import level_tally

__all__ = ["assessment", "assessments", "export", "new", "step"]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER_LEVEL)
FETCHED = fetched(Assessment, *ASSESSMENT_RELATED)


@require_safe
@READS
def assessments(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = LevelFilter(request.GET, user)
    rows = filter_levels(narrowing.wanted, user, request.GET.get(ORDER))
    page, lines = page_of(rows, request.GET.get("page"), user, *LEVEL_LISTED)
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": level_tally(user)}
    context |= {"own": own_firm(user), "today": timezone.localdate()}
    return render(request, "assessments/assessments.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_levels(LevelFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    listed = rows.select_related(*LEVEL_LISTED)
    return workbook(request, lambda: workbook_of(Assessment, listed.iterator(2_000)), f"等级评定{timezone.localdate()}")


def _show(request: CityRequest, row: Assessment, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": row_dossier(request.user, row), "row": row, "today": timezone.localdate(), **more}
    return render(request, "assessments/assessment.html", context, status=status)


@require_safe
@READS
@FETCHED
def assessment(request: CityRequest, row: Assessment) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Assessment, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest) -> HttpResponse:
    user = request.user
    begun = {name: request.GET[name] for name in ("enterprise",) if name in request.GET}
    sent = request.POST if request.method == "POST" else None
    form = LevelForm(sent, by=user, city=request.viewpoint.city.pk, initial=begun)
    context = {"form": form, "title": "登记等级", "press": "登记", "undone": "还没有登记", "levels": True}
    return answer_form(request, FORM, context, lambda: record(by=user, **form.given()))
