"""Which suppliers outside the city are worth going to: what they sell into it, to how many, and what hangs on them.

The same ranking as chainlab.attraction_ranking, without its kernels, which no web process loads. Source of the weighted
sum: Hwang, Yoon (1981), Multiple Attribute Decision Making, Springer. Pure; amounts in 万元."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place
from lianzhang.supply.sourcing.sole_sources import soles_of

__all__ = ["COMPONENTS", "Ranking", "ranking"]

COMPONENTS = ("sales", "buyers", "sole_items", "risk")
Keys = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Suppliers outside, the first first; keys as in Lines, one at each position.

    `sales`: 万元; `buyers`: number of customers; `sole_items`: number of (customer, product) of which it is the only
    supplier; `risk`: share of the city's output that its stop would cost, NaN where no run says; `score` from 0 to 1.
    `place`: the nearest that its lines name. `weights` are shares of 1, of what could be weighed. `total`: all that was
    bought, 万元.
    """

    supplier: Keys
    sales: Floats
    buyers: Keys
    sole_items: Keys
    risk: Floats
    place: NDArray[np.int8]
    score: Floats
    weights: Mapping[str, float]
    total: float

    def __len__(self) -> int:
        return self.supplier.size

    @property
    def sold(self) -> float:
        """By all of them, 万元."""
        return round(float(self.sales.sum()), 2)

    @property
    def share(self) -> float | None:
        """What part of all recorded purchases comes from them; None where nothing is bought."""
        return float(self.sales.sum()) / self.total if self.total > 0 else None


def ranking(
    lines: Lines, *, risk: Mapping[int, float] | None, weights: Mapping[str, float], customers: Collection[int] | None
) -> Ranking:
    """Rank who sells from outside to `customers` (None: to all). `risk` by key of supplier; None: no run says.

    A component counts as its share of the largest among those ranked; one that nobody knows of a supplier counts
    nothing for it. Weights are none negative; where none is above 0, all that is known weighs the same. Equal scores
    stand in the order of keys.
    """
    lines = lines.where(lines.value > 0)
    if customers is not None:
        lines = lines.where(np.isin(lines.customer, np.fromiter(customers, np.int64, len(customers))))
    supplier, at = np.unique(lines.supplier, return_inverse=True)
    at, size = at.reshape(-1), supplier.size
    place = np.full(size, Place.UNKNOWN, dtype=np.int8)
    np.minimum.at(place, at, lines.place)
    sales = np.bincount(at, lines.value, size)
    pairs = np.unique(np.stack([at, lines.customer], axis=1), axis=0)[:, 0] if len(lines) else at
    soles = soles_of(lines)
    alone = np.bincount(np.searchsorted(supplier, soles.supplier), minlength=size)
    columns = (supplier, sales, np.bincount(pairs, minlength=size), alone, _risks(supplier, risk), place)
    outside = place != Place.CITY
    shares = _shares(weights, with_risk=risk is not None)
    return _ordered(tuple(column[outside] for column in columns), shares, float(lines.value.sum()))


def _risks(supplier: Keys, risk: Mapping[int, float] | None) -> Floats:
    return np.array([(risk or {}).get(key, np.nan) for key in supplier.tolist()], dtype=np.float64)


def _ordered(columns: tuple[NDArray[np.generic], ...], shares: Mapping[str, float], total: float) -> Ranking:
    supplier, *parts, place = columns
    score = np.zeros(supplier.size)
    for name, share in shares.items():
        score += share * _of_largest(np.nan_to_num(parts[COMPONENTS.index(name)].astype(np.float64)))
    order = np.argsort(-score, kind="stable")
    supplier, sales, buyers, alone, risk, place = (column[order] for column in columns)
    return Ranking(supplier, sales, buyers, alone, risk, place, score[order], shares, total)  # type: ignore[arg-type]


def _shares(weights: Mapping[str, float], *, with_risk: bool) -> dict[str, float]:
    """The weights as shares of 1, of what can be weighed."""
    known = [name for name in COMPONENTS if with_risk or name != "risk"]
    total = sum(weights.get(name, 0) for name in known)
    if not total > 0:
        return {name: 1 / len(known) for name in known}
    return {name: weights[name] / total for name in known if weights.get(name, 0) > 0}


def _of_largest(part: Floats) -> Floats:
    largest = part.max(initial=0)
    return part / largest if largest > 0 else np.zeros(part.size)
