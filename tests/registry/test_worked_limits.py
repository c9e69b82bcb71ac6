"""Limits in workdays, worked out by hand against the notices of 2021 to 2026, and how late an answer is."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel import clocks
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.registry.workdays import work_calendar

CASES = list(csv.DictReader(Path(__file__).with_name("worked_limits.csv").read_text(encoding="utf-8").splitlines()))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def clock_of(started: str, limit: int, pauses: str = "", stopped: str = "") -> clocks.Clock:
    pairs = (each.split("/") for each in pauses.split())
    still = tuple(clocks.Pause(moment(since), moment(until) if until else None) for since, until in pairs)
    return clocks.Clock("handle", limit, moment(started), still, moment(stopped) if stopped else None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['started']}+{case['limit']}{case['pauses'][:11]}")
def test_a_limit_ends_on_the_day_worked_out_by_hand(case: dict[str, str]) -> None:
    clock = clock_of(case["started"], int(case["limit"]), case["pauses"])
    told = clocks.due(clock, work_calendar())
    assert told == (date.fromisoformat(case["due"]) if case["due"] else None, bool(case["provisional"])), case["why"]


@pytest.mark.parametrize(
    ("stopped", "used", "beyond", "broken"),
    [
        ("2023-10-11T23:00", 2, 0, False),  # on its last day, however late in the evening
        ("2023-10-12T08:00", 3, 1, True),
        ("2023-10-09T11:00", 0, 0, False),  # on the day it was assigned
    ],
)
def test_the_day_of_the_answer_counts_whole(stopped: str, used: int, beyond: int, broken: bool) -> None:
    clock, today = clock_of("2023-10-09T10:00", 2, stopped=stopped), date(2024, 1, 1)
    assert clocks.used(clock, today, work_calendar()) == used
    assert clocks.overdue_days(clock, today, work_calendar()) == beyond
    assert clocks.breached(clock, today, work_calendar()) is broken


def test_an_answer_on_the_free_day_after_the_last_one_breaks_the_limit_by_no_workday() -> None:
    clock = clock_of("2024-04-29T10:00", 1, stopped="2024-05-02T10:00")  # due on 30 April, then five free days
    assert clocks.breached(clock, date(2024, 5, 2), work_calendar())
    assert clocks.overdue_days(clock, date(2024, 5, 2), work_calendar()) == 0


@given(
    started=st.datetimes(datetime(2021, 1, 1), datetime(2026, 6, 30)),
    limit=st.integers(0, 40),
    waits=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3),
    days=st.integers(0, 120),
)
def test_squares_tell_what_is_used_and_left(
    started: datetime, limit: int, waits: list[tuple[int, int]], days: int
) -> None:
    start, calendar = started.replace(tzinfo=SHANGHAI), work_calendar()
    pauses = tuple(
        clocks.Pause(start + clocks.timedelta(days=after), start + clocks.timedelta(days=after + long))
        for after, long in waits
    )
    clock, on = clocks.Clock("handle", limit, start, pauses), start.date() + clocks.timedelta(days=days)
    marks = [square.mark for square in clocks.days_of(clock, on, calendar)]
    assert marks.count("used") + marks.count("beyond") == clocks.used(clock, on, calendar)
    assert marks.count("used") + marks.count("left") == limit
    assert marks.count("beyond") == clocks.overdue_days(clock, on, calendar)
    later = clocks.used(clock, on + clocks.timedelta(days=1), calendar)
    assert later - clocks.used(clock, on, calendar) in (0, 1)
    if clocks.breached(clock, on, calendar):
        assert clocks.breached(clock, on + clocks.timedelta(days=30), calendar)
