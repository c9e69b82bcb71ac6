"""Which of a firm's statements stands for a period that is asked."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.kernel.periods import Period, so_far
from lianzhang.work.models import ReportState

from .cumulative import is_cumulative
from .models import Statement

__all__ = ["OPEN", "standing_of"]

OPEN = (ReportState.DRAFT, ReportState.RETURNED)
FIRST = (ReportState.RETURNED, ReportState.DRAFT, ReportState.SUBMITTED, ReportState.CONFIRMED)


def standing_of(rows: Iterable[Statement], period: Period) -> Statement | None:
    """Of one firm's statements (`neighbours.rows_around`) what is on its way, else what was confirmed.

    The year so far says it too; with the whole year it does for a firm that reports so (`reporting.settles`)."""
    listed, year = list(rows), so_far(period)
    starts = {period.start}
    if is_cumulative(year) or any(_is_so_far(row, year) for row in listed):
        starts.add(year.start)
    standing = (row for row in listed if row.period_end == period.end and row.period_start in starts)
    return min(standing, key=lambda row: (row.period_start != period.start, _rank(row), row.pk), default=None)


def _rank(row: Statement) -> int:
    return FIRST.index(ReportState(row.state))


def _is_so_far(row: Statement, year: Period) -> bool:
    quarters = row.period_start == year.start and row.period_end <= year.end and row.period_end.month % 3 == 0
    return quarters and is_cumulative(Period(row.period_start, row.period_end))
