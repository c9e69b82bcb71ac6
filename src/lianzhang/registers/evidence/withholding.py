"""Keeps back, of the rows that targets and pages show, the sums that disclosure.py finds unsafe to tell.

Asked once for each city and year, and kept for as long as its records stay the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial
from urllib.parse import parse_qsl

from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import Row, declare_withholding
from lianzhang.statements.api import BreakdownQuery, contributions, read_breakdown_query, state_of_year
from lianzhang.work.api import Marks

__all__: list[str] = []

_KEPT = RevisionCache(200)  # cities and years


def _unsafe_rows(city: int, rows: Collection[Row]) -> set[Row]:
    read = {row: asked for row in rows if (asked := read_breakdown_query(dict(parse_qsl(row.query))))}
    by_year: dict[int, set[BreakdownQuery]] = defaultdict(set)
    for asked in read.values():
        by_year[asked.year].add(asked)
    marks = Marks(city)
    unsafe: set[BreakdownQuery] = set()
    for year, told in by_year.items():
        state = state_of_year(marks, year)
        current = None if state is None else (state, frozenset(told))
        unsafe |= _KEPT.get_or_compute((city, year), current, partial(_unsafe_of, city, year, told))
    return {row for row, asked in read.items() if asked in unsafe}


def _unsafe_of(city: int, year: int, told: Iterable[BreakdownQuery]) -> set[BreakdownQuery]:
    from .disclosure import as_arrays, unsafe_sums  # with it comes numpy, which takes a tenth of the house's start

    return unsafe_sums(as_arrays(contributions(city, year, told)))


declare_withholding("statements", _unsafe_rows)
