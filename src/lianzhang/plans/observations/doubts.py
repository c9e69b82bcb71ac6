"""What looks wrong in figures that wait to be confirmed, held against those that are confirmed of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.access.api import prefetch_permissions, visible
from lianzhang.kernel.formatting import amount, span
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Measure, Nature, Observation
from lianzhang.work.models import ReportState

from .over_year import rising
from .queries import RELATED, thing_of

__all__ = ["Candidate", "candidates", "doubts_of"]

LEAP = Decimal(2)  # times the figure before, or its half


class Candidate(NamedTuple):
    """A figure chosen to be confirmed with others, and what looks wrong in it, in words."""

    row: Observation
    doubts: list[str]


def candidates(keys: list[int], by: Any) -> list[Candidate]:
    """Those of `keys` in sight. The number of queries does not grow with them."""
    rows = list(visible(by, Observation).filter(pk__in=keys).select_related(*RELATED).order_by("pk"))
    prefetch_permissions(by, rows)
    of_targets = visible(by, Observation).filter(
        target__in={row.target_id for row in rows if row.target_id}, state=ReportState.CONFIRMED, value__isnull=False
    )
    known = list(of_targets.select_related("plan", "target", "source").order_by("date", "pk"))
    return [Candidate(row, list(doubts_of(row, known))) for row in rows]


def doubts_of(row: Observation, known: Iterable[Observation]) -> Iterator[str]:
    """`known`: confirmed figures, the earliest first; one that is to be replaced says nothing against the row."""
    if row.value is None or row.target_id is None:
        return
    alike = [each for each in known if _same_series(row, each) and each.pk != row.replaces_id]
    for each in alike:
        if thing_of(each) == thing_of(row) and (each.value, each.unit) != (row.value, row.unit):
            yield f"与《{each.source.title}》报的{_words(each)}不一致"
    if words := rising(row, alike):
        yield words
    yield from _against_the_one_before(row, alike)
    yield from _against_its_year(row, alike)


def _same_series(one: Observation, other: Observation) -> bool:
    """Whether they are of the same thing and scope, whatever their times."""
    times = 1 if one.nature == Nature.STOCK else 2
    return thing_of(one)[:-times] == thing_of(other)[:-times]


def _against_the_one_before(row: Observation, alike: list[Observation]) -> Iterator[str]:
    long = _period(row).window
    earlier = [each for each in alike if each.date < row.date and _period(each).window == long]
    if not earlier or not (before := _value(earlier[-1], row.unit)) or row.value is None:
        return
    where = f"{span(earlier[-1].period_start, earlier[-1].period_end)}的{_words(earlier[-1])}"
    if row.nature == Nature.STOCK and row.target and row.target.measure == Measure.CUMULATIVE and row.value < before:
        yield f"是累计数，却比{where}少"
    elif not before / LEAP <= row.value <= before * LEAP:
        yield f"与{where}相差一倍以上"


def _against_its_year(row: Observation, alike: list[Observation]) -> Iterator[str]:
    """Parts of a year that are more than the year, and the other way round."""
    if row.nature == Nature.STOCK or row.value is None:
        return
    own, year = _period(row), row.period_end.year
    of_year = [each for each in alike if each.period_end.year == year and _period(each) != own]
    wholes = [each for each in (*of_year, row) if _period(each).window == "year"]
    window = own.window if own.window != "year" else "quarter"
    parts = [each for each in (*of_year, row) if _period(each).window == window]
    values = [_value(each, row.unit) for each in parts]
    if not wholes or not parts or row not in (*wholes, *parts) or any(value is None for value in values):
        return
    whole, total = _value(wholes[-1], row.unit), sum((value for value in values if value is not None), Decimal(0))
    if whole is not None and total > whole:
        yield f"{year}年各期合计{amount(total, row.unit)}，超过全年的{_words(wholes[-1])}"


def _period(row: Observation) -> Period:
    return Period(row.period_start, row.period_end)


def _value(row: Observation, unit: str) -> Decimal | None:
    units = row.plan.units
    return (
        units.convert(row.value, row.unit, unit)
        if row.value is not None and units.convertible(row.unit, unit)
        else None
    )


def _words(row: Observation) -> str:
    return amount(row.value, row.unit, row.precision)
