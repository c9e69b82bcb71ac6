"""Which rates may be told to those who read no purchase: those that tell of no single buyer and of no single supplier.

A rate and the purchases that it is of are sums; so are what lies outside a radius, between two radii, and what is left
of the city without the chains that are told. Each must pass the rules of kernel/disclosure.py on either side. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianzhang.kernel.disclosure import tells_of_one

from .lines import Lines
from .places import RADII

__all__ = ["CITY", "told_rates"]

CITY = 0  # the whole, beside chains by their keys
WHOLE = "whole"
Amounts = NDArray[np.float64]
Weights = Mapping[Hashable, Amounts]


class _Sums:
    """Amounts of one scope by figure (the whole, a radius): one for each customer, then one for each supplier."""

    def __init__(self, lines: Lines, weights: Weights) -> None:
        customers, customer = np.unique(lines.customer, return_inverse=True)
        suppliers, supplier = np.unique(lines.supplier, return_inverse=True)
        sides = ((customer.reshape(-1), customers.size), (supplier.reshape(-1), suppliers.size))
        inside = {WHOLE: np.ones(len(lines), dtype=np.bool_)} | {radius: lines.within(radius) for radius in RADII}
        self.customers = customers.size
        self.amounts: dict[tuple[Hashable, str], Amounts] = {}
        for scope, weight in weights.items():
            at = np.flatnonzero(weight)
            value = lines.value[at] * weight[at]
            for figure, flags in inside.items():
                counted = value * flags[at]
                by_side = [np.bincount(side[at], counted, size) for side, size in sides]
                self.amounts[scope, figure] = np.concatenate(by_side)

    def safe(self, amounts: Amounts) -> bool:
        """Of neither side a sum tells of one firm."""
        return not any(tells_of_one(each) for each in np.split(amounts, [self.customers]))

    def total(self, scope: Hashable, figure: str) -> float:
        return float(self.amounts[scope, figure][: self.customers].sum())


def told_rates(lines: Lines, weights: Mapping[Any, Amounts]) -> dict[Any, frozenset[str]]:
    """The radii of which each scope's rate may be told; `weights` are shares of lines by scope, CITY the whole.

    Of two radii that lie too close the wider one is kept back; of chains the smallest, until the rest of the city tells
    of nobody. A scope whose purchases tell of one firm tells no rate at all.
    """
    sums = _Sums(lines, weights)
    told = {scope: _radii_of(sums, scope) for scope in weights}
    for figure in (WHOLE, *RADII):
        _keep_rest(sums, told, figure)
    return {scope: frozenset(radii) for scope, radii in told.items()}


def _radii_of(sums: _Sums, scope: Hashable) -> set[str]:
    whole = sums.amounts[scope, WHOLE]
    if not whole.any() or not sums.safe(whole):
        return set()
    told: list[str] = []
    inner = np.zeros_like(whole)
    for radius in RADII:
        amounts = sums.amounts[scope, radius]
        if sums.safe(amounts) and sums.safe(whole - amounts) and sums.safe(amounts - inner):
            told.append(radius)
            inner = amounts
    return set(told)


def _keep_rest(sums: _Sums, told: dict[Any, set[str]], figure: str) -> None:
    """Keep chains back, the smallest first, while what is left of the city without those told tells of one firm."""
    if CITY not in told or (figure != WHOLE and figure not in told[CITY]):
        return
    inside = [
        scope for scope, radii in told.items() if scope != CITY and radii and (figure == WHOLE or figure in radii)
    ]
    inside.sort(key=lambda scope: (sums.total(scope, figure), scope))
    while inside:
        rest = sums.amounts[CITY, figure] - sum(sums.amounts[scope, figure] for scope in inside)
        if sums.safe(np.maximum(rest, 0)):
            return
        smallest = inside.pop(0)
        if figure == WHOLE:
            told[smallest] = set()
        else:
            told[smallest].discard(figure)
