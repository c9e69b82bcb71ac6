"""What a stop spreads over, as plain columns: firms, links, what each makes, what it hangs on, what it weighs.

Made of recorded purchases, the catalogue and confirmed statements. chainlab makes a cascade of it (process.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianzhang.supply.rates.lines import Flags, Floats, Keys, Lines

__all__ = ["PARTLY", "Basis", "Facts", "Figures", "RiskModel", "Rules", "assemble", "main_products"]

PARTLY = 1  # 缺了减产: what is said of no product
MONTHS = 12


class Figures(NamedTuple):
    """What a firm stated of a year, 万元; NaN where it said nothing."""

    output: float = np.nan
    revenue: float = np.nan
    cost: float = np.nan


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of firms beside their purchases, by key: industries, which are the city's, statements.

    `bought` is what firms bought in all in the period, 万元; `months` how long the period is.
    """

    industry: Mapping[int, str]
    ours: frozenset[int]
    stated: Mapping[int, Figures]
    bought: Mapping[int, float]
    months: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How much customers hang on products: (product, beginning of an industry code) to level; `above` the tree."""

    level: Mapping[tuple[int, str], int]
    above: Mapping[int, int | None]

    def of(self, product: int, industry: str) -> int:
        """The nearest product of the tree that says anything of the industry speaks, by its longest code."""
        seen: set[int] = set()
        at: int | None = product
        while at is not None and at not in seen:
            seen.add(at)
            for length in range(len(industry), -1, -1):
                if (at, industry[:length]) in self.level:
                    return self.level[at, industry[:length]]
            at = self.above.get(at)
        return PARTLY


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a model rests: how many firms of the city weigh by a statement, by recorded sales, or nothing; of how
    many a stated revenue or cost was below what is recorded, which then stands; how many suppliers no register has,
    and which share of purchases nobody mapped to a product."""

    firms: int
    stated: int
    by_sales: int
    weightless: int
    below: int
    strangers: int
    unmapped: float


@dataclass(frozen=True, slots=True)
class RiskModel:
    """Firms by key, sorted; below zero: position -n-1 of `strangers`. Links hold their positions; amounts in 万元 of
    the period, `weights` in 万元 a month.

    `ours` are firms of the city, `weighed` those of them whose output anybody knows, `linked` those with a purchase.
    `product` of a link: a key, or below zero. `sector`, `market`, `needs`: a code of each firm; `essential[sector,
    needs]` says how much the customer hangs on what the supplier makes. `sectors`: the product of each, 0 for none.
    """

    firms: Keys
    strangers: tuple[str, ...]
    supplier: Keys
    customer: Keys
    product: Keys
    value: Floats
    sector: Keys
    sectors: tuple[int, ...]
    market: Keys
    needs: Keys
    essential: NDArray[np.int8]
    revenue: Floats
    cost: Floats
    weights: Floats
    weighed: Flags
    ours: Flags
    linked: Flags
    basis: Basis
    fingerprint: str

    @property
    def digest(self) -> str:
        """Equal for models that give equal results."""
        columns = (self.sector, self.market, self.needs, self.essential, self.revenue, self.cost, self.weights)
        return _hash([self.fingerprint, *columns])

    def arrays(self) -> dict[str, Any]:
        """What a cascade is made of."""
        names = ("firms", "supplier", "customer", "product", "value", "sector", "market", "needs", "essential")
        return {name: getattr(self, name) for name in (*names, "revenue", "cost", "weights")}


def assemble(lines: Lines, facts: Facts, rules: Rules) -> RiskModel:
    """The model of the purchases of a period."""
    strangers, named = _by_name(lines.strangers, lines.supplier)
    _, product = _by_name(lines.items, lines.product)
    firms = np.unique(np.concatenate([named, lines.customer, np.fromiter(facts.stated, np.int64, len(facts.stated))]))
    supplier, customer = np.searchsorted(firms, named), np.searchsorted(firms, lines.customer)
    made = _main_product(supplier, product, lines.value, firms.size)
    industry = [facts.industry.get(key, "") for key in firms.tolist()]
    sector, market, sectors = _sectors(made, industry, firms)
    needs, columns = _codes(industry)
    sales = np.bincount(supplier, lines.value, firms.size).astype(np.float64)
    bought = np.bincount(customer, lines.value, firms.size).astype(np.float64)
    linked = (sales > 0) | (bought > 0)
    ours = np.isin(firms, np.fromiter(facts.ours, np.int64, len(facts.ours)))
    weights, weighed, basis = _weights(firms, facts, sales, ours, linked)
    revenue, cost, below = _amounts(firms, facts, sales, bought)
    unmapped = float(lines.value[lines.product < 0].sum() / lines.value.sum()) if lines.value.any() else 0.0
    essential = np.array([[rules.of(key, code) for code in columns] for key in sectors], np.int8)
    return RiskModel(
        *(firms, strangers, supplier, customer, product, lines.value, sector, sectors, market, needs),
        essential.reshape(len(sectors), len(columns)),
        *(revenue, cost, weights, weighed, ours, linked),
        Basis(*basis, below, len(strangers), unmapped),
        _fingerprint(lines, strangers, named),
    )


def _by_name(names: tuple[str, ...], keys: Keys) -> tuple[tuple[str, ...], Keys]:
    """Numbers below zero by the order of their names, so that they do not tell which came first."""
    ordered = sorted(set(names))
    place = {name: -number - 1 for number, name in enumerate(ordered)}
    anew = np.array([place[name] for name in names] or [0], np.int64)
    return tuple(ordered), np.where(keys < 0, anew[np.minimum(-keys - 1, len(names) - 1).clip(0)], keys)


def main_products(lines: Lines) -> dict[int, int]:
    """The product that each supplier sells most, by its key in the lines; those alone of whom one is mapped."""
    suppliers, place = np.unique(lines.supplier, return_inverse=True)
    made = _main_product(place.reshape(-1), lines.product, lines.value, suppliers.size)
    return {key: product for key, product in zip(suppliers.tolist(), made.tolist(), strict=True) if product}


def _main_product(supplier: Keys, product: Keys, value: Floats, size: int) -> Keys:
    """The product that each firm sells most of, 0 where none is mapped; of equal ones the first in the catalogue."""
    mapped = product > 0
    pairs, place = np.unique(np.stack([supplier[mapped], product[mapped]], axis=1), axis=0, return_inverse=True)
    sold = np.bincount(place.reshape(-1), value[mapped], len(pairs))
    order = np.lexsort((-pairs[:, 1], sold, pairs[:, 0]))
    made = np.zeros(size, np.int64)
    made[pairs[order, 0]] = pairs[order, 1]
    return made


def _sectors(made: Keys, industry: list[str], firms: Keys) -> tuple[Keys, Keys, tuple[int, ...]]:
    """What each firm makes, as a sector and as a market. Those of whom neither product nor industry is known share
    a sector, and nobody takes the place of another."""
    kinds = [(int(key), "" if key else code) for key, code in zip(made, industry, strict=True)]
    sector, distinct = _codes(kinds)
    unknown = np.array([not key and not code for key, code in kinds], np.bool_)
    market = np.where(unknown, len(distinct) + np.arange(firms.size), sector)
    return sector, market, tuple(key for key, _ in distinct)


def _codes(values: Iterable[Any]) -> tuple[Keys, list[Any]]:
    """Numbers in place of values, by their order."""
    listed = list(values)
    distinct = sorted(set(listed))
    place = {value: number for number, value in enumerate(distinct)}
    return np.array([place[value] for value in listed], np.int64), distinct


def _weights(
    firms: Keys, facts: Facts, sales: Floats, ours: Flags, linked: Flags
) -> tuple[Floats, Flags, tuple[int, int, int, int]]:
    """Output a month: as stated, else recorded sales. Firms outside weigh nothing: it is told what the city loses."""
    output = np.array([facts.stated.get(key, Figures()).output for key in firms.tolist()]) / MONTHS
    told = ours & ~np.isnan(output)
    by_sales = ours & ~told & (sales > 0)
    weights = np.where(told, np.maximum(output, 0), np.where(by_sales, sales / facts.months, 0.0))
    weightless = ours & linked & ~told & ~by_sales
    counts = ((ours & linked).sum(), (told & linked).sum(), by_sales.sum(), weightless.sum())
    return weights, told | by_sales, tuple(int(each) for each in counts)  # type: ignore[return-value]


def _amounts(firms: Keys, facts: Facts, sales: Floats, bought: Floats) -> tuple[Floats, Floats, int]:
    """What each firm earned and spent in the period, NaN where not known. What it said it bought in all stands before
    its cost: wages stop no machine. Nobody sells less than is recorded."""
    part = facts.months / MONTHS
    stated = [facts.stated.get(key, Figures()) for key in firms.tolist()]
    revenue = np.array([each.revenue for each in stated]) * part
    cost = np.array([each.cost for each in stated]) * part
    in_all = np.array([facts.bought.get(key, np.nan) for key in firms.tolist()])
    cost = np.where(np.isnan(in_all), cost, in_all)
    below = (revenue < sales) | (cost < bought)
    return (
        np.fmax(revenue, np.where(np.isnan(revenue), np.nan, sales)),
        np.fmax(cost, np.where(np.isnan(cost), np.nan, bought)),
        int(below.sum()),
    )


def _fingerprint(lines: Lines, strangers: tuple[str, ...], supplier: Keys) -> str:
    """Names the purchases, in whatever order they were read."""
    items, product = _by_name(lines.items, lines.product)
    columns = (lines.customer, supplier, product, lines.value)
    order = np.lexsort(columns[::-1])
    return _hash(["\0".join(strangers), "\0".join(items), *(column[order] for column in columns)])


def _hash(parts: Iterable[Any]) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            hashed.update(f"{len(part)}:{part};".encode())
        else:
            hashed.update(f"{part.dtype.kind}{part.shape};".encode())
            hashed.update(np.ascontiguousarray(part).data)
    return hashed.hexdigest()
