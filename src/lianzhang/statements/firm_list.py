"""What statements add to the list of firms: the order by last year's output, and the column of the latest one.

Fast with fifty thousand firms: the year's statements are walked, not the firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import Keys, ListColumn, ListSort, last_year, register_list_column, register_list_sort
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.sheets import YEAR, Column
from lianzhang.kernel.sheets import number as number_cell
from lianzhang.work.models import ReportState

from .models import Statement

__all__ = ["BY_OUTPUT", "LATEST_OUTPUT", "Latest", "latest_of", "whole_years"]

YEARS_BACK = 30  # what is older is shown nowhere


def _by_output(user: Any, rows: QuerySet[Enterprise], at: date, narrowed: bool, upwards: bool) -> Keys:
    return ByOutput(user, rows, last_year(at), narrowed=narrowed, upwards=upwards)


class ByOutput:
    """Keys of firms: those whose output of a year is in sight, the largest or the smallest first; then
    the others by name.

    Walks the year's statements, not the firms: fifty thousand look-ups for a page would take a second.
    """

    def __init__(self, user: Any, rows: QuerySet[Enterprise], year: int, *, narrowed: bool, upwards: bool) -> None:
        among = {"enterprise__in": rows.order_by().values("pk")} if narrowed else {"enterprise__merged_into": None}
        yearly = _yearly(user, year).filter(output__isnull=False, **among)
        ordered = yearly.order_by("output" if upwards else "-output", "enterprise")
        self.rows, self.reported = rows, ordered.values_list("enterprise", flat=True)

    def count(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[int]:
        start, stop = part.start or 0, part.stop
        keys = list(self.reported[start:stop])
        if stop is None or len(keys) < stop - start:
            reported = self.reported.count()
            rest = self.rows.exclude(pk__in=self.reported.order_by()).values_list("pk", flat=True)
            keys += rest[max(start - reported, 0) : None if stop is None else max(stop - reported, 0)]
        return keys


def _yearly(user: Any, year: int) -> QuerySet[Statement]:
    """Confirmed statements of a whole year that `user` sees."""
    span = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    return visible(user, Statement).filter(state=ReportState.CONFIRMED, **span)


class Latest(NamedTuple):
    """Output of the last year a firm reported, in 万元."""

    year: int
    output: Decimal


def whole_years(rows: QuerySet[Statement], at: date) -> QuerySet[Statement]:
    """Confirmed statements that begin and end with a year and were over by a day, oldest first.

    The days are told one by one: a database asked for the month of each row would read all of them.
    """
    years = range(last_year(at) - YEARS_BACK, last_year(at) + 1)
    begins, ends = [date(year, 1, 1) for year in years], [date(year, 12, 31) for year in years]
    rows = rows.filter(state=ReportState.CONFIRMED, period_start__in=begins, period_end__in=ends)
    return rows.order_by("period_end")


def latest_of(user: Any, keys: Sequence[int], at: date) -> dict[int, Latest]:
    """Most firms reported the last year; only of the others the years before are asked."""
    year = last_year(at)
    rows = _yearly(user, year).filter(enterprise__in=keys, output__isnull=False).values_list("enterprise", "output")
    latest = {firm: Latest(year, output) for firm, output in rows if output is not None}
    others = [key for key in keys if key not in latest]
    before = whole_years(visible(user, Statement).filter(enterprise__in=others, output__isnull=False), at)
    for firm, start, end, output in before.values_list("enterprise", "period_start", "period_end", "output"):
        if output is not None and start.year == end.year:
            latest[firm] = Latest(end.year, output)
    return latest


def _cells(user: Any, keys: Sequence[int], at: date) -> Mapping[int, Mapping[str, Any]]:
    return {firm: latest._asdict() for firm, latest in latest_of(user, keys, at).items()}


BY_OUTPUT = ListSort("output", "上一年产值", _by_output)
LATEST_OUTPUT = ListColumn(
    "output",
    20,
    "最近年产值（万元）",
    "statements/_latest_output.html",
    latest_of,
    (Column("year", "最近年报", YEAR), Column("output", "产值（万元）", number_cell())),
    _cells,
    optional=True,
    numeric=True,
)

register_list_sort(BY_OUTPUT)
register_list_column(LATEST_OUTPUT)
