"""Pages of yearly reports: the list, one report, the form in which it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import key_of, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step, show_refused

from .actions import PLATFORM_RELATED
from .exports import reports_workbook
from .filters import ReportFilter
from .forms import ReportForm
from .lifecycle import PLATFORM_REPORT
from .models import Platform, PlatformReport
from .owed import year_owed
from .permissions import Permission
from .queries import figures_of, filter_reports, report_dossier, report_page, report_tally
from .report_actions import REPORT_RELATED, change_report
from .report_actions import report as write_report
from .views import show as show_platform

__all__ = ["change", "export", "new", "report", "reports", "step"]

READS, REPORTS = needs(Permission.READ), needs(Permission.REPORT)
FETCHED = fetched(PlatformReport, *REPORT_RELATED)
FORM = "platforms/report_form.html"


@require_safe
@needs_plan
@READS
def reports(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ReportFilter(request.GET, user)
    page, rows = report_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": report_tally(user)}
    return render(request, "platforms/reports.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    """Every figure in sight of the reports of the list."""
    user = request.user
    rows = filter_reports(ReportFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    made = lambda: reports_workbook(figures_of(rows, user).iterator(2_000))  # noqa: E731
    return workbook(request, made, f"平台年报{timezone.localdate()}")


def _show(request: PlanRequest, row: PlatformReport, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": report_dossier(row, request.user), "row": row, **more}
    return render(request, "platforms/report.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def report(request: PlanRequest, row: PlatformReport) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: PlatformReport, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@REPORTS
@fetched(Platform, *PLATFORM_RELATED)
def new(request: PlanRequest, row: Platform) -> HttpResponse:
    """Of the platform `row`, for the year that the address names, else the last one that is over."""
    user = request.user
    year = key_of(request.GET.get("year"), year_owed(timezone.localdate()))
    year = year if 1900 <= year <= 9000 else year_owed(timezone.localdate())
    try:
        PLATFORM_REPORT.check_new(PlatformReport(platform=row), "report", user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show_platform)
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, by=user, platform=row, year=year)
    act = lambda: write_report(platform=row, year=year, by=user, **form.given())  # noqa: E731
    return answer_form(request, FORM, {"form": form, "platform": row, "year": year}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@REPORTS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: PlatformReport) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, by=user, platform=row.platform, year=row.year, row=row)
    act = lambda: change_report(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    context = {"form": form, "platform": row.platform, "year": row.year, "row": row}
    return answer_form(request, FORM, context, act)
