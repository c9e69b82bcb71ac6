"""近地配套率: which share of what customers buy is made within a radius, and on how much of their purchases it rests.

Local purchases over recorded purchases (the regional purchase coefficient of Stevens, Treyz, Ehrlich, Bower, 1983,
International Regional Science Review 8, for firms). The same sums as chainlab.local_supply_rate, without its kernels:
a page adds up, a run reckons. Pure; amounts in 万元, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from .lines import Lines
from .places import Place

__all__ = ["EIGHTY", "Band", "Coverage", "Part", "Rate", "band_of", "coverage_of", "parts_by", "rate_of"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
EIGHTY = 1.2816  # standard deviations to either side that hold 80 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Rate:
    """`local` of `total`; of `unplaced` nobody knows where the supplier lies, and it counts as bought elsewhere."""

    local: float
    total: float
    unplaced: float = 0.0

    @property
    def share(self) -> float | None:
        """None where nothing is recorded: no purchase is not a rate of zero."""
        return self.local / self.total if self.total > 0 else None

    @property
    def short_of(self) -> float:
        """What was bought elsewhere."""
        return self.total - self.local


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is recorded, of what customers who stated it bought in all. `silent` customers recorded nothing."""

    recorded: float
    stated: float
    customers: int
    stating: int
    silent: int

    @property
    def share(self) -> float | None:
        """At most 1: who recorded more than he stated contradicts himself, and is told so at his own line."""
        return min(self.recorded / self.stated, 1.0) if self.stated > 0 else None


@dataclass(frozen=True, slots=True)
class Band:
    """Between which shares the rate of all purchases lies, recorded or not, in four of five cases."""

    low: float
    high: float

    @property
    def spread(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Part:
    """One customer, product or segment (`key`): its rate, and what the whole would gain if all of it were local."""

    key: int
    rate: Rate
    gain: float


def rate_of(lines: Lines, radius: str, weight: Floats | None = None) -> Rate:
    """`weight` is the share of each line that counts (a firm on two chains divides itself), by default all of it."""
    value = lines.value if weight is None else lines.value * weight
    unplaced = lines.place == Place.UNKNOWN
    return Rate(float(value[lines.within(radius)].sum()), float(value.sum()), float(value[unplaced].sum()))


def parts_by(lines: Lines, keys: NDArray[np.int64], radius: str, weight: Floats | None = None) -> list[Part]:
    """The rate by what `keys` name, one for each line; the largest purchases first."""
    value = lines.value if weight is None else lines.value * weight
    distinct, position = np.unique(keys, return_inverse=True)
    position = position.reshape(-1)
    size = distinct.size
    total = np.bincount(position, value, size)
    local = np.bincount(position, value * lines.within(radius), size)
    unplaced = np.bincount(position, value * (lines.place == Place.UNKNOWN), size)
    whole = float(total.sum())
    gain = (total - local) / whole if whole > 0 else np.zeros(size)
    columns = (distinct.tolist(), local.tolist(), total.tolist(), unplaced.tolist(), gain.tolist())
    parts = [
        Part(key, Rate(near, all_of, open_), more) for key, near, all_of, open_, more in zip(*columns, strict=True)
    ]
    return sorted(parts, key=lambda part: (-part.rate.total, part.key))


def coverage_of(lines: Lines, totals: Mapping[int, float], customers: Iterable[int]) -> Coverage:
    """How much of the purchases of `customers` is recorded, where they say how much they bought in all."""
    wanted = set(customers)
    recorded = _by_customer(lines)
    stating = [key for key in wanted if totals.get(key, 0) > 0]
    return Coverage(
        recorded=sum(min(recorded.get(key, 0.0), totals[key]) for key in stating),
        stated=sum(totals[key] for key in stating),
        customers=len(wanted),
        stating=len(stating),
        silent=sum(1 for key in wanted if key not in recorded),
    )


def _by_customer(lines: Lines) -> dict[int, float]:
    distinct, position = np.unique(lines.customer, return_inverse=True)
    sums = np.bincount(position.reshape(-1), lines.value, distinct.size)
    return dict(zip(distinct.tolist(), sums.tolist(), strict=True))


def band_of(lines: Lines, radius: str, totals: Mapping[int, float], customers: Iterable[int]) -> Band | None:
    """Between which shares the rate of all purchases lies, if what is not recorded is bought as what is.

    Of each customer the rest is drawn from purchases like its recorded ones: their share, and as many of them as the
    effective number of its lines (Kish, Survey Sampling, 1965, 11.7) lets one expect; of one who recorded nothing, from
    those of the others, by customer. Errors of sampling and of the rest itself add up (prediction, not estimation).
    Nothing is known of suppliers left out on purpose: the band is of chance, not of honesty. None without totals.
    """
    near = lines.within(radius)
    own = _customers(lines, near)
    wanted = set(customers)
    others = [own[key] for key in wanted if key in own]
    known = sum(each.local for each in others)
    bought = sum(each.total for each in others)
    if not bought or not any(totals.get(key, 0) > 0 for key in wanted):
        return None
    pooled = _Customer(known, bought, _effective([each.total for each in others]))
    middle, variance, whole = known, 0.0, bought
    for key in wanted:
        each = own.get(key)
        rest = max(totals.get(key, 0.0) - (each.total if each else 0.0), 0.0)
        if not rest:
            continue
        like = each if each is not None and each.lines >= 2 else pooled
        middle += rest * like.share
        variance += rest**2 * like.variance_of(rest)
        whole += rest
    reach = EIGHTY * sqrt(variance)
    return Band(
        max(middle - reach, known, 0.0) / whole, min((middle + reach) / whole, (known + whole - bought) / whole)
    )


@dataclass(frozen=True, slots=True)
class _Customer:
    """What one customer recorded, and how many equal lines its lines are worth."""

    local: float
    total: float
    lines: float

    @property
    def share(self) -> float:
        return self.local / self.total if self.total > 0 else 0.0

    def variance_of(self, rest: float) -> float:
        """Of the share in what is not recorded: of the estimate, and of the rest itself. A share of 0 or 1 in few
        lines is no certainty: a line of each sort is added to what was seen (Agresti and Coull, 1998)."""
        share = (self.share * self.lines + 1) / (self.lines + 2)
        unseen = max(self.lines * rest / self.total, 1.0) if self.total > 0 else 1.0
        return share * (1 - share) * (1 / max(self.lines, 1.0) + 1 / unseen)


def _effective(amounts: list[float]) -> float:
    squares = sum(amount**2 for amount in amounts)
    return sum(amounts) ** 2 / squares if squares > 0 else 0.0


def _customers(lines: Lines, near: Flags) -> dict[int, _Customer]:
    """By key."""
    distinct, position = np.unique(lines.customer, return_inverse=True)
    position, size = position.reshape(-1), distinct.size
    total = np.bincount(position, lines.value, size)
    local = np.bincount(position, lines.value * near, size)
    squares = np.bincount(position, lines.value**2, size)
    effective = np.divide(total**2, squares, out=np.zeros(size), where=squares > 0)
    columns = (distinct.tolist(), local.tolist(), total.tolist(), effective.tolist())
    return {key: _Customer(*told) for key, *told in zip(*columns, strict=True)}
