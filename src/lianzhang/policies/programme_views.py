"""Pages of programmes: the list with its days, one with who could apply, what a firm may claim, what came of a year."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, page_rows, workbook
from lianzhang.enterprises.api import own_firm, own_parts
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import Programme

from .catalogue import criteria, gift, lines, outcome_of, qualifying, who_could_apply
from .exports import could_apply_workbook, measures_workbook, programmes_workbook
from .filters import ProgrammeFilter
from .for_me import for_firm
from .loaded import LISTED
from .measures import BY, Way, tell
from .permissions import Permission
from .verdicts import told_verdicts
from .windows import in_force, next_window, told_days, windows_of

__all__ = [
    *("for_me", "measures", "measures_export", "programme", "programme_firms_export", "programmes"),
    "programmes_export",
]

ROWS = 50
READS, CLAIMS, MEASURES = needs(Permission.READ_PROGRAMME), needs(Permission.CLAIM), needs(Permission.MEASURE)


@require_safe
@needs_plan
@READS
def programmes(request: PlanRequest) -> HttpResponse:
    plan, today = request.viewpoint.plan, timezone.localdate()
    narrowing = ProgrammeFilter(request.GET, request.user, plan.pk)
    rows = lines(request.user, plan, narrowing.wanted, today)
    counts = {name: sum(each.standing == name for each in rows) for name in ("open", "coming")}
    soon = sum(each.closes_soon for each in rows)
    page = page_rows(request.user, rows, ROWS, request.GET.get("page"))
    context = {"filter": narrowing, "page": page, "counts": counts, "soon": soon, "today": today}
    return render(request, "policies/programmes.html", context)


@require_safe
@needs_plan
@READS
def programmes_export(request: PlanRequest) -> HttpResponse:
    plan, today = request.viewpoint.plan, timezone.localdate()
    rows = lines(request.user, plan, ProgrammeFilter(request.GET, request.user, plan.pk).wanted, today)
    return workbook(request, lambda: programmes_workbook(rows), f"政策事项{today}")


@require_safe
@needs_plan
@READS
def programme(request: PlanRequest, pk: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    row = get_visible_or_404(user, Programme, *LISTED, "plan", pk=pk, plan=request.viewpoint.plan)
    own, windows = own_firm(user), windows_of([row], today)[row.pk]
    context = {
        "row": row,
        "gives": gift(row),
        "windows": [(each, each.state(today)) for each in windows],
        "when": told_days(next_window(windows, today), today),
        "in_force": in_force(row, today),
        "criteria": criteria(row),
        "own": own,
        "told": told_verdicts(user, own, [row], today)[row.pk] if own else (),
        "outcome": outcome_of(user, row, today),
        "qualifying": None if own else qualifying(user, row),
        "levels": list(row.kind.levels.order_by("order")),
        "enters": may(user, Permission.ENTER),
        "today": today,
    }
    return render(request, "policies/programme.html", context)


@require_safe
@needs_plan
@READS
def programme_firms_export(request: PlanRequest, pk: int) -> HttpResponse:
    """Who could apply to a programme and has not; a firm asks for none but itself."""
    row = get_visible_or_404(request.user, Programme, *LISTED, "plan", pk=pk, plan=request.viewpoint.plan)
    if own_firm(request.user):
        raise Http404
    rows = who_could_apply(request.user, row)
    return workbook(request, lambda: could_apply_workbook(rows), f"可申报企业{timezone.localdate()}")


@require_safe
@needs_plan
@CLAIMS
def for_me(request: PlanRequest) -> HttpResponse:
    """What a firm may claim, and where its money is."""
    firm = own_firm(request.user)
    if firm is None:
        raise Http404
    told = for_firm(request.user, firm, request.viewpoint.plan, timezone.localdate())
    parts = own_parts(request.user, firm, request.viewpoint.at)
    return render(request, "policies/for_me.html", {"told": told, "parts": parts})


@require_safe
@needs_plan
@MEASURES
def measures(request: PlanRequest) -> HttpResponse:
    """How the applications of a year came out."""
    return render(request, "policies/measures.html", {"told": _told(request)})


@require_safe
@needs_plan
@MEASURES
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: measures_workbook(told), f"政策兑现情况{told.period}")


def _told(request: PlanRequest) -> Told[Way]:
    return told_of_year(request, tell, BY)
