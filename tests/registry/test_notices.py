"""The calendar of 2021 to 2026 is that of the notices, and limits end where one comes to day by day.

notices.csv was typed from the text of each 国务院办公厅关于部分节假日安排的通知, a row a numbered paragraph, at:

2021 epaper.gmw.cn/gmrb/html/2020-11/26/nw.D110000gmrb_20201126_7-03.htm (光明日报); its number at www.cncaprc.cn
2022 www.beijing.gov.cn/zhengce/zhengcefagui/202110/t20211026_2520500.html, with its number
2023 zh.m.wikisource.org (国务院公报2023年第1号), with its number
2024 paper.people.com.cn/rmrb/html/2023-10/26/nw.D110000renmrb_20231026_3-06.htm; its number at zh.wikisource.org
2025 m.gmw.cn/2024-11/12/content_1303894933.htm (新华网); its number in copies on other sites alone
2026 politics.gmw.cn/2025-11/04/content_38391083.htm (新华网); its number in a copy on another site alone
"""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from lianzhang.registry.workdays import work_calendar

YEARS = range(2021, 2027)
DAY = timedelta(days=1)


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()))


def told() -> tuple[set[date], set[date]]:
    """The days that the notices make free, and those that they make worked."""
    free, worked = set[date](), set[date]()
    for row in table("notices.csv"):
        first, last = date.fromisoformat(row["free_from"]), date.fromisoformat(row["free_to"])
        free |= {first + DAY * number for number in range((last - first).days + 1)}
        worked |= {date.fromisoformat(each) for each in row["worked"].split()}
    return free, worked


FREE, WORKED = told()


def is_worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in FREE)


def counted_as_of(moment: str) -> date:
    """The workday of a moment: that day, or the next workday where it was free or the office had closed."""
    at = datetime.fromisoformat(moment)
    day = at.date()
    while not is_worked(day) or (day == at.date() and at.time() > time(17, 30)):
        day += DAY
    return day


@pytest.mark.parametrize("year", YEARS)
def test_each_day_of_the_year_is_worked_as_its_notice_says(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + DAY * number for number in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in days if work_calendar().is_workday(day) is not is_worked(day)] == []


def test_notices_move_no_weekday_to_work_and_no_day_both_ways() -> None:
    """What was mistyped would mostly show here: a make-up day is a weekend day, and none is free as well."""
    assert {day for day in WORKED if day.weekday() < 5} == set()
    assert set() == FREE & WORKED
    assert {int(row["year"]) for row in table("notices.csv")} == set(YEARS)


@pytest.mark.parametrize(
    "case",
    [case for case in table("worked_limits.csv") if case["due"] and not case["provisional"] and case["limit"] != "0"],
    ids=lambda case: f"{case['started']}+{case['limit']}{case['pauses'][:11]}",
)
def test_a_limit_ends_where_one_comes_to_day_by_day(case: dict[str, str]) -> None:
    start = counted_as_of(case["started"])
    pairs = [each.split("/") for each in case["pauses"].split()]
    # A day on which it was paused, however late, is used up; what resumes after hours resumes on the next workday.
    pauses = [(date.fromisoformat(since[:10]), counted_as_of(until)) for since, until in pairs]
    day, left = start, int(case["limit"])
    while left:
        day += DAY
        left -= is_worked(day) and not any(since < day < until for since, until in pauses)
    assert day == date.fromisoformat(case["due"]), case["why"]


def test_each_year_has_cases_of_each_kind() -> None:
    """A case whose days hold a free weekday, one over a make-up day, one paused, one that came after hours."""
    for year in map(str, YEARS):
        cases = [case for case in table("worked_limits.csv") if case["started"].startswith(year) and case["due"]]
        spans = [(date.fromisoformat(case["started"][:10]), date.fromisoformat(case["due"])) for case in cases]
        kinds = (
            any(since < day < until and day.weekday() < 5 for since, until in spans for day in FREE),
            any(since <= day <= until for since, until in spans for day in WORKED),
            any(case["pauses"] for case in cases),
            any(case["started"][11:] > "17:30" for case in cases),
        )
        assert all(kinds), (year, kinds)
