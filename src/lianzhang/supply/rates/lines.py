"""The recorded purchases of a period as columns, read once for a state of the register and added up by many.

Of lines of one customer, supplier and item that lie in each other (a year, its quarters) the longest counts alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import FloatField, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from lianzhang.enterprises.api import revision
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Region
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal
from lianzhang.work.api import Marks

from .places import Place, Surroundings

__all__ = ["Lines", "lines_of", "surroundings", "totals_of", "years_recorded"]

Keys = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
AT_ONCE = 20_000
ALIKE = 3  # days: a quarter has 90 to 92
_READ, _KEPT, _TOTALS = RevisionCache(6), RevisionCache(6), RevisionCache(6)  # a city and a period
_YEARS = RevisionCache(40)  # a city and a day


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchases, one at each position. `supplier` and `product` are keys of rows, or below zero: position -n-1 of
    `strangers`, names of suppliers outside the register, and of `items`, which nobody mapped to a product.

    `value` in 万元; `contract_end` as date.toordinal() tells it, 0 where nobody said; `place` is a Place; `near`:
    customer and supplier lie in one district.
    """

    key: Keys
    customer: Keys
    supplier: Keys
    product: Keys
    value: Floats
    place: NDArray[np.int8]
    near: Flags
    disputed: Flags
    contract_end: NDArray[np.int32]
    strangers: tuple[str, ...]
    items: tuple[str, ...]

    def __len__(self) -> int:
        return self.key.size

    def where(self, chosen: Flags | Keys) -> Lines:
        """Those lines alone: told by flags or by where they stand."""
        columns = ("key", "customer", "supplier", "product", "value", "place", "near", "disputed", "contract_end")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})

    def within(self, radius: str) -> Flags:
        """Which lines were bought within a radius (places.RADII)."""
        if radius == "district":
            return self.near & (self.place == Place.CITY)
        return self.place <= {"city": Place.CITY, "neighbour": Place.NEIGHBOUR, "province": Place.PROVINCE}[radius]


def lines_of(city: int, period: Period) -> Lines:
    """All purchases of a city that lie within a period. Whoever shows them asks who may see them."""
    return _KEPT.get_or_compute((city, period), revision(city), lambda: _placed(city, period))


def surroundings(city: int) -> Surroundings:
    rows = Region.objects.filter(city=city).values_list("name", "kind", "parent", "pk")
    own = Region.objects.filter(pk=city).values_list("name", "kind", "parent", "pk")
    return Surroundings.of([*own, *rows], city)


def years_recorded(city: int, until: date) -> list[int]:
    """The years with purchases that ended by a day, the last first."""
    return list(_YEARS.get_or_compute((city, until), revision(city), lambda: _years(city, until)))


def _years(city: int, until: date) -> list[int]:
    """One step along the index for each year: to look for what is distinct would go through all lines."""
    years: list[int] = []
    ends = Purchase.objects.filter(city=city).order_by("-period_end").values_list("period_end", flat=True)
    while last := ends.filter(period_end__lte=until).first():
        years.append(last.year)
        until = date(last.year - 1, 12, 31)
    return years


class _Words:
    """Texts by the number under which they came first."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))


COLUMNS = ("pk", "customer", "supplier", "product", "state", "supplier_name", "supplier_place", "item")
# Amounts as floats and days as texts: both databases hand these over sooner than decimals and dates.
PLAIN = (
    Cast("value", FloatField()),
    Cast("period_start", TextField()),
    Cast("period_end", TextField()),
    Cast("contract_end", TextField()),
)


def _placed(city: int, period: Period) -> Lines:
    """Most acts on the register leave purchases as they are: then only where the suppliers lie is asked again."""
    state = Marks(city).of(Purchase, years=range(period.start.year, period.end.year + 1))
    lines, places, said = _READ.get_or_compute((city, period), state, lambda: _read(city, period))
    words = surroundings(city)
    lies = np.array([words.place_of(place) for place in places] or [Place.UNKNOWN], dtype=np.int8)
    place, near = _lying(city, words, lines.customer, lines.supplier, lies[said])
    return replace(lines, place=place, near=near)


def _read(city: int, period: Period) -> tuple[Lines, tuple[str, ...], NDArray[np.int32]]:
    """Lines that lie nowhere yet, the words for where suppliers lie, and at which of these each line stands."""
    rows = Purchase.objects.filter(city=city, period_start__gte=period.start, period_end__lte=period.end).order_by("pk")
    strangers, items, places, day = _Words(), _Words(), _Words(), cache(_ordinal)

    def numbers(row: tuple[Any, ...]) -> tuple[float, ...]:
        pk, customer, supplier, product, state, name, place, item, value, start, end, until = row
        thing = items(item)
        return (
            *(pk, customer, supplier or -strangers(name) - 1, product or -thing - 1, value),
            *(state == PurchaseState.DISPUTED, day(start), day(end), thing, places(place), day(until) if until else 0),
        )

    table = _table(rows.values_list(*COLUMNS, *PLAIN).iterator(AT_ONCE), numbers, 11)
    table = table[~_within_longer(table[:, [1, 2, 8]].astype(np.int64), table[:, 6], table[:, 7])]
    key, customer, supplier, product = (table[:, at].astype(np.int64) for at in range(4))
    nowhere = np.full(key.size, Place.UNKNOWN, dtype=np.int8), np.zeros(key.size, dtype=np.bool_)
    lines = Lines(
        *(key, customer, supplier, product, table[:, 4].copy(), *nowhere, table[:, 5].astype(np.bool_)),
        *(table[:, 10].astype(np.int32), tuple(strangers.numbers), tuple(items.numbers)),
    )
    return lines, tuple(places.numbers), table[:, 9].astype(np.int32)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _table(rows: Iterable[Any], numbers: Callable[[Any], tuple[float, ...]], width: int) -> Floats:
    """Rows as an array, without all of them as Python's objects at one time."""
    read, parts = iter(rows), []
    while some := [numbers(row) for row in islice(read, AT_ONCE)]:
        parts.append(np.array(some, dtype=np.float64))
    return np.concatenate(parts) if parts else np.zeros((0, width))


def _within_longer(same: Keys, start: Floats, end: Floats) -> Flags:
    """Which rows lie within a longer one of the same: two numbers or more say what is the same."""
    inside = np.zeros(start.size, dtype=np.bool_)
    span = end - start
    if not start.size or span.max() <= span.min() + ALIKE:
        return inside
    order = np.lexsort((-span, *same.T))
    begins = np.append(True, (same[order[1:]] != same[order[:-1]]).any(axis=1))
    group, longest = np.cumsum(begins) - 1, span[order[begins]]
    shortest = np.minimum.reduceat(span[order], np.flatnonzero(begins))
    kept: list[tuple[float, float]] = []
    last = -1
    for place in np.flatnonzero((longest > shortest + ALIKE)[group]).tolist():
        at = order[place]
        if group[place] != last:
            last, kept = group[place], []
        inside[at] = any(one <= start[at] and end[at] <= other for one, other in kept)
        if not inside[at]:
            kept.append((start[at], end[at]))
    return inside


def _lying(
    city: int, words: Surroundings, customer: Keys, supplier: Keys, said: NDArray[np.int8]
) -> tuple[NDArray[np.int8], Flags]:
    """Where each supplier lies, and whether in its customer's district."""
    rows = Enterprise.objects.filter(city=city).order_by("pk").values_list("pk", "region", "outside", "outside_place")
    firms = np.array(
        [
            (pk, lies or 0, words.place_of(elsewhere) if outside else Place.CITY)
            for pk, lies, outside, elsewhere in rows.iterator(AT_ONCE)
        ],
        dtype=np.int64,
    ).reshape(-1, 3)
    ours, _ = _looked_up(firms, customer)
    theirs, places = _looked_up(firms, supplier)
    where = np.where(supplier > 0, np.where(places > 0, places, Place.UNKNOWN), said)
    return where.astype(np.int8), (supplier > 0) & (ours == theirs) & (ours > 0)


def _looked_up(firms: Keys, keys: Keys) -> tuple[Keys, Keys]:
    """District and place of the firms with these keys; 0 for one that is not among the rows, which are sorted."""
    at = np.minimum(np.searchsorted(firms[:, 0], keys), max(len(firms) - 1, 0))
    if not len(firms):
        return np.zeros_like(keys), np.zeros_like(keys)
    known = firms[at, 0] == keys
    return np.where(known, firms[at, 1], 0), np.where(known, firms[at, 2], 0)


def totals_of(city: int, period: Period) -> dict[int, float]:
    """What firms bought in all in a period, 万元, by their keys; a longer statement counts for what lies within it."""
    return _TOTALS.get_or_compute((city, period), revision(city), lambda: _totals(city, period))


def _totals(city: int, period: Period) -> dict[int, float]:
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
