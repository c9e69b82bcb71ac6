"""Quarters by their last day: the one before, that of a year ago, and which a bank owes by which day."""

from __future__ import annotations

from datetime import date, timedelta

from lianzhang.kernel.periods import Period, windows
from lianzhang.registry.api import work_calendar

__all__ = [
    *("DUE_WORKDAYS", "due_of", "ends_between", "is_quarter_end", "last_end", "quarter_before", "quarter_of"),
    "year_before",
]

DUE_WORKDAYS = 15  # after the quarter, that a bank has
DAY = timedelta(days=1)


def quarter_of(day: date) -> Period:
    return next(windows(day, day, "quarter"))


def is_quarter_end(day: date) -> bool:
    return quarter_of(day).end == day


def quarter_before(end: date) -> date:
    return quarter_of(end).start - DAY


def year_before(end: date) -> date:
    for _ in range(4):
        end = quarter_before(end)
    return end


def last_end(on: date) -> date:
    """The end of the last quarter that is over on a day."""
    return quarter_before(on)


def ends_between(first: date, last: date) -> list[date]:
    """The ends of quarters from one to another, both counted in."""
    return [each.end for each in windows(first, last, "quarter") if first <= each.end <= last]


def due_of(end: date) -> date:
    """By when the balances of a quarter are to be reported."""
    return work_calendar().add_workdays(end, DUE_WORKDAYS)
