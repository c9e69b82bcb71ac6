"""Clocks: how many workdays of a limit are used, left and overdue, seen from any day; all derived, nothing stored.

Pure: a clock is its events. How days count, after hours and in pauses, stands at `WorkCalendar`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from lianzhang.kernel.workdays import WorkCalendar

__all__ = [
    "Clock",
    "Due",
    "Mark",
    "Pause",
    "Square",
    "breached",
    "days_of",
    "due",
    "is_overdue",
    "is_paused",
    "left",
    "overdue_days",
    "seen_from",
    "used",
]

Mark = Literal["used", "paused", "left", "beyond"]

# Days after the first, up to and including the second.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `since` to `until`, or still stands. Raises ValueError if it ends before it begins."""

    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until and self.until < self.since:
            raise ValueError(f"a pause from {self.since} ends before, at {self.until}")


@dataclass(frozen=True, slots=True)
class Clock:
    """What counts the workdays of one limit, `limit_workdays` in all; `name` tells it from a row's other clocks.

    Moments carry their time zone. Pauses may come in any order and overlap. Raises ValueError for a negative limit or a
    clock that stops before it starts.
    """

    name: str
    limit_workdays: int
    started: datetime
    pauses: tuple[Pause, ...] = ()
    stopped: datetime | None = None

    def __post_init__(self) -> None:
        if self.limit_workdays < 0:
            raise ValueError(f"clock {self.name!r} has a limit of {self.limit_workdays} workdays")
        if self.stopped and self.stopped < self.started:
            raise ValueError(f"clock {self.name!r} stops at {self.stopped}, before it starts at {self.started}")


class Due(NamedTuple):
    """The last day of the limit, and whether a notice not yet published may move it.

    `on` is None while a pause goes on that began before the limit was used up: nobody knows the day.
    """

    on: date | None
    provisional: bool


class Square(NamedTuple):
    """One workday of a clock as it is drawn."""

    day: date
    mark: Mark


def seen_from(clock: Clock, on: date, calendar: WorkCalendar) -> Clock:
    """The clock as it was known at the end of the day `on`: what happened later has not happened yet."""

    def known(moment: datetime | None) -> datetime | None:
        return moment if moment and calendar.local_day(moment) <= on else None

    pauses = tuple(Pause(each.since, known(each.until)) for each in clock.pauses if known(each.since))
    return replace(clock, pauses=pauses, stopped=known(clock.stopped))


def due(clock: Clock, calendar: WorkCalendar, on: date | None = None) -> Due:
    """The last day of the limit, by all that is known of the clock, or by what was known on the day `on`."""
    if on:
        clock = seen_from(clock, on, calendar)
    begin = reached = calendar.working_day(clock.started)
    remaining = clock.limit_workdays
    for after, through in _breaks(clock, calendar):
        available = max(0, calendar.workdays_between(reached, after))
        if available >= remaining:
            break
        if through == date.max:
            return Due(None, True)
        remaining -= available
        reached = max(reached, through)
    last = calendar.add_workdays(reached, remaining)
    return Due(last, calendar.is_provisional(begin, last))


def used(clock: Clock, on: date, calendar: WorkCalendar) -> int:
    """Workdays used by the end of `on`, that day included; beyond the limit as well. A stopped clock uses no more."""
    clock = seen_from(clock, on, calendar)
    begin, end = calendar.working_day(clock.started), _end(clock, on, calendar)
    if end <= begin:
        return 0
    paused = sum(
        calendar.workdays_between(max(after, begin), min(through, end))
        for after, through in _breaks(clock, calendar)
        if max(after, begin) < min(through, end)
    )
    return calendar.workdays_between(begin, end) - paused


def left(clock: Clock, on: date, calendar: WorkCalendar) -> int:
    """Workdays of the limit that remain after `on`: 0 on the last day and ever after."""
    return max(0, clock.limit_workdays - used(clock, on, calendar))


def overdue_days(clock: Clock, on: date, calendar: WorkCalendar) -> int:
    """Workdays beyond the limit by the end of `on`; of a stopped clock, how late it was stopped.

    0 also for an overdue clock while only free days have passed since its last day.
    """
    return max(0, used(clock, on, calendar) - clock.limit_workdays)


def breached(clock: Clock, on: date, calendar: WorkCalendar) -> bool:
    """Whether the limit was broken by the end of `on`. Once broken it stays so, however late the clock was stopped."""
    clock = seen_from(clock, on, calendar)
    last = due(clock, calendar).on
    return last is not None and _end(clock, on, calendar) > last


def is_overdue(clock: Clock, on: date, calendar: WorkCalendar) -> bool:
    """Whether the clock, not stopped by the end of `on`, has passed its limit."""
    return seen_from(clock, on, calendar).stopped is None and breached(clock, on, calendar)


def is_paused(clock: Clock, on: date, calendar: WorkCalendar) -> bool:
    """Whether the clock stands still at the end of `on`, to be resumed."""
    clock = seen_from(clock, on, calendar)
    return clock.stopped is None and any(pause.until is None for pause in clock.pauses)


def days_of(clock: Clock, on: date, calendar: WorkCalendar) -> list[Square]:
    """Every workday of the clock as seen from `on`, in order: one square each (工日格).

    `used` within the limit and `beyond` it, `paused`, then `left` as many as remain: `used` and `left` squares together
    are the limit. While a pause goes on, those left are drawn as if it ended with `on`.
    """
    clock = seen_from(clock, on, calendar)
    begin, end = calendar.working_day(clock.started), _end(clock, on, calendar)
    squares: list[Square] = []
    remaining = clock.limit_workdays
    for day, paused in _walk(clock, begin, end, calendar):
        squares.append(Square(day, "paused" if paused else "used" if remaining > 0 else "beyond"))
        remaining -= not paused
    reached = max(begin, end)
    ahead = calendar.workdays(reached, calendar.add_workdays(reached, max(0, remaining)))
    return squares + [Square(day, "left") for day in ahead]


def _walk(clock: Clock, begin: date, end: date, calendar: WorkCalendar) -> Iterator[tuple[date, bool]]:
    """Each workday after `begin` through `end`, and whether the clock was paused."""
    breaks = _breaks(clock, calendar)
    for day in calendar.workdays(begin, end):
        yield day, any(after < day <= through for after, through in breaks)


def _end(clock: Clock, on: date, calendar: WorkCalendar) -> date:
    """The last day that counts, seen from `on`: the day of stopping counts on its own date, whatever the hour."""
    return min(on, calendar.local_day(clock.stopped)) if clock.stopped else on


def _breaks(clock: Clock, calendar: WorkCalendar) -> list[Span]:
    """The days on which the clock stood still, in order, merged where they meet; an open pause has no end."""
    merged: list[Span] = []
    for after, through in sorted(_still(pause, calendar) for pause in clock.pauses):
        if merged and after <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], through))
        elif after < through:
            merged.append((after, through))
    return merged


def _still(pause: Pause, calendar: WorkCalendar) -> Span:
    """The days after that of pausing, up to the one before resuming."""
    end = calendar.working_day(pause.until) - timedelta(days=1) if pause.until else date.max
    return calendar.local_day(pause.since), end
