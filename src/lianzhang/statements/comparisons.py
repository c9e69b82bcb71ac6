"""The figures of a statement, each beside those it is held against."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .doubts import Doubt
from .models import ITEMS, Statement
from .neighbours import Neighbours

__all__ = ["Comparison", "comparisons"]


class Comparison(NamedTuple):
    """One figure beside those it is held against."""

    item: str
    title: str
    unit: str
    value: Decimal | None
    alone: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    doubts: list[Doubt]

    @property
    def change(self) -> Decimal | None:
        """In percent, against a year ago; from a loss or from nothing there is no share."""
        if self.value is None or not self.year_ago or self.year_ago < 0:
            return None
        return (self.value / self.year_ago - 1) * 100


def comparisons(row: Statement, around: Neighbours, doubts: list[Doubt]) -> list[Comparison]:
    (earlier, last_year), part = around.beside, around.alone(row.figures)
    single = part.reckoned.figures if part and part.reckoned else {}
    return [
        Comparison(
            *(item, title, unit, row.figures[item], single.get(item), earlier.get(item), last_year.get(item)),
            [doubt for doubt in doubts if item in doubt.rule.items],
        )
        for item, (title, unit) in ITEMS.items()
    ]
