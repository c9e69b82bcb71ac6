"""The plan's years, days by which something is due, and how often: as papers write them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .paper import Paper
from .words import WORDS, any_of, lookup

__all__ = ["EVERY", "Period", "Time", "period_of", "times"]

YEARS = re.compile(r"(20\d\d)年?(?:[-—–~]{1,2}|至|到)(20\d\d)年")
YEAR = re.compile(r"(20\d\d)年")
OF_ONE_YEAR = re.compile(r"(20\d\d)年度?[^,。;]{0,24}(?:要点|方案|计划|措施|安排|清单|任务|意见)")
ENDS_OF_YEAR = {"上半年": 6, "": 12, "底": 12, "末": 12, "年底": 12}
FIVE_YEARS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
EVERY = lookup(WORDS["every"])
DUE = re.compile(
    r"(?:到|至|截至|力争|力争到)(?P<year>20\d\d)年(?P<part>上半年|底|末)?(?:(?P<month>\d{1,2})月(?:底|末)?)?"
    r"|(?P<year2>20\d\d)年(?P<part2>上半年|底|末)?(?:(?P<month2>\d{1,2})月(?:底|末)?)?(?:以|之)?前"
    r"|(?<=[,。;:\n(])(?P<year3>20\d\d)年(?P<part3>上半年|底|末)?(?![\d、—–~至到-]|度)"
    rf"|到?“(?P<five>{any_of(FIVE_YEARS)})”(?:期?末)"
    rf"|(?P<every>{any_of(word for word in EVERY if word != '年度')})"
)


@dataclass(frozen=True, slots=True)
class Period:
    """The plan's first and last day; `stated` where the paper writes them."""

    starts: date
    ends: date
    stated: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A time word at a place of the text: a last day, or how often."""

    at: int
    end: int
    due: date | None
    every: str


def period_of(paper: Paper) -> Period:
    """The years in the title or the text, else those named first and last."""
    if match := YEARS.search(paper.plain):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + 15:
            return Period(date(first, 1, 1), date(last, 12, 31), stated=True)
    if match := OF_ONE_YEAR.search(paper.title):
        return Period(date(int(match[1]), 1, 1), date(int(match[1]), 12, 31), stated=True)
    due = [
        int(match["year"] or match["year2"]) for match in DUE.finditer(paper.plain) if match["year"] or match["year2"]
    ]
    named = [int(year) for year in YEAR.findall(paper.plain)]
    last = max(set(due), key=due.count) if due else max(named, default=2025)
    return Period(
        date(min(last, max((year for year in named if year <= last), default=last - 2)), 1, 1)
        if not due
        else date(last - 2, 1, 1),
        date(last, 12, 31),
        stated=False,
    )


def times(text: str, start: int, end: int) -> list[Time]:
    """The time words between two places."""
    return [_time(match) for match in DUE.finditer(text, start, end)]


def _time(match: re.Match[str]) -> Time:
    if match["every"]:
        return Time(match.start(), match.end(), None, EVERY[match["every"]])
    if match["five"]:
        return Time(match.start(), match.end(), date(FIVE_YEARS[match["five"]], 12, 31), "")
    year = int(match["year"] or match["year2"] or match["year3"])
    part = match["part"] or match["part2"] or match["part3"] or ""
    month = int(match["month"] or match["month2"] or 0) or ENDS_OF_YEAR[part]
    month = min(month, 12)
    return Time(match.start(), match.end(), date(year, month, monthrange(year, month)[1]), "")
