"""Stretches of time, and their codes: 2023, 2023H1, 2023Q4, 2021-04, 2021-01..2021-11."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

__all__ = [
    *("EARLIEST", "LATEST", "Period", "PeriodError", "is_our_year", "parse_as_of", "parse_period", "so_far", "windows"),
]

EARLIEST, LATEST = 1900, 2200  # years that anything may speak of
WINDOW_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_CHINESE_DIGIT = "一二三四"


class PeriodError(ValueError):
    """A text that is no period; the message is for the person who wrote it."""


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A closed stretch of days, `start` and `end` included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(f"时期止于{self.end}，早于起始{self.start}")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def window(self) -> str:
        """The calendar window this period is exactly (day, month, quarter, half_year, year), or ""."""
        if self.start == self.end:
            return "day"
        for name, months in WINDOW_MONTHS.items():
            if self == _window(self.start, months):
                return name
        return ""

    @property
    def is_so_far(self) -> bool:
        """Whether it runs from the first day of a year to the end of one of its months: what is summed up so far."""
        start, end = self.start, self.end
        in_year = (start.month, start.day, start.year) == (1, 1, end.year)
        return in_year and end == _month_end(end.year, end.month)

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        return self.start <= other.end and other.start <= self.end

    @property
    def code(self) -> str:
        """The shortest writing that `parse_period` reads back."""
        start, end = self.start, self.end
        match self.window:
            case "day":
                return start.isoformat()
            case "month":
                return f"{start:%Y-%m}"
            case "quarter":
                return f"{start.year}Q{(start.month + 2) // 3}"
            case "half_year":
                return f"{start.year}H{1 if start.month == 1 else 2}"
            case "year":
                return str(start.year)
        if start.day == 1 and end == _month_end(end.year, end.month):
            return f"{start:%Y-%m}..{end:%Y-%m}"
        return f"{start}..{end}"

    def __str__(self) -> str:
        """As an official would write it: 2023年四季度, 2021年1—11月."""
        start, end = self.start, self.end
        match self.window:
            case "day":
                return start.isoformat()
            case "month":
                return f"{start.year}年{start.month}月"
            case "quarter":
                return f"{start.year}年{_CHINESE_DIGIT[(start.month - 1) // 3]}季度"
            case "half_year":
                return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
            case "year":
                return f"{start.year}年"
        if start.day == 1 and end == _month_end(end.year, end.month):
            if start.year == end.year:
                return f"{start.year}年{start.month}—{end.month}月"
            if start.month == 1 and end.month == 12:
                return f"{start.year}—{end.year}年"
            return f"{start.year}年{start.month}月—{end.year}年{end.month}月"
        return f"{start}至{end}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=1024)
def _window(day: date, months: int) -> Period:
    first = (day.month - 1) // months * months + 1
    return Period(date(day.year, first, 1), _month_end(day.year, first + months - 1))


def so_far(period: Period) -> Period:
    """From the beginning of the year to the end of `period`, which lies within one year."""
    return Period(date(period.end.year, 1, 1), period.end)


def windows(start: date, end: date, window: str) -> Iterator[Period]:
    """Every calendar window (month, quarter, half_year, year) that touches `start`..`end`, in order."""
    months = WINDOW_MONTHS[window]
    while start <= end:
        period = _window(start, months)
        yield period
        if period.end == date.max:
            return
        start = period.end + timedelta(days=1)


_SINGLE = re.compile(
    r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?",
    re.IGNORECASE,
)


_FORMS = "2023、2023Q4、2023H1、2023-08、2023-08-30"


def _parse_single(text: str, forms: str = f"{_FORMS} 或 2021-01..2021-11") -> Period:
    match = _SINGLE.fullmatch(text.strip())
    if not match:
        raise PeriodError(f"“{text}”不是时期；请写成 {forms}")
    year = int(match["year"])
    try:
        if match["quarter"]:
            return _window(date(year, int(match["quarter"]) * 3, 1), 3)
        if match["half"]:
            return _window(date(year, int(match["half"]) * 6, 1), 6)
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return Period(day, day)
        if match["month"]:
            return _window(date(year, int(match["month"]), 1), 1)
        return _window(date(year, 1, 1), 12)
    except ValueError as error:
        raise PeriodError(f"“{text}”里没有这一天或这个月") from error


def parse_period(text: str) -> Period:
    """Read `2023`, `2023H1`, `2023Q4`, `2023-08`, `2023-08-30` or two of these joined by `..`. Raises PeriodError."""
    first, dots, last = text.partition("..")
    start = _parse_single(first)
    return Period(start.start, _parse_single(last).end) if dots else start


def is_our_year(year: int) -> bool:
    """Whether a year is one that records and calendars speak of, and no slip of the hand."""
    return EARLIEST <= year <= LATEST


def parse_as_of(text: str) -> date:
    """The day one looks from: a day itself, or the last day of the month, quarter or year named. Raises PeriodError."""
    return _parse_single(text, _FORMS).end
