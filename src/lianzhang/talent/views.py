"""Pages of talent: posts ahead against who comes from colleges; what colleges report, one of it, the form."""

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
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import REPORT_RELATED, change_report, report_graduates
from .ahead import posts_ahead
from .exports import ahead_workbook, reports_workbook
from .filters import ReportFilter
from .forms import ReportForm
from .models import GraduateReport
from .permissions import Permission
from .queries import filter_reports, owed_by, own_college, report_dossier, report_page, report_tally
from .rules import majors_of

__all__ = ["ahead", "ahead_export", "change", "export", "new", "report", "reports", "step"]

FORESEES, READS, ENTERS = needs(Permission.FORESEE), needs(Permission.READ), needs(Permission.ENTER)
FETCHED = fetched(GraduateReport, *REPORT_RELATED)
FORM = "talent/graduate_report_form.html"


@require_safe
@needs_plan
@FORESEES
def ahead(request: PlanRequest) -> HttpResponse:
    return render(request, "talent/ahead.html", {"told": posts_ahead(request.viewpoint)})


@require_safe
@needs_plan
@FORESEES
def ahead_export(request: PlanRequest) -> HttpResponse:
    told = posts_ahead(request.viewpoint)
    return workbook(request, lambda: ahead_workbook(told), f"岗位和毕业生{timezone.localdate()}")


@require_safe
@needs_plan
@READS
def reports(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ReportFilter(request.GET, user)
    page, rows = report_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": report_tally(user), "owed": owed_by(user)}
    return render(request, "talent/graduate_reports.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    rows = filter_reports(ReportFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    listed = rows.select_related("college")
    return workbook(request, lambda: reports_workbook(listed.iterator(2_000)), f"毕业生{timezone.localdate()}")


def _show(request: PlanRequest, row: GraduateReport, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": report_dossier(row, request.user), "row": row, **more}
    return render(request, "talent/graduate_report.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def report(request: PlanRequest, row: GraduateReport) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: GraduateReport, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest) -> HttpResponse:
    """For the college and year that the address names, else the first that one owes."""
    user, vp = request.user, request.viewpoint
    own = own_college(user)
    owed = owed_by(user) if own else []
    year = key_of(request.GET.get("year"), owed[0].year if owed else timezone.localdate().year)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        by=user,
        city=vp.city.pk,
        majors=majors_of(user, vp.plan.pk),
        own=own,
        initial={"year": year, "college": request.GET.get("college", "")},
    )
    return answer_form(request, FORM, {"form": form, "own": own}, lambda: report_graduates(by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: GraduateReport) -> HttpResponse:
    user, vp = request.user, request.viewpoint
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, by=user, city=row.city_id, majors=majors_of(user, vp.plan.pk), row=row)
    return answer_form(
        request,
        FORM,
        {"form": form, "row": row},
        lambda: change_report(row=row, version=version_of(request), by=user, **form.given()),
    )
