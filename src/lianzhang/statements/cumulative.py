"""Cumulative figures and those of a period alone, each reckoned from the other where the rows for it are there.

A statement stays what it was reported as: its period says whether it is of a quarter alone or of the year so far.
1—9月 less 1—6月 is the third quarter; where the earlier one is missing nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from lianzhang.kernel.periods import CUMULATIVE, SINGLE, Period, so_far, windows

from .models import ITEMS

__all__ = [
    *("STOCKS", "Alone", "Figures", "Reckoned", "alone", "bases", "basis_of", "is_cumulative", "last_part"),
    "reckoned",
]

Figures = Mapping[str, Decimal | None]
# What stands at the end of a period: nothing is added up over the year.
STOCKS = frozenset({"staff"})


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Figures of a period, and the periods of the statements they are the sum of, less the other ones."""

    figures: Figures
    plus: tuple[Period, ...]
    minus: tuple[Period, ...] = ()

    @property
    def reported(self) -> bool:
        return not self.minus and len(self.plus) == 1

    @property
    def words(self) -> str:
        """Which statements it was reckoned from: 2023年1—9月减2023年上半年."""
        return "加".join(map(str, self.plus)) + "".join(f"减{each}" for each in self.minus)


def is_cumulative(period: Period) -> bool:
    """Of the year so far, where that is not the same as a month, a quarter or the year."""
    return period.is_so_far and period.window not in ("month", "quarter", "year")


def last_part(period: Period) -> Period:
    """The quarter, or else the month, that a cumulative period ends with; any other period itself."""
    if not is_cumulative(period):
        return period
    return next(windows(period.end, period.end, "month" if period.end.month % 3 else "quarter"))


def bases(period: Period) -> dict[str, Period]:
    """What a figure up to this period's end may be of: the part alone, or the year so far; {} where both are one."""
    alone = last_part(period)
    if alone.window not in ("month", "quarter") or alone == so_far(alone):
        return {}
    return {SINGLE: alone, CUMULATIVE: so_far(alone)}


def basis_of(period: Period) -> str:
    """SINGLE or CUMULATIVE, or "" where both are one."""
    return next((basis for basis, each in bases(period).items() if each == period), "")


def reckoned(period: Period, known: Mapping[Period, Figures]) -> Reckoned | None:
    """`period` as reported, else as the sum or the difference of what was."""
    if period in known:
        return Reckoned(known[period], (period,))
    if period.is_so_far:
        return _summed(period.end, known)
    if so_far(period) in known and period.start.year == period.end.year:
        whole = so_far(period)
        earlier = _summed(period.start - timedelta(days=1), known)
        if earlier:
            return Reckoned(_less(known[whole], earlier.figures), (whole,), earlier.plus)
    return None


def _summed(end: date, known: Mapping[Period, Figures]) -> Reckoned | None:
    """The year so far, up to a day: as reported, else the quarters or months one by one."""
    whole = Period(date(end.year, 1, 1), end)
    if whole in known:
        return Reckoned(known[whole], (whole,))
    for window in ("quarter", "month"):
        part = next(windows(end, end, window))
        if part.end == end and part in known and part != whole:
            earlier = _summed(part.start - timedelta(days=1), known)
            if earlier:
                return Reckoned(_plus(earlier.figures, known[part]), (*earlier.plus, part))
    return None


def _plus(earlier: Figures, later: Figures) -> Figures:
    return {item: later.get(item) if item in STOCKS else _both(earlier.get(item), later.get(item), 1) for item in ITEMS}


def _less(whole: Figures, earlier: Figures) -> Figures:
    return {
        item: whole.get(item) if item in STOCKS else _both(whole.get(item), earlier.get(item), -1) for item in ITEMS
    }


def _both(one: Decimal | None, other: Decimal | None, sign: int) -> Decimal | None:
    return None if one is None or other is None else one + sign * other


class Alone(NamedTuple):
    """The part alone of a cumulative statement: what it is reckoned from, or which earlier period is missing."""

    period: Period
    reckoned: Reckoned | None
    missing: Period


def alone(period: Period, known: Mapping[Period, Figures]) -> Alone | None:
    """Of a cumulative period, or the year of a firm that reports so; else None. `known` holds its own figures too."""
    year_so_far = period.window == "year" and any(map(is_cumulative, known))
    if not is_cumulative(period) and not year_so_far:
        return None
    month = next(windows(period.end, period.end, "month"))
    parts = [month] if period.end.month % 3 else [next(windows(period.end, period.end, "quarter")), month]
    tried = []
    for part in parts:
        others = {each: figures for each, figures in known.items() if each != part}
        missing = Period(period.start, part.start - timedelta(days=1))
        tried.append(Alone(part, reckoned(part, others), missing))
    return next((each for each in tried if each.reckoned), tried[0])
