"""Workdays of a calendar with public holidays and make-up workdays (调休), counted without walking from day to day.

Pure: the days are handed in. registry/workdays.py loads those of China.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import accumulate
from zoneinfo import ZoneInfo

__all__ = ["OFFICE_CLOSES", "SHANGHAI", "WorkCalendar"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_CLOSES = time(17, 30)

# A notice may move days of the December before: if 1 January is a Thursday, the Sunday before it, 28 December.
_FIRST_MOVED_IN_DECEMBER = 28


class WorkCalendar:
    """Which days are worked: Monday to Friday, but for `holidays`, and with `makeup_workdays` on weekends.

    How a limit of n workdays is counted:

    - Day 0 is the day of assignment. The limit is over at the end of the n-th workday after it.
    - What is assigned later than `office_closes` in `zone`, or on a day not worked, counts as assigned on the next
      workday.
    - A pause takes out the workdays wholly within it: the day of pausing counts as used, so does the day of resuming,
      the workdays between do not. What is resumed after office hours or on a free day resumes on the next workday.

    A day of a year not in `published_years` counts by weekends only and is provisional. So are the last days of
    December until the next year is published, for its notice may move them.

    Days of `holidays` that are free anyway, and make-up days that are worked anyway, change nothing. Days are those of
    `datetime.date`. Raises ValueError if a day is given as both; counting raises ValueError or OverflowError where it
    would leave the years 1 to 9999, and nothing else.
    """

    def __init__(
        self,
        holidays: Iterable[date],
        makeup_workdays: Iterable[date],
        published_years: Iterable[int],
        office_closes: time = OFFICE_CLOSES,
        zone: ZoneInfo = SHANGHAI,
    ) -> None:
        free, worked = set(holidays), set(makeup_workdays)
        if contradictions := sorted(free & worked):
            raise ValueError(f"both holiday and make-up workday: {', '.join(map(str, contradictions))}")
        changes = {holiday: -1 for holiday in free if holiday.weekday() < 5}
        changes |= {makeup_workday: 1 for makeup_workday in worked if makeup_workday.weekday() >= 5}
        ordered = sorted(changes)
        self.published_years = frozenset(published_years)
        self.office_closes = office_closes
        self.zone = zone
        self._changes = changes
        self._days = [day.toordinal() for day in ordered]
        # How far the count of workdays is from that of weekdays, after so many changes.
        self._shifts = [0, *accumulate(changes[day] for day in ordered)]
        # How many workdays there are through each change.
        self._counts = [_weekdays_through(day) + shift for day, shift in zip(self._days, self._shifts[1:], strict=True)]

    def is_workday(self, day: date) -> bool:
        return self._changes.get(day, 0) > 0 or (day.weekday() < 5 and day not in self._changes)

    def workdays_between(self, after: date, through: date) -> int:
        """How many workdays lie after `after`, up to and including `through`; negative if `through` is the earlier."""
        return self._through(through.toordinal()) - self._through(after.toordinal())

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th workday after `start`, before it if negative; `start` itself for 0, worked or not."""
        if count == 0:
            return start
        if count > 0:
            return date.fromordinal(self._nth(self._through(start.toordinal()) + count))
        return date.fromordinal(self._nth(self._through(start.toordinal() - 1) + 1 + count))

    def workdays(self, after: date, through: date) -> Iterator[date]:
        """Every workday after `after`, up to and including `through`, in order."""
        first = self._through(after.toordinal()) + 1
        for number in range(first, first + self.workdays_between(after, through)):
            yield date.fromordinal(self._nth(number))

    def local_day(self, moment: datetime) -> date:
        """The day in `zone` on which `moment` lies. Raises ValueError for a moment without a time zone."""
        return self._local(moment).date()

    def working_day(self, moment: datetime) -> date:
        """The workday as of which something that came at `moment` counts: that day, or the next workday.

        The last moment of the office, `office_closes` itself, is still in time. Raises ValueError as `local_day` does.
        """
        local = self._local(moment)
        day = local.date()
        return day if self.is_workday(day) and local.time() <= self.office_closes else self.add_workdays(day, 1)

    def is_provisional(self, first: date, last: date | None = None) -> bool:
        """Whether a notice that is not in the table may still change what `first`, or `first` to `last`, count."""
        last = max(first, last or first)
        if not self.published_years.issuperset(range(first.year, last.year + 1)):
            return True
        moved = (last.month, last.day) >= (12, _FIRST_MOVED_IN_DECEMBER)
        return moved and last.year + 1 not in self.published_years

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {moment}")
        return moment.astimezone(self.zone)

    def _through(self, day: int) -> int:
        """How many workdays there are from day 1 of the calendar through the ordinal `day`."""
        return _weekdays_through(day) + self._shifts[bisect_right(self._days, day)]

    def _nth(self, number: int) -> int:
        """The ordinal of the workday before which `number` - 1 others lie.

        The changes counted below `number` lie before it. Up to the next change weekdays alone count, and the next
        change is the answer itself if they would pass it.
        """
        passed = bisect_left(self._counts, number)
        day = _nth_weekday(number - self._shifts[passed])
        return day if passed == len(self._days) else min(day, self._days[passed])


def _weekdays_through(day: int) -> int:
    """Mondays to Fridays from ordinal 1, a Monday, through `day`."""
    weeks, rest = divmod(day, 7)
    return 5 * weeks + min(rest, 5)


def _nth_weekday(number: int) -> int:
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1
