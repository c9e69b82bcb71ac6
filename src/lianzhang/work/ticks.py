"""A limit drawn day by day (工日格): filled where used, hatched where paused, hollow where left, red beyond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianzhang.kernel import clocks as reckoning
from lianzhang.records.api import subject_of
from lianzhang.registry.api import work_calendar

from .clocks import clocks_of, read
from .models import Clock, TimedRow

__all__ = ["MOST_SQUARES", "Ticks", "ticks_of", "ticks_of_rows"]

# Longer limits are drawn by weeks of five workdays.
MOST_SQUARES = 25


@dataclass(frozen=True, slots=True)
class Ticks:
    """`squares` are marks in order; `bar` is after how many of them the limit ends; `each` how many workdays one is."""

    name: str
    squares: tuple[str, ...]
    bar: int
    each: int
    due: date | None
    left: int
    beyond: int
    overdue: bool
    paused: bool
    stopped: bool

    @property
    def words(self) -> str:
        if self.beyond:
            return f"超{self.beyond}"
        if self.stopped:
            return "按时"
        if self.paused:
            return "暂停"
        if self.overdue:
            return "已过期"
        return f"剩{self.left}" if self.left else "今天到期"

    @property
    def late(self) -> bool:
        return self.beyond > 0 or self.overdue


def ticks_of(row: Clock, on: date) -> Ticks:
    """A stored clock as it is drawn, seen from a day."""
    clock, calendar = read(row), work_calendar()
    marks = [square.mark for square in reckoning.days_of(clock, on, calendar)]
    each = 1 if len(marks) <= MOST_SQUARES else 5
    within = len(marks) - marks.count("beyond")
    return Ticks(
        row.name,
        tuple(marks[start] for start in range(0, len(marks), each)),
        -(-within // each),
        each,
        reckoning.due(clock, calendar, on).on,
        reckoning.left(clock, on, calendar),
        reckoning.overdue_days(clock, on, calendar),
        reckoning.is_overdue(clock, on, calendar),
        reckoning.is_paused(clock, on, calendar),
        reckoning.seen_from(clock, on, calendar).stopped is not None,
    )


def ticks_of_rows(rows: Iterable[TimedRow], on: date, order: Iterable[str]) -> Mapping[int, Ticks]:
    """Of each row the limit that matters: of those that run the first in `order`, else the last that ran. One query."""
    listed, ranks = list(rows), {name: place for place, name in enumerate(order)}
    told: dict[int, Ticks] = {}
    clocks = clocks_of(listed)
    for row in listed:
        own = [each for each in clocks.get(subject_of(row), ()) if each.name in ranks]
        running = [each for each in own if each.stopped_at is None]
        chosen = min(running, key=lambda each: ranks[each.name]) if running else (own[-1] if own else None)
        if chosen:
            told[row.pk] = ticks_of(chosen, on)
    return told
