"""What customers buy from one supplier alone, by product or, where nobody mapped it, by what they call it.

The same pairs as chainlab.sole_sources finds; here from the columns that pages read anyhow. Customers that hang on one
supplier for the same thing are pooled: together they make an order for which another would come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianzhang.enterprises.api import revision
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.supply.rates.lines import Lines, lines_of

__all__ = ["Pool", "Pools", "Soles", "lines_without_other", "pools_in", "pools_of", "soles_in", "soles_of"]

Keys = NDArray[np.int64]
Flags = NDArray[np.bool_]
_KEPT, _POOLED = RevisionCache(6), RevisionCache(6)  # a city and a period


@dataclass(frozen=True, slots=True)
class Soles:
    """Pairs of customer and product with one supplier, one at each position; keys and values as in Lines.

    The purchases of pair n are `keys[start[n]:end[n]]`, `contract_end` the last day of the last of their contracts
    (0 where nobody said one). `strangers` and `items` name keys below zero, as in Lines.
    """

    customer: Keys
    product: Keys
    supplier: Keys
    value: NDArray[np.float64]
    place: NDArray[np.int8]
    contract_end: NDArray[np.int32]
    start: Keys
    end: Keys
    keys: Keys
    strangers: tuple[str, ...]
    items: tuple[str, ...]

    def __len__(self) -> int:
        return self.customer.size


class Pool(NamedTuple):
    """One product of one supplier, for all who have no other: `value` in 万元, `pairs` are positions in Soles."""

    product: int
    supplier: int
    value: float
    place: int
    pairs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pools:
    """Pools, one at each position: the pairs of pool n are `pairs[start[n]:end[n]]`, the largest customer first."""

    product: Keys
    supplier: Keys
    value: NDArray[np.float64]
    place: NDArray[np.int8]
    start: Keys
    end: Keys
    pairs: Keys

    def __len__(self) -> int:
        return self.product.size

    def __getitem__(self, at: int) -> Pool:
        pairs = tuple(self.pairs[self.start[at] : self.end[at]].tolist())
        numbers = (int(self.product[at]), int(self.supplier[at]), float(self.value[at]), int(self.place[at]))
        return Pool(*numbers, pairs)

    @property
    def customers(self) -> Keys:
        """How many hang on each."""
        return self.end - self.start

    def some(self, of_pairs: Flags) -> Flags:
        """Which pools hold one of these pairs: one flag for each pair in Soles."""
        before = np.append(0, np.cumsum(of_pairs[self.pairs]))
        return before[self.end] > before[self.start]

    def find(self, product: int, supplier: int) -> int | None:
        """Where the pool of this product and supplier stands."""
        positions = np.flatnonzero((self.product == product) & (self.supplier == supplier))
        return int(positions[0]) if positions.size else None


def pools_in(city: int, period: Period, customers: Collection[int] | None) -> Pools:
    """Of a city's purchases within a period; those of all customers are kept. The same holds of who sees them."""
    soles = soles_in(city, period)
    if customers is not None:
        return pools_of(soles, customers)
    return _POOLED.get_or_compute((city, period), revision(city), lambda: pools_of(soles, None))


def soles_in(city: int, period: Period) -> Soles:
    """Of all purchases of a city within a period. Whoever shows them asks whose purchases may be seen whole."""
    return _KEPT.get_or_compute((city, period), revision(city), lambda: soles_of(lines_of(city, period)))


def soles_of(lines: Lines) -> Soles:
    """A line without a value is no supply, and makes nobody a second source."""
    lines = lines.where(lines.value > 0)
    order = np.lexsort((lines.supplier, lines.product, lines.customer))
    customer, product, supplier = lines.customer[order], lines.product[order], lines.supplier[order]
    start = _begins(customer, product)
    end = np.append(start[1:], customer.size)[: start.size]
    alone = supplier[start] == supplier[end - 1]
    value = np.add.reduceat(lines.value[order], start) if start.size else np.zeros(0)
    place = np.minimum.reduceat(lines.place[order], start) if start.size else np.zeros(0, dtype=np.int8)
    until = np.maximum.reduceat(lines.contract_end[order], start) if start.size else np.zeros(0, dtype=np.int32)
    chosen = start[alone]
    return Soles(
        *(customer[chosen], product[chosen], supplier[chosen], value[alone], place[alone], until[alone]),
        *(chosen, end[alone], lines.key[order], lines.strangers, lines.items),
    )


def _begins(*columns: Keys) -> Keys:
    """Where another group begins, of rows that are sorted by `columns`."""
    if not columns[0].size:
        return np.zeros(0, dtype=np.int64)
    changes = [column[1:] != column[:-1] for column in columns]
    return np.flatnonzero(np.append(True, np.logical_or.reduce(changes)))


def pools_of(soles: Soles, customers: Collection[int] | None) -> Pools:
    """Of these customers (None: of all); what nobody shares is a pool of one."""
    pairs = np.arange(len(soles))
    if customers is not None:
        pairs = pairs[np.isin(soles.customer, np.fromiter(customers, np.int64, len(customers)))]
    pairs = pairs[np.lexsort((-soles.value[pairs], soles.supplier[pairs], soles.product[pairs]))]
    product, supplier = soles.product[pairs], soles.supplier[pairs]
    start = _begins(product, supplier)
    end = np.append(start[1:], pairs.size)[: start.size]
    value = np.add.reduceat(soles.value[pairs], start) if start.size else np.zeros(0)
    place = np.minimum.reduceat(soles.place[pairs], start) if start.size else np.zeros(0, dtype=np.int8)
    return Pools(product[start], supplier[start], value, place, start, end, pairs)


def lines_without_other(soles: Soles, customers: Collection[int] | None) -> Keys:
    """The keys of all purchases of these customers (None: of all) that have no other source."""
    asked = np.ones(len(soles), dtype=np.bool_)
    if customers is not None:
        asked = np.isin(soles.customer, np.fromiter(customers, np.int64, len(customers)))
    edges = np.zeros(soles.keys.size + 1, dtype=np.int64)
    edges[soles.start[asked]] += 1
    np.subtract.at(edges, soles.end[asked], 1)
    return soles.keys[np.cumsum(edges[:-1]) > 0]
