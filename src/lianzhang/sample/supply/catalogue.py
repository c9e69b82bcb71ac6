"""The products that firms of the made-up city buy: the table products.csv, general knowledge of industries.

`segment` makes a product, and the plan's links say whose input it is; `used_by` names further segments that buy it,
across chains. `essential` says how much customers of an industry hang on it. Prices are rough, in 元 of a unit."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Goods", "buyers", "goods"]


@dataclass(frozen=True)
class Goods:
    """A product, named by code like what it refers to. A family has no segment, no price and no unit."""

    code: str
    name: str
    parent: str
    segment: str
    unit: str
    price: float
    industry: str
    names: tuple[str, ...]
    essential: tuple[tuple[str, int], ...]  # industry of the customer, level
    used_by: tuple[str, ...]
    why_not: str
    spec: str

    @property
    def bought(self) -> bool:
        return bool(self.parent)


@cache
def goods() -> tuple[Goods, ...]:
    """Families before what lies in them."""
    with (Path(__file__).parent / "products.csv").open(encoding="utf-8", newline="") as file:
        return tuple(map(_of, csv.DictReader(file)))


def _of(row: dict[str, str]) -> Goods:
    parts = {name: tuple(filter(None, row[name].split(";"))) for name in ("names", "essential", "used_by")}
    levels = tuple((industry, int(level)) for industry, level in (each.split("=") for each in parts["essential"]))
    return Goods(
        **{name: row[name] for name in ("code", "name", "parent", "segment", "unit", "industry", "why_not", "spec")},
        price=float(row["price"] or 0),
        names=parts["names"],
        essential=levels,
        used_by=parts["used_by"],
    )


def buyers(links: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    """For each segment the places in goods() of what its firms buy; `links` lead from a segment to the next."""
    onwards = defaultdict(set)
    for upstream, downstream in links:
        onwards[upstream].add(downstream)
    by_key = defaultdict(list)
    for number, each in enumerate(goods()):
        if each.bought:
            for segment in sorted({*onwards[each.segment], *each.used_by}):
                by_key[segment].append(number)
    return dict(by_key)
