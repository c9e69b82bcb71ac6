"""The statements that one is held against: the period before, a year ago, its parts, its year, the year so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.kernel.periods import Period, looks_summed, series_of, so_far, windows
from lianzhang.statements.models import ITEMS, Statement
from lianzhang.work.models import ReportState

from .cumulative import Alone, Figures, Reckoned, alone, is_cumulative, reckoned
from .plausibility import SERIES, SUMMED
from .rules import AGO, BEFORE, EARLIER, FIRST, LATEST, PARTS, YEAR, Terms

__all__ = ["Neighbours", "before", "held_against", "neighbours", "parts_of", "rows_around", "year_ago", "year_of"]

PERIODS_KEPT = 128
# What a period is the sum of.
PARTS_OF = {"year": "quarter", "quarter": "month"}


@lru_cache(PERIODS_KEPT)
def before(period: Period) -> Period | None:
    """The period of the same length just before, or the year so far a step earlier; None for any other stretch."""
    if period.start.year == date.min.year:
        return None
    if is_cumulative(period):
        months = 1 if period.end.month % 3 else 3
        end = period.end.month - months
        return Period(period.start, next(windows(date(period.end.year, end, 1), period.end, "month")).end)
    if period.window not in ("month", "quarter", "year"):
        return None
    last = period.start - timedelta(days=1)
    return next(windows(last, last, period.window))


@lru_cache(PERIODS_KEPT)
def year_ago(period: Period) -> Period | None:
    if before(period) is None:
        return None
    year = period.start.year - 1
    end = next(windows(date(year, period.end.month, 1), date(year, period.end.month, 1), "month")).end
    return Period(period.start.replace(year=year), end)


@lru_cache(PERIODS_KEPT)
def parts_of(period: Period) -> tuple[Period, ...]:
    """The quarters of a year, the months of a quarter, the quarters or months of the year so far, else nothing."""
    window = PARTS_OF.get(period.window, "")
    if is_cumulative(period):
        window = "month" if period.end.month % 3 else "quarter"
    return tuple(windows(period.start, period.end, window)) if window else ()


@lru_cache(PERIODS_KEPT)
def year_of(period: Period) -> Period | None:
    """The year around a shorter period."""
    year = next(windows(period.start, period.start, "year"))
    return year if year != period and year.contains(period) else None


@dataclass(frozen=True)
class Neighbours:
    """Statements of one firm around a period: `known` are confirmed, `told` those and such as are on their way."""

    period: Period
    known: Mapping[Period, Statement]
    told: Mapping[Period, Statement]

    @property
    def before(self) -> Statement | None:
        return self._of(before(self.period))

    @property
    def year_ago(self) -> Statement | None:
        return self._of(year_ago(self.period))

    def _of(self, period: Period | None) -> Statement | None:
        return self.known.get(period) if period else None

    @cached_property
    def _figures(self) -> dict[Period, Figures]:
        return {period: row.figures for period, row in self.known.items() if period != self.period}

    @cached_property
    def _reports_so_far(self) -> bool:
        return any(map(is_cumulative, (*self.known, self.period)))

    def reckoned(self, period: Period | None) -> Reckoned | None:
        """A period's confirmed figures; of a firm that reports cumulative ones also what they make of it."""
        if period is None:
            return None
        if self._reports_so_far:
            return reckoned(period, self._figures)
        return Reckoned(self._figures[period], (period,)) if period in self._figures else None

    @property
    def reckoned_before(self) -> Reckoned | None:
        return self.reckoned(before(self.period))

    @property
    def reckoned_year_ago(self) -> Reckoned | None:
        return self.reckoned(year_ago(self.period))

    @cached_property
    def beside(self) -> tuple[Figures, Figures]:
        """The figures of the period before and of a year ago; none are empty."""
        before, ago = self.reckoned_before, self.reckoned_year_ago
        return before.figures if before else {}, ago.figures if ago else {}

    def alone(self, figures: Figures) -> Alone | None:
        """Of a cumulative statement what the last quarter or month alone comes to."""
        part = alone(self.period, self._figures | {self.period: figures})
        return part if part and (part.reckoned or is_cumulative(self.period)) else None

    def terms(self, figures: Figures) -> Terms:
        """Everything the rules look at. A sum over parts is known only where every part is."""
        terms: dict[str, Decimal | None] = {item: figures.get(item) for item in ITEMS}
        others = {
            BEFORE: self.reckoned_before,
            AGO: self.reckoned_year_ago,
            YEAR: self.reckoned(year_of(self.period)),
            EARLIER: self._earlier,
        }
        for prefix, other in others.items():
            terms |= {prefix + item: other.figures.get(item) if other else None for item in ITEMS}
        parts = [self.reckoned(part) for part in parts_of(self.period)]
        terms |= {PARTS + item: _sum(part.figures[item] if part else None for part in parts) for item in SUMMED}
        return terms | self._series(figures)

    @property
    def _earlier(self) -> Reckoned | None:
        """The latest cumulative figures of the same year before a cumulative statement, or before the year's."""
        if not self.period.is_so_far:
            return None
        ends = (each for each in self.known if is_cumulative(each) and so_far(self.period).contains(each))
        latest = max((each for each in ends if each.end < self.period.end), default=None)
        return self.reckoned(latest)

    def _series(self, figures: Figures) -> dict[str, Decimal | None]:
        """Where a year's figures rise as if each held those before it: the first and the latest of these."""
        series, terms = series_of(self.period), dict[str, Decimal | None]()
        for item in SERIES if series else ():
            rows = [self.told.get(period) for period in series[:-1]]
            values = [row.figures[item] if row else None for row in rows]
            if looks_summed([*values, figures.get(item)]):
                terms |= {LATEST + item: values[-1], FIRST + item: values[0]}
        return terms


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(listed) else None


def neighbours(enterprises: Iterable[int], period: Period, by: Any) -> dict[int, Neighbours]:
    """Of each firm (by primary key), what in sight of `by` its statement of `period` is held against. One query."""
    return {key: held_against(period, rows) for key, rows in rows_around(enterprises, period, by).items()}


def rows_around(enterprises: Iterable[int], period: Period, by: Any, *unread: str) -> dict[int, list[Statement]]:
    """By firm its statements in sight of `by`, of the year of `period` and the one before; all but those replaced.

    `unread` are fields that nobody will ask for. One query."""
    of_firm: dict[int, list[Statement]] = {key: [] for key in enterprises}
    for row in _around(period, by).filter(enterprise__in=list(of_firm)).defer(*unread):
        of_firm[row.enterprise_id].append(row)
    return of_firm


def held_against(period: Period, rows: Iterable[Statement]) -> Neighbours:
    """One firm's statements as what that of `period` is held against."""
    known: dict[Period, Statement] = {}
    told: dict[Period, Statement] = {}
    for row in rows:
        when = Period(row.period_start, row.period_end)
        if row.state == ReportState.CONFIRMED:
            known[when] = told[when] = row
        else:
            told.setdefault(when, row)
    return Neighbours(period, known, told)


def _around(period: Period, by: Any) -> QuerySet[Statement]:
    """All of this year and the one before."""
    if before(period) is None:
        return Statement.objects.none()
    first, last = date(period.start.year - 1, 1, 1), date(period.end.year, 12, 31)
    within = {"period_start__gte": first, "period_end__lte": last}
    return visible(by, Statement).filter(**within).exclude(state=ReportState.REPLACED).order_by()
