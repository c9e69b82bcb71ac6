"""In which tier of the city each firm stands: one before those that buy most of what it sells. Pure, deterministic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Sale", "tiers", "unbroken"]


class Sale(NamedTuple):
    """What a supplier sold to a customer, both as numbers from 0; `value` orders sales, in whatever unit."""

    supplier: int
    customer: int
    value: float


def unbroken(count: int, sales: Sequence[Sale]) -> list[Sale]:
    """What stays of the sales among `count` firms when cycles are broken, the largest first.

    Each sale that goes is the smallest of a cycle whose other sales stay; of equal ones the higher numbers go. Taken
    from the largest down, with the firms that each one's goods come from kept as rows of bits.
    """
    rows = np.zeros((count, (count + 7) // 8), dtype=np.uint8)  # rows[firm]: those whose goods reach it, itself too
    every = np.arange(count)
    rows[every, every // 8] = np.uint8(128) >> (every % 8).astype(np.uint8)
    kept = []
    for sale in sorted(sales, key=lambda sale: (-sale.value, sale.supplier, sale.customer)):
        supplier, customer, _ = sale
        if _holds(rows[supplier], customer):
            continue
        kept.append(sale)
        if not _holds(rows[customer], supplier):
            below = rows[:, customer // 8] & (128 >> customer % 8) != 0
            rows[below] |= rows[supplier]
    return kept


def _holds(row: np.ndarray, number: int) -> bool:
    return bool(row[number // 8] & (128 >> number % 8))


def tiers(count: int, sales: Sequence[Sale], told: Mapping[int, int], deepest: int) -> list[int]:
    """The tier of each of `count` firms: 0 at the end of the chain, `deepest` for all that lies further upstream.

    A firm stands one before the tier that buys most of what it sells, of equal ones before the one further upstream;
    one that sells to nobody here stands at the end. `told` is what is known of a firm, and goes before what is sold.
    """
    customers: dict[int, list[Sale]] = defaultdict(list)
    waiting = [0] * count
    suppliers: dict[int, list[int]] = defaultdict(list)
    for sale in unbroken(count, sales):
        customers[sale.supplier].append(sale)
        suppliers[sale.customer].append(sale.supplier)
        waiting[sale.supplier] += 1
    depths = [0] * count
    ready = [firm for firm in range(count) if not waiting[firm]]
    while ready:
        firm = ready.pop()
        depths[firm] = min(told.get(firm, _before(customers[firm], depths)), deepest)
        for supplier in suppliers[firm]:
            waiting[supplier] -= 1
            if not waiting[supplier]:
                ready.append(supplier)
    return depths


def _before(sold: Sequence[Sale], depths: Sequence[int]) -> int:
    bought: dict[int, float] = defaultdict(float)
    for sale in sold:
        bought[depths[sale.customer]] += sale.value
    return max(bought, key=lambda tier: (bought[tier], tier)) + 1 if bought else 0
