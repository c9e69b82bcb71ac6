"""The recorded purchases of a period as columns, read once for a state of the register and added up by many.

Of lines of one customer, supplier and item that lie in each other (a year, its quarters) the longest counts alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianzhang.enterprises.api import revision
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Region
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal

from .places import Place, Surroundings

__all__ = ["Lines", "lines_of", "surroundings", "totals_of", "years_recorded"]

Keys = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
AT_ONCE = 20_000
_KEPT = RevisionCache(6)  # a city and a period


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchases, one at each position. `supplier` and `product` are keys of rows, or below zero: position -n-1 of
    `strangers`, names of suppliers outside the register, and of `items`, which nobody mapped to a product.

    `value` in 万元; `place` is a Place; `near`: customer and supplier lie in one district.
    """

    key: Keys
    customer: Keys
    supplier: Keys
    product: Keys
    value: Floats
    place: NDArray[np.int8]
    near: Flags
    disputed: Flags
    strangers: tuple[str, ...]
    items: tuple[str, ...]

    def __len__(self) -> int:
        return self.key.size

    def where(self, chosen: Flags) -> Lines:
        """Those lines alone."""
        columns = ("key", "customer", "supplier", "product", "value", "place", "near", "disputed")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})

    def within(self, radius: str) -> Flags:
        """Which lines were bought within a radius (places.RADII)."""
        if radius == "district":
            return self.near & (self.place == Place.CITY)
        return self.place <= {"city": Place.CITY, "neighbour": Place.NEIGHBOUR, "province": Place.PROVINCE}[radius]


def lines_of(city: int, period: Period) -> Lines:
    """All purchases of a city that lie within a period. Whoever shows them asks who may see them."""
    return _KEPT.get_or_compute((city, period), revision(city), lambda: _read(city, period))


def surroundings(city: int) -> Surroundings:
    rows = Region.objects.filter(city=city).values_list("name", "kind", "parent", "pk")
    own = Region.objects.filter(pk=city).values_list("name", "kind", "parent", "pk")
    return Surroundings.of([*own, *rows], city)


def years_recorded(city: int, until: date) -> list[int]:
    """The years with purchases that ended by a day, the last first."""
    ends = Purchase.objects.filter(city=city, period_end__lte=until).order_by()
    return sorted(set(ends.values_list("period_end__year", flat=True).distinct()), reverse=True)


class _Words:
    """Texts by the number under which they came first."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))


COLUMNS = (
    *("pk", "customer", "supplier", "product", "value", "state", "period_start", "period_end"),
    *("supplier_name", "supplier_place", "item"),
)


def _read(city: int, period: Period) -> Lines:
    rows = Purchase.objects.filter(city=city, period_start__gte=period.start, period_end__lte=period.end).order_by("pk")
    strangers, items, places = _Words(), _Words(), _Words()

    def numbers(row: tuple[Any, ...]) -> tuple[float, ...]:
        pk, customer, supplier, product, value, state, start, end, name, place, item = row
        return (
            *(pk, customer, supplier or -strangers(name) - 1, product or -items(item) - 1, value),
            *(state == PurchaseState.DISPUTED, start.toordinal(), end.toordinal(), items(item), places(place)),
        )

    table = _table(rows.values_list(*COLUMNS).iterator(AT_ONCE), numbers, 10)
    counted = ~_within_longer(table[:, [1, 2, 8]].astype(np.int64), table[:, 6], table[:, 7])
    table = table[counted]
    words = surroundings(city)
    said = np.array([words.place_of(place) for place in places.numbers] or [Place.UNKNOWN], dtype=np.int8)
    supplier, customer = table[:, 2].astype(np.int64), table[:, 1].astype(np.int64)
    place, near = _lying(city, words, customer, supplier, said[table[:, 9].astype(np.int64)])
    return Lines(
        *(table[:, 0].astype(np.int64), customer, supplier, table[:, 3].astype(np.int64), table[:, 4]),
        *(place, near, table[:, 5].astype(np.bool_), tuple(strangers.numbers), tuple(items.numbers)),
    )


def _table(rows: Iterable[Any], numbers: Callable[[Any], tuple[float, ...]], width: int) -> Floats:
    """Rows as an array, without all of them as Python's objects at one time."""
    read, parts = iter(rows), []
    while some := [numbers(row) for row in islice(read, AT_ONCE)]:
        parts.append(np.array(some, dtype=np.float64))
    return np.concatenate(parts) if parts else np.zeros((0, width))


def _within_longer(same: Keys, start: Floats, end: Floats) -> Flags:
    """Which rows lie within a longer one of the same: two numbers or more say what is the same."""
    inside = np.zeros(start.size, dtype=np.bool_)
    if not start.size:
        return inside
    _, group = np.unique(same, axis=0, return_inverse=True)
    group = group.reshape(-1)
    span = end - start
    longest, shortest = np.zeros(group.max() + 1), np.full(group.max() + 1, np.inf)
    np.maximum.at(longest, group, span)
    np.minimum.at(shortest, group, span)
    mixed = np.flatnonzero((longest > shortest + 3)[group])  # a quarter has 90 to 92 days
    order = mixed[np.lexsort((-span[mixed], group[mixed]))]
    kept: list[tuple[float, float]] = []
    last = -1
    for at in order:
        if group[at] != last:
            last, kept = group[at], []
        inside[at] = any(one <= start[at] and end[at] <= other for one, other in kept)
        if not inside[at]:
            kept.append((start[at], end[at]))
    return inside


def _lying(
    city: int, words: Surroundings, customer: Keys, supplier: Keys, said: NDArray[np.int8]
) -> tuple[NDArray[np.int8], Flags]:
    """Where each supplier lies, and whether in its customer's district."""
    place, region = {}, {}
    for pk, lies, outside, elsewhere in Enterprise.objects.filter(city=city).values_list(
        "pk", "region", "outside", "outside_place"
    ):
        place[pk] = words.place_of(elsewhere) if outside else Place.CITY
        region[pk] = lies or 0
    where = np.array([place.get(key, Place.UNKNOWN) for key in supplier.tolist()], dtype=np.int8)
    known = supplier > 0
    ours = np.array([region.get(key, 0) for key in customer.tolist()])
    theirs = np.array([region.get(key, 0) for key in supplier.tolist()])
    return np.where(known, where, said).astype(np.int8), known & (ours == theirs) & (ours > 0)


def totals_of(city: int, period: Period) -> dict[int, float]:
    """What firms bought in all in a period, 万元, by their keys; a longer statement counts for what lies within it."""
    rows = PurchaseTotal.objects.filter(city=city, period_start__gte=period.start, period_end__lte=period.end)
    table = _table(
        rows.order_by("pk").values_list("customer", "value", "period_start", "period_end"),
        lambda row: (row[0], row[1], row[2].toordinal(), row[3].toordinal()),
        4,
    )
    counted = table[~_within_longer(table[:, :1].astype(np.int64), table[:, 2], table[:, 3])]
    sums: dict[int, float] = {}
    for customer, value in zip(counted[:, 0].astype(int).tolist(), counted[:, 1].tolist(), strict=True):
        sums[customer] = sums.get(customer, 0.0) + value
    return sums
