"""The workday calendar of the house: public holidays and make-up workdays (调休) of China.

The table lies in data/workdays-cn.csv; data/README.md says where it comes from and how it is kept up.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files

from lianzhang.kernel.workdays import WorkCalendar

__all__ = ["calendar_edition", "work_calendar"]


@cache
def work_calendar() -> WorkCalendar:
    """The calendar of all years published; read once in a process.

    Raises ValueError if the table names a kind that does not exist, or a day as both."""
    days: dict[str, list[date]] = {"holiday": [], "workday": []}
    for row in csv.DictReader(_read("workdays-cn.csv").splitlines()):
        if row["kind"] not in days:
            raise ValueError(f"workdays-cn.csv: {row['date']} is of unknown kind {row['kind']!r}")
        days[row["kind"]].append(date.fromisoformat(row["date"]))
    years = tomllib.loads(_read("workdays-cn.toml"))
    published = range(years["first_year"], years["last_year"] + 1)
    return WorkCalendar(days["holiday"], days["workday"], published)


@cache
def calendar_edition() -> str:
    """Another text for each state of the tables, by which one sees whether they changed since."""
    return sha256((_read("workdays-cn.csv") + _read("workdays-cn.toml")).encode()).hexdigest()


def _read(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")
