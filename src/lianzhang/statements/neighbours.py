"""The confirmed statements that one is held against: the period before, the same one a year ago, its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.periods import Period, windows
from lianzhang.statements.models import ITEMS, Statement
from lianzhang.work.models import ReportState

from .plausibility import BEFORE, PARTS, SUMMED, Terms

__all__ = ["Neighbours", "before", "neighbours", "parts_of", "year_ago"]

# What a period is the sum of.
PARTS_OF = {"year": "quarter", "quarter": "month"}


def before(period: Period) -> Period | None:
    """The period of the same length just before; None where it is no calendar window."""
    if period.window not in ("month", "quarter", "half_year", "year") or period.start.year == date.min.year:
        return None
    last = period.start - timedelta(days=1)
    return next(windows(last, last, period.window))


def year_ago(period: Period) -> Period | None:
    if before(period) is None:
        return None
    start = period.start.replace(year=period.start.year - 1)
    return next(windows(start, start, period.window))


def parts_of(period: Period) -> tuple[Period, ...]:
    """The quarters of a year, the months of a quarter, else nothing."""
    window = PARTS_OF.get(period.window)
    return tuple(windows(period.start, period.end, window)) if window else ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Confirmed statements of one firm around a period; None where there is none."""

    period: Period
    known: Mapping[Period, Statement]

    @property
    def before(self) -> Statement | None:
        return self._of(before(self.period))

    @property
    def year_ago(self) -> Statement | None:
        return self._of(year_ago(self.period))

    def _of(self, period: Period | None) -> Statement | None:
        return self.known.get(period) if period else None

    def terms(self, figures: Mapping[str, Decimal | None]) -> Terms:
        """Everything the rules look at. A sum over parts is known only where every part is."""
        earlier = self.before.figures if self.before else {}
        parts = [self.known.get(part) for part in parts_of(self.period)]
        terms: dict[str, Decimal | None] = {item: figures.get(item) for item in ITEMS}
        terms |= {BEFORE + item: earlier.get(item) for item in ITEMS}
        return terms | {PARTS + item: _sum(part.figures[item] if part else None for part in parts) for item in SUMMED}


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(listed) else None


def neighbours(enterprises: Iterable[int], period: Period, by: Any) -> dict[int, Neighbours]:
    """Of each firm (by primary key), what in sight of `by` its statement of `period` is held against. One query."""
    wanted = {each for each in (before(period), year_ago(period), *parts_of(period)) if each}
    keys = list(enterprises)
    by_firm: dict[int, dict[Period, Statement]] = {key: {} for key in keys}
    if wanted:
        rows = visible(by, Statement).filter(
            enterprise__in=keys,
            state=ReportState.CONFIRMED,
            period_start__in={each.start for each in wanted},
            period_end__in={each.end for each in wanted},
        )
        for row in rows:
            by_firm[row.enterprise_id][Period(row.period_start, row.period_end)] = row
    return {key: Neighbours(period, known) for key, known in by_firm.items()}
