"""Pages on the register's quality: the overview, firms with something to mend, statements that look wrong."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianzhang.access.api import needs, page_rows, visible, workbook
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import Permission
from lianzhang.plans.api import CityRequest
from lianzhang.registers.coverage.queries import coverage_table
from lianzhang.statements.api import Doubt, doubts_of_all
from lianzhang.statements.models import Statement

from .exports import firms_workbook, regions_workbook, suspects_workbook
from .filters import QualityFilter
from .lacking import LACKS
from .queries import Criteria, matching_firms, matching_suspects, quality
from .suspicious import Suspect

__all__ = ["counts", "firms", "firms_export", "overview", "overview_export", "suspicious", "suspicious_export"]

# Those who keep a register of several firms: a firm mends its own on its own pages.
IMPORTERS_ONLY = needs(Permission.IMPORT_SHEET)
# The desk that counts what is wrong.
DESK = "office"
ROWS = 50
# What one workbook holds; more than this is not mended by hand.
MOST = 5000


def _asked(request: CityRequest, *of: str) -> tuple[User, QualityFilter]:
    user = request.user
    return user, QualityFilter(request.GET, user, *of)


@require_safe
@IMPORTERS_ONLY
def overview(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    lines = coverage_table(vp)
    undeclared = [line for line in lines if not any(period.start <= vp.at <= period.end for period in line.complete)]
    waits = {target.pk for line in undeclared for target in line.waiting}
    context = {
        "quality": quality(request.user, vp.since, vp.at),
        "coverage": lines,
        "undeclared": undeclared,
        "waits": len(waits),
    }
    return render(request, "registers/quality.html", context)


@require_safe
@IMPORTERS_ONLY
def overview_export(request: CityRequest) -> HttpResponse:
    """The regions of the page; its other parts have lists of their own."""
    vp = request.viewpoint
    user = request.user
    return workbook(request, lambda: regions_workbook(quality(user, vp.since, vp.at), vp.at), f"数据质量{vp.at}")


@require_safe
@IMPORTERS_ONLY
def counts(request: CityRequest) -> HttpResponse:
    """A part of one desk, asked for once the page is there; posts with another have the page of it all."""
    if request.acting is None or request.acting.role.desk != DESK:
        raise PermissionDenied
    vp = request.viewpoint
    told = quality(request.user, vp.since, vp.at)
    late = [handed for _, handed in told.handed_in if handed.late]
    rule, lack = next(iter(told.rules), None), max(told.lacks, key=lambda pair: pair[1], default=None)
    context = {"quality": told, "late": late, "rule": rule, "lack": lack}
    return render(request, "registers/_quality_counts.html", context)


def _what(criteria: Criteria) -> str:
    if criteria.lack:
        return LACKS[criteria.lack].title
    return f"没有报{criteria.period}报表" if criteria.period else ""


@require_safe
@IMPORTERS_ONLY
def firms(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    user, narrowing = _asked(request, "lack", "period")
    criteria = narrowing.criteria
    page = page_rows(user, matching_firms(user, criteria, vp.since, vp.at), ROWS, request.GET.get("page"))
    context = {"filter": narrowing, "page": page, "what": _what(criteria), "lack": LACKS.get(criteria.lack)}
    return render(request, "registers/quality_firms.html", context)


@require_safe
@IMPORTERS_ONLY
def firms_export(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    user, narrowing = _asked(request, "lack", "period")
    rows = matching_firms(user, narrowing.criteria, vp.since, vp.at)
    what = _what(narrowing.criteria)
    return workbook(
        request, lambda: firms_workbook(rows.iterator(), what), f"{what or '待办企业'}{timezone.localdate()}"
    )


@require_safe
@IMPORTERS_ONLY
def suspicious(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    user, narrowing = _asked(request, "rule", "period")
    rows = matching_suspects(user, narrowing.criteria, vp.since, vp.at)
    shown = page_rows(user, rows, ROWS, request.GET.get("page"))
    context = {"filter": narrowing, "page": shown, "pairs": _with_doubts(user, list(shown))}
    return render(request, "registers/quality_suspicious.html", context)


@require_safe
@IMPORTERS_ONLY
def suspicious_export(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    user, narrowing = _asked(request, "rule", "period")

    def build() -> bytes:
        suspects = matching_suspects(user, narrowing.criteria, vp.since, vp.at)[:MOST]
        return suspects_workbook(_with_doubts(user, suspects))

    return workbook(request, build, f"可疑的数{timezone.localdate()}")


def _with_doubts(user: User, suspects: Sequence[Suspect]) -> list[tuple[Statement, list[Doubt]]]:
    """The statements in their order, with what each rule says to do."""
    rows = visible(user, Statement).select_related("enterprise__region").in_bulk([each.pk for each in suspects])
    statements = [rows[each.pk] for each in suspects if each.pk in rows]
    doubts = doubts_of_all(statements, user)
    return [(row, doubts[row.pk]) for row in statements]
