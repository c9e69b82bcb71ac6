"""Which rules statements break and nobody has explained: of one statement, of several, of figures just typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.statements.models import Explained, Statement

from .neighbours import Neighbours, neighbours
from .plausibility import broken
from .rules import Rule

__all__ = ["Doubt", "broken_codes", "doubts_about", "doubts_beside", "doubts_of", "doubts_of_all"]


class Doubt(NamedTuple):
    """A rule broken and not explained, with what the person should do."""

    rule: Rule
    do: str


def doubts_about(enterprise: Enterprise, period: Period, figures: Mapping[str, Decimal | None], by: Any) -> list[Doubt]:
    """Of figures that are not kept yet, held against what `by` sees. One query."""
    return doubts_beside(neighbours([enterprise.pk], period, by)[enterprise.pk], figures)


def doubts_beside(around: Neighbours, figures: Mapping[str, Decimal | None]) -> list[Doubt]:
    return [Doubt(*each) for each in broken(around.terms(figures))]


def doubts_of(row: Statement, by: Any) -> list[Doubt]:
    """Two queries."""
    return doubts_of_all([row], by)[row.pk]


def doubts_of_all(rows: Iterable[Statement], by: Any) -> dict[int, list[Doubt]]:
    """By primary key. One query for the explanations, and one for the neighbours of each period among the rows."""
    listed = list(rows)
    explained = set(Explained.objects.filter(statement__in=listed).values_list("statement", "rule"))
    by_row: dict[int, list[Doubt]] = {}
    for row, around in _with_neighbours(listed, by):
        doubts = (Doubt(*each) for each in broken(around.terms(row.figures)))
        by_row[row.pk] = [doubt for doubt in doubts if (row.pk, doubt.rule.code) not in explained]
    return by_row


def broken_codes(rows: Iterable[Statement], by: Any) -> dict[int, tuple[str, ...]]:
    """By primary key the codes of the rules that are broken, explained or not."""
    return {
        row.pk: tuple(rule.code for rule, _ in broken(around.terms(row.figures)))
        for row, around in _with_neighbours(list(rows), by)
    }


def _with_neighbours(rows: list[Statement], by: Any) -> Iterable[tuple[Statement, Neighbours]]:
    by_period: dict[Period, list[Statement]] = defaultdict(list)
    for row in rows:
        by_period[Period(row.period_start, row.period_end)].append(row)
    for period, together in by_period.items():
        around = neighbours([row.enterprise_id for row in together], period, by)
        yield from ((row, around[row.enterprise_id]) for row in together)
