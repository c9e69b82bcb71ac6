"""What the firms of the made-up city say they can make: in their own words, of the products of their segment."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from lianzhang.sample.place import SOURCE, Place

from .catalogue import goods
from .drawing import Supply
from .planted import ABLE

__all__ = ["capabilities", "words"]

Columns = dict[str, list[Any]]
NAMES = (
    *("firm", "product", "text", "capacity", "free", "unit", "certificates", "equipment", "customers", "published"),
    *("source", "stated_on"),
)
SAYING = (0.5, 0.6, 0.7, 0.85)  # of the firms of each rank
MOST = 4
PUBLISHED, MEASURED, FREE, SPARE = 0.7, 0.65, 0.6, 0.45  # ... and the most of its capacity that is free
FIRST, DAYS = date(2022, 6, 1), 900
WAN = 10_000
SEED = 17


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def capabilities(supply: Supply, place: Place, seed: int) -> Columns:
    """One row for each thing that a firm says; firms by number, products by their place in goods()."""
    return _Saying(supply, place, Random(seed + SEED)).rows()  # noqa: S311 - nothing secret


class _Saying:
    def __init__(self, supply: Supply, place: Place, rng: Random) -> None:
        self.supply, self.market, self.rng = supply, supply.market, rng
        self.goods, self.words, self.size = goods(), words(), supply.market.size.tolist()
        self.made: dict[str, list[tuple[int | None, str]]] = defaultdict(list)
        for number, each in enumerate(goods()):
            if each.segment:
                self.made[each.segment] += ((number, name) for name in (each.name, *each.names))
        for trade in place.trades:
            if trade.segment and trade.segment not in self.made:
                self.made[trade.segment] = [(None, word) for word in trade.words]
        self.customers = _customers(supply)
        self.columns: Columns = {name: [] for name in NAMES}

    def rows(self) -> Columns:
        cast = {
            self.supply.cast[part]: code for code, parts in ABLE.items() for part in parts if part in self.supply.cast
        }
        for firm in np.flatnonzero(self.market.at_home & (self.market.segment >= 0)).tolist():
            if firm in cast or self.rng.random() < SAYING[self.market.rank[firm]]:
                self._of(firm, cast.get(firm, ""))
        return self.columns

    def _of(self, firm: int, planted: str) -> None:
        known = self.made[self.market.segments[self.market.segment[firm]]]
        said = {known[self.rng.randrange(len(known))] for _ in range(self.rng.randrange(1, MOST + 1))}
        if planted:
            number = next(number for number, each in enumerate(self.goods) if each.code == planted)
            self._add(firm, number, self.goods[number].name, sure=True)
            said = {each for each in said if each[0] != number}
        for product, word in sorted(said, key=lambda each: each[1]):
            self._add(firm, product, word)

    def _add(self, firm: int, product: int | None, word: str, *, sure: bool = False) -> None:
        rng, chain = self.rng, self.market.chains[self.market.chain[firm]]
        spec = self.goods[product].spec if product is not None else ""
        manner = rng.choice(self.words["manners"]["usual" if self.market.maker[firm] else "service"])
        capacity = self._capacity(firm, product) if sure or rng.random() < MEASURED else None
        free = round(capacity * rng.uniform(0.05, SPARE)) if capacity and (sure or rng.random() < FREE) else None
        certificates = self.words["certificates"][chain]
        row = {
            "firm": firm,
            "product": product,
            "text": f"{word}，{spec}，{manner}" if spec and rng.random() < 0.7 else f"{word}，{manner}",
            "capacity": capacity,
            "free": free,
            "unit": self.goods[product].unit if capacity and product is not None else "",
            "certificates": "、".join(certificates[: rng.randrange(len(certificates) + 1)]),
            "equipment": rng.choice(self.words["equipment"][chain]) if rng.random() < 0.6 else "",
            "customers": "、".join(self.customers.get(firm, ())[:2]),
            "published": sure or rng.random() < PUBLISHED,
            "source": f"{SOURCE}：企业填报",
            "stated_on": FIRST + timedelta(days=rng.randrange(DAYS)),
        }
        for name, value in row.items():
            self.columns[name].append(value)

    def _capacity(self, firm: int, product: int | None) -> int | None:
        """What its revenue would buy of it, and a little more."""
        if product is None or not self.goods[product].price:
            return None
        whole = int(self.size[firm] * WAN / self.goods[product].price * self.rng.uniform(0.3, 0.8))
        return round(whole, 2 - len(str(whole))) if whole else None


def _customers(supply: Supply) -> dict[int, list[str]]:
    """To whom a firm of the city sold most in the last year."""
    relations = supply.relations
    value = supply.values[:, -1]
    sold = np.flatnonzero((relations.supplier >= 0) & (value > 0))
    by_supplier: dict[int, list[str]] = defaultdict(list)
    for place in sold[np.argsort(-value[sold], kind="stable")].tolist():
        names = by_supplier[int(relations.supplier[place])]
        name = supply.market.names[relations.customer[place]]
        if len(names) < MOST and name not in names:
            names.append(name)
    return by_supplier
