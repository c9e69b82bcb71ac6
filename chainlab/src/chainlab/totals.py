"""What firms sell and buy of each product in all, as statistics and tax returns tell it, and what links leave open.
Totals are known more often than links; between the two lies what a reconstruction has to draw."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.building import check_unknown, distinct, encode, ids_of, same_kind
from chainlab.errors import ChainlabError, Origin
from chainlab.filling import Known, Missing
from chainlab.kinds import Floats, Ids, Index
from chainlab.network import NO_PRODUCT, SupplyNetwork

ORIGIN = Origin("totals")
# What is open is none below this share of a total: sums of floating-point numbers differ by as much.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """What each firm sells and buys of each product within the network, recorded or not; build with `of`.

    Columns of equal length: ids, and values in the network's unit, NaN where not known. A firm and product that
    is not listed is not known either.
    """

    firm: Ids
    product: Ids
    sold: Floats
    bought: Floats

    @classmethod
    def of(cls, firm: ArrayLike, product: ArrayLike | None, sold: ArrayLike, bought: ArrayLike) -> "Totals":
        """Totals from columns in any order; without products (None) there is one, as in a network without.

        ChainlabError on negative or infinite values, columns of unequal length, or a pair that comes twice.

        >>> Totals.of(["mill", "car"], ["steel", "steel"], [9, 0], [0, 7]).sold.tolist()
        [0.0, 9.0]
        """
        firms = ids_of(firm, "firm", ORIGIN)
        goods = np.full(firms.size, NO_PRODUCT) if product is None else ids_of(product, "product", ORIGIN)
        ids = firms, goods
        told = _amounts(sold, "sold"), _amounts(bought, "bought")
        lengths = {column.size for column in (*ids, *told)}
        if len(lengths) > 1:
            raise ChainlabError(f"{ORIGIN.name}: columns are of equal length, and these are of {sorted(lengths)}.")
        order = np.lexsort(ids)
        twice = np.flatnonzero((ids[0][order][1:] == ids[0][order][:-1]) & (ids[1][order][1:] == ids[1][order][:-1]))
        if twice.size:
            rows = np.sort(order[twice + 1])
            problem = f"firm {ids[0][rows[0]]} and product {ids[1][rows[0]]} come twice"
            raise ORIGIN.error("firm", rows, problem, "Add them up first.")
        return cls(*(column[order] for column in (*ids, *told)))

    @classmethod
    def from_network(cls, network: SupplyNetwork) -> "Totals":
        """The totals of a network that is wholly known, to try a reconstruction on.

        >>> network = SupplyNetwork.from_arrays(["mill", "mill"], ["car", "bus"], [5, 4], ["steel", "steel"])
        >>> Totals.from_network(network).bought.tolist()
        [4.0, 5.0, 0.0]
        """
        products = np.int64(network.products.size)
        keys = [firm.astype(np.int64) * products + network.product for firm in (network.supplier, network.customer)]
        told = np.unique(np.concatenate(keys))
        sums = [np.bincount(np.searchsorted(told, key), network.value, minlength=told.size) for key in keys]
        goods = None if network.products.tolist() == [NO_PRODUCT] else network.products[told % products]
        return cls.of(network.firms[told // products], goods, *sums)


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """What links leave open of the totals: the network's columns in all products, and what is to be drawn."""

    products: Ids
    product: Index
    known: Known
    missing: Missing
    recorded: Floats  # by firm, the share of what it sells and buys that links tell; NaN where no total is known
    outside: float
    contradicted: int
    untold: int


def left_open(network: SupplyNetwork, totals: Totals) -> Open:
    """Compare totals with known links; totals below the links, or not known, leave nothing open and are counted."""
    same_kind({"network": network.firms, "totals": totals.firm}, ORIGIN)
    firm = encode(totals.firm, network.firms)
    check_unknown(firm, totals.firm, "firm", ORIGIN)
    products = network.products if network.value.size else network.products[:0]
    if products.size and totals.product.size and products.dtype.kind != totals.product.dtype.kind:
        raise ChainlabError(f"{ORIGIN.name}: ids of products are text here and whole numbers there. Use one of them.")
    products = distinct([products, totals.product])
    product = encode(network.products, products)[network.product]
    rows = _Rows(firm, encode(totals.product, products), products.size)
    sides = [
        rows.side(one, network, product, told)
        for one, told in ((network.supplier, totals.sold), (network.customer, totals.bought))
    ]
    sold, bought, outside = _balanced(sides[0].open, sides[1].open, rows.product, products.size)
    links = _expected_links(network, product, _sums(rows.product, bought, products.size))
    missing = Missing(*rows.listed(sold), *rows.listed(bought), links)
    known = Known(
        network.bought.start, network.bought.supplier, encode(network.products, products)[network.bought.product]
    )
    size = network.firms.size
    told_of, recorded = (
        sum(np.bincount(firm, getattr(side, name), minlength=size) for side in sides) for name in ("total", "known")
    )
    with np.errstate(invalid="ignore"):
        share = np.where(told_of > 0, np.minimum(recorded / told_of, 1.0), np.nan)
    counts = [sum(getattr(side, name) for side in sides) for name in ("contradicted", "untold")]
    return Open(products, product, known, missing, share, outside, *counts)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One side, row by row of the totals: what is open, what is told in all, and what links tell of it."""

    open: Floats
    total: Floats
    known: Floats
    contradicted: int
    untold: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows of totals as positions of firms and products, sorted by product, then firm."""

    firm: Index
    product: Index
    products: int

    def side(self, ends: Index, network: SupplyNetwork, product: Index, told: Floats) -> _Side:
        """What is open on one side: `ends` are the suppliers of all links, or the customers."""
        size = np.int64(network.firms.size)
        keys = self.product.astype(np.int64) * size + self.firm
        asked = product.astype(np.int64) * size + ends
        place = np.minimum(np.searchsorted(keys, asked), max(keys.size - 1, 0))
        there = keys[place] == asked if keys.size else np.zeros(asked.size, dtype=np.bool_)
        known = _sums(place[there], network.value[there], keys.size)
        unknown = np.isnan(told)
        rest = np.where(unknown, 0.0, told) - known
        contradicted = int((~unknown & (rest < -ROUNDING * known)).sum())
        untold = int((unknown & (known > 0)).sum()) + int(np.unique(asked[~there]).size)
        rest[rest <= ROUNDING * np.where(unknown, 0.0, told)] = 0.0
        return _Side(rest, np.where(unknown, 0.0, told), np.where(unknown, 0.0, known), contradicted, untold)

    def listed(self, values: Floats) -> tuple[Index, Index, Floats]:
        """Where each product begins among the rows with something open, their firms, and how much."""
        kept = np.flatnonzero(values > 0)
        start = np.zeros(self.products + 1, dtype=np.uint32)
        np.cumsum(np.bincount(self.product[kept], minlength=self.products), out=start[1:])
        return start, self.firm[kept], values[kept]


def _balanced(sold: Floats, bought: Floats, product: Index, products: int) -> tuple[Floats, Floats, float]:
    """Both sides scaled to the smaller, product by product; what the larger has more goes outside, or comes from it."""
    sums = [_sums(product, side, products) for side in (sold, bought)]
    both = np.minimum(*sums)
    scaled = [
        side * np.divide(both, total, out=np.zeros(products), where=total > 0)[product]
        for side, total in zip((sold, bought), sums, strict=True)
    ]
    return scaled[0], scaled[1], float(np.abs(sums[0] - sums[1]).sum())


def _expected_links(network: SupplyNetwork, product: Index, open_value: NDArray[np.float64]) -> Floats:
    """How many links are missing: as many to the value as among known ones of the product, and one of the average."""
    if not network.value.size:
        return np.zeros(open_value.size)
    mean = network.value.mean()
    count = np.bincount(product, minlength=open_value.size)
    value = np.bincount(product, network.value, minlength=open_value.size)
    return np.asarray(open_value * (count + 1.0) / (value + mean))


def _sums(group: NDArray[Any], values: Floats, groups: int) -> Floats:
    return np.bincount(group, values, minlength=groups).astype(np.float64, copy=False)


def _amounts(raw: ArrayLike, column: str) -> Floats:
    """Finite values of at least 0, or NaN."""
    try:
        values = np.atleast_1d(np.asarray(raw, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise ChainlabError(f"{ORIGIN.name}, column {column}: not all values are numbers ({error}).") from error
    bad = np.flatnonzero((values < 0) | np.isinf(values))
    if bad.size:
        problem = f"a total is at least 0, or NaN where not known, and not {values[bad[0]]:g}"
        raise ORIGIN.error(column, bad, problem, "Mend the row, or leave it out.")
    return values
