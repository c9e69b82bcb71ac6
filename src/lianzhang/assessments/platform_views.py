"""Pages of platform use: the list, one report, and the form in which it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import StepRefused, answer_form, answer_step, show_refused

from .diagnosis_views import FORM
from .dossier import row_dossier
from .exports import workbook_of
from .filters import UseFilter
from .forms import UseForm
from .lifecycle import PLATFORM_USE
from .models import PlatformUse
from .permissions import Permission
from .platform_actions import USE_RELATED, change_use, report_use
from .queries import USE_LISTED, filter_uses, page_of
from .tallies import use_tally

__all__ = ["amend", "export", "new", "platform_use", "platform_uses", "step"]

READS, ENTERS = needs(Permission.READ_USE), needs(Permission.ENTER_USE)
FETCHED = fetched(PlatformUse, *USE_RELATED)
RENAMED = {"period_end": "period", "period_start": "period"}


@require_safe
@READS
def platform_uses(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = UseFilter(request.GET, user)
    rows = filter_uses(narrowing.wanted, user, request.GET.get(ORDER))
    page, lines = page_of(rows, request.GET.get("page"), user, *USE_LISTED)
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": use_tally(user), "own": own_firm(user)}
    return render(request, "assessments/platform_uses.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_uses(UseFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    listed = rows.select_related(*USE_LISTED)
    return workbook(
        request, lambda: workbook_of(PlatformUse, listed.iterator(2_000)), f"平台使用{timezone.localdate()}"
    )


def _show(request: CityRequest, row: PlatformUse, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": row_dossier(request.user, row), "row": row, **more}
    return render(request, "assessments/platform_use.html", context, status=status)


@require_safe
@READS
@FETCHED
def platform_use(request: CityRequest, row: PlatformUse) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: PlatformUse, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest) -> HttpResponse:
    user = request.user
    begun = {name: request.GET[name] for name in ("enterprise", "platform", "period") if name in request.GET}
    sent = request.POST if request.method == "POST" else None
    form = UseForm(sent, by=user, city=request.viewpoint.city.pk, initial=begun)
    context = {"form": form, "title": "报平台使用", "press": "填报", "undone": "还没有填报", "uses": True}
    return answer_form(request, FORM, context, lambda: report_use(by=user, **form.given()), RENAMED)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
def amend(request: CityRequest, row: PlatformUse) -> HttpResponse:
    if request.method != "POST":
        try:
            PLATFORM_USE.check(row, "change", request.user)
        except StepRefused as refused:
            return show_refused(request, row, refused, _show)
    sent = request.POST if request.method == "POST" else None
    form = UseForm(sent, by=request.user, city=row.city_id, row=row)
    context = {"form": form, "row": row, "title": "改平台使用", "press": "保存", "undone": "还没有保存", "uses": True}
    return answer_form(
        request,
        FORM,
        context,
        lambda: change_use(row=row, version=version_of(request), by=request.user, **form.given()),
    )
