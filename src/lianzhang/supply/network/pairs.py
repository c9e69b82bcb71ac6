"""Purchases added up by who bought of whom, and who stands around a firm. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianzhang.supply.rates.lines import Lines

__all__ = ["Pair", "around", "of_firms", "pairs_of", "worth_of_firms"]

Flags = NDArray[np.bool_]
NAMED = 3  # products of a pair


class Pair(NamedTuple):
    """All that a customer bought of a supplier, keys as in Lines: 万元, how many lines, how many with no other source.

    `products` are those worth most, the first first.
    """

    supplier: int
    customer: int
    value: float
    lines: int
    soles: int
    products: tuple[int, ...]


def _changes(column: NDArray[np.int64]) -> Flags:
    """Where a value differs from the one before it; the first does."""
    return np.append(np.ones(min(column.size, 1), dtype=np.bool_), column[1:] != column[:-1])


def of_firms(lines: Lines, firms: Collection[int]) -> Flags:
    """What these firms bought or sold."""
    keys = np.fromiter(firms, np.int64, len(firms))
    return np.isin(lines.customer, keys) | np.isin(lines.supplier, keys)


def around(lines: Lines, firm: int, steps: int) -> Flags:
    """The lines among a firm and those that a chain of `steps` purchases leads to from it."""
    near: set[int] = {firm}
    for _ in range(steps):
        touched = of_firms(lines, near)
        near |= {*lines.customer[touched].tolist(), *lines.supplier[touched].tolist()}
    keys = np.fromiter(near, np.int64, len(near))
    return np.isin(lines.customer, keys) & np.isin(lines.supplier, keys)


def pairs_of(lines: Lines, sole: Flags) -> list[Pair]:
    """The largest first; `sole` says of each line whether it has no other source."""
    order = np.lexsort((-lines.value, lines.product, lines.supplier, lines.customer))
    customer, supplier = lines.customer[order], lines.supplier[order]
    start = np.flatnonzero(_changes(customer) | _changes(supplier))
    if not start.size:
        return []
    end = np.append(start[1:], order.size)
    sums = np.add.reduceat(lines.value[order], start).tolist()
    soles = np.add.reduceat(sole[order].astype(np.int64), start).tolist()
    product, value = lines.product[order].tolist(), lines.value[order].tolist()
    pairs = [
        Pair(seller, buyer, total, last - first, alone, _products(product[first:last], value[first:last]))
        for seller, buyer, total, alone, first, last in zip(
            supplier[start].tolist(), customer[start].tolist(), sums, soles, start.tolist(), end.tolist(), strict=True
        )
    ]
    return sorted(pairs, key=lambda pair: (-pair.value, pair.supplier, pair.customer))


def _products(products: Iterable[int], values: Iterable[float]) -> tuple[int, ...]:
    sums: dict[int, float] = {}
    for product, value in zip(products, values, strict=True):
        sums[product] = sums.get(product, 0.0) + value
    return tuple(sorted(sums, key=lambda key: (-sums[key], key))[:NAMED])


def worth_of_firms(pairs: Iterable[Pair]) -> dict[int, float]:
    """What each firm bought and sold here, 万元."""
    worth: dict[int, float] = {}
    for pair in pairs:
        for key in (pair.supplier, pair.customer):
            worth[key] = worth.get(key, 0.0) + pair.value
    return worth
