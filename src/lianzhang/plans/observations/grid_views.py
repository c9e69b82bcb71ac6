"""The page of the quarter's grid: what one owes for a quarter, filled in as one table."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import needs, workbook
from lianzhang.kernel.folding import UnseenLetter, clean
from lianzhang.kernel.periods import Period, PeriodError, read_period
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import PlanRequest, PlanViewpoint
from lianzhang.plans.views.parts import needs_plan
from lianzhang.work.api import answer_grid, lines_workbook

from .asked_figures import last_quarter
from .grid import FigureBook
from .grid_rows import usual_source

__all__ = ["figure_grid", "figure_grid_export"]

SHOWN_QUARTERS = 6
WORDS = {"period_word": "这一季", "before_word": "上季", "ago_word": "去年同季"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER_OBSERVATION)
def figure_grid(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    quarter = _quarter(request)
    everything = _everything(request)
    try:
        source = clean(request.POST.get("source", ""))[:200]
    except UnseenLetter:
        source = ""
    book = FigureBook(vp, quarter, everything=everything, source=source)
    over = [each for each in vp.quarters if each.end <= vp.at]
    context = {
        "quarter": quarter,
        "quarters": over[-SHOWN_QUARTERS:],
        "everything": everything,
        "unit_word": "个",
        "units": True,
        **WORDS,
        "source": source or usual_source(quarter, request.user),
    }
    return answer_grid(request, book, "plans/figure_grid.html", context)


@require_safe
@needs_plan
@needs(Permission.ENTER_OBSERVATION)
def figure_grid_export(request: PlanRequest) -> HttpResponse:
    """The grid as it stands."""
    quarter = _quarter(request)
    book = FigureBook(request.viewpoint, quarter, everything=_everything(request), source="")
    heads = {"first": "目标", "this": WORDS["period_word"], "before": WORDS["before_word"], "ago": WORDS["ago_word"]}
    name = f"{quarter}填报表"
    return workbook(request, lambda: lines_workbook(book.lines(), name, **heads), name)


def _everything(request: PlanRequest) -> bool:
    return request.GET.get("whose") == "all"


def _quarter(request: PlanRequest) -> Period:
    """The quarter that the address names, if it is over; else the last that is."""
    vp: PlanViewpoint = request.viewpoint
    try:
        asked = read_period(request.GET.get("period", "")[:40], ("quarter",))
    except PeriodError:
        return last_quarter(vp)
    return asked if vp.plan.starts <= asked.end <= vp.at else last_quarter(vp)
