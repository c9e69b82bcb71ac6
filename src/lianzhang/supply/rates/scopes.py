"""Whose purchases count for a chain or the city, and by which share; which rates of these may be told to all."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.enterprises.api import revision
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period

from .disclosure import CITY, told_rates
from .lines import Lines, lines_of

__all__ = ["customers_of", "standing", "told_of", "weighted_lines"]

Amounts = NDArray[np.float64]
Keys = NDArray[np.int64]
_TOLD = RevisionCache(40)  # cities and years
_ORDERED = RevisionCache(6)  # a city and a period


class _Ordered(NamedTuple):
    """A period's lines by customer: those of customer n stand at `order[start[n]:start[n] + held[n]]`."""

    lines: Lines
    customer: Keys
    order: Keys
    start: Keys
    held: Keys


def standing(period: Period) -> Any:
    """Who stood on a chain on the last day of a period."""
    return Membership.objects.filter(Q(ends=None) | Q(ends__gt=period.end), starts__lte=period.end)


def customers_of(city: int, chains: Collection[int], period: Period) -> Mapping[int, float]:
    """Firms that stood on one of the chains on a period's last day, with the share of each that counts for these.

    Without chains all firms of the city count, and count whole."""
    if not chains:
        inside = Enterprise.objects.filter(city=city, outside=False, merged_into=None)
        return dict.fromkeys(inside.values_list("pk", flat=True), 1.0)
    rows = standing(period).filter(chain__in=chains, enterprise__city=city).values_list("enterprise", "share")
    shares: dict[int, float] = {}
    for firm, share in rows:
        shares[firm] = shares.get(firm, 0.0) + float(share) / 100
    return shares


def weighted_lines(city: int, period: Period, customers: Mapping[int, float]) -> tuple[Lines, Amounts]:
    """The lines of these customers, with the share of each that counts."""
    ordered = _ordered(city, period)
    share = _shares(ordered, customers)
    chosen = np.flatnonzero(share > 0)
    start, count = ordered.start[chosen], ordered.held[chosen]
    before = np.cumsum(count) - count
    at = ordered.order[np.repeat(start - before, count) + np.arange(count.sum())]
    return ordered.lines.where(at), np.repeat(share[chosen], count)


def _ordered(city: int, period: Period) -> _Ordered:
    lines = lines_of(city, period)

    def made() -> _Ordered:
        order = np.argsort(lines.customer, kind="stable")
        customer, start, count = np.unique(lines.customer[order], return_index=True, return_counts=True)
        return _Ordered(lines, customer, order, start, count)

    return _ORDERED.get_or_compute((city, period), revision(city), made)


def _shares(ordered: _Ordered, customers: Mapping[int, float]) -> Amounts:
    return np.array([customers.get(key, 0.0) for key in ordered.customer.tolist()], dtype=np.float64)


def _weights(city: int, chains: Collection[int], period: Period) -> tuple[Lines, dict[Hashable, Amounts]]:
    """All lines of a year with each chain's share of them, and that of all chains as CITY."""
    ordered = _ordered(city, period)
    weights: dict[Hashable, Amounts] = {}
    for key, some in ((CITY, chains), *((chain, (chain,)) for chain in chains)):
        weights[key] = np.zeros(len(ordered.lines))
        weights[key][ordered.order] = np.repeat(_shares(ordered, customers_of(city, some, period)), ordered.held)
    return ordered.lines, weights


def told_of(city: int, chains: tuple[int, ...], year: int) -> dict[Any, frozenset[str]]:
    """Which radii may be told of each of the chains, and of all of them (CITY), of a year that is over."""
    period = Period(date(year, 1, 1), date(year, 12, 31))
    key = (city, year, chains)
    return _TOLD.get_or_compute(key, revision(city), lambda: told_rates(*_weights(city, chains, period)))
