"""Which rules statements break and nobody has explained: of one statement, of several, of figures just typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.statements.models import Explained, Statement

from .neighbours import Neighbours, neighbours
from .plausibility import Rule, broken

__all__ = ["Doubt", "doubts_about", "doubts_of", "doubts_of_all"]


class Doubt(NamedTuple):
    """A rule broken and not explained, with what the person should do."""

    rule: Rule
    do: str


def doubts_about(enterprise: Enterprise, period: Period, figures: Mapping[str, Decimal | None]) -> list[Doubt]:
    """Of figures that are not kept yet. One query."""
    around = neighbours([enterprise.pk], period)[enterprise.pk]
    return [Doubt(*each) for each in broken(around.terms(figures))]


def doubts_of(row: Statement) -> list[Doubt]:
    """Two queries."""
    return doubts_of_all([row])[row.pk]


def doubts_of_all(rows: Iterable[Statement]) -> dict[int, list[Doubt]]:
    """By primary key. One query for the explanations, and one for the neighbours of each period among the rows."""
    listed = list(rows)
    explained = set(Explained.objects.filter(statement__in=listed).values_list("statement", "rule"))
    by_row: dict[int, list[Doubt]] = {}
    for row, around in _with_neighbours(listed):
        doubts = (Doubt(*each) for each in broken(around.terms(row.figures)))
        by_row[row.pk] = [doubt for doubt in doubts if (row.pk, doubt.rule.code) not in explained]
    return by_row


def _with_neighbours(rows: list[Statement]) -> Iterable[tuple[Statement, Neighbours]]:
    by_period: dict[Period, list[Statement]] = defaultdict(list)
    for row in rows:
        by_period[Period(row.period_start, row.period_end)].append(row)
    for period, together in by_period.items():
        around = neighbours([row.enterprise_id for row in together], period)
        yield from ((row, around[row.enterprise_id]) for row in together)
