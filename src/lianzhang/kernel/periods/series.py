"""Figures of a year's first months or quarters, one after the other: are they its own, or do they hold those before?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from .spans import Period, windows

__all__ = ["looks_summed", "series_of"]

# How far a step of a series may lie from its first figure, and still look like one more of the same.
OF_TWO, OF_MORE = (Decimal("0.7"), Decimal("1.5")), (Decimal("0.5"), Decimal(2))


@lru_cache(maxsize=1024)
def series_of(period: Period) -> tuple[Period, ...]:
    """The months or quarters of a year, from its first to this one; nothing for the first and for other periods."""
    if period.window not in ("month", "quarter"):
        return ()
    series = tuple(windows(date(period.start.year, 1, 1), period.end, period.window))
    return series if len(series) > 1 else ()


def looks_summed(values: Sequence[Decimal | None]) -> bool:
    """Whether the figures of a year's first periods (100, 210, 330, 450) look as if each held those before it."""
    known = [value for value in values if value is not None and value > 0]
    if len(known) < 2 or len(known) != len(values):
        return False
    least, most = OF_TWO if len(known) == 2 else OF_MORE
    first = known[0]
    steps = (later - earlier for earlier, later in pairwise(known))
    return all(first * least <= step <= first * most for step in steps)
