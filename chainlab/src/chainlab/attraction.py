"""Which outside suppliers a city should court first: what they sell into it, to how many, and what hangs on them.
Every component stays visible beside the score; the weights are the user's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import ChainlabError
from chainlab.grouping import sold_into
from chainlab.kinds import Floats, Index
from chainlab.network import SupplyNetwork
from chainlab.rates import mask_of
from chainlab.sources import sole_sources

COMPONENTS = ("sales", "buyers", "sole_items", "risk")


@dataclass(frozen=True, slots=True, eq=False)
class Attraction:
    """Outside suppliers, best first: `supplier` is their position in the network's firms.

    `sales`: value sold into the city, in the network's unit; `buyers`: number of city firms that buy;
    `sole_items`: number of (city firm, product) of which it is the only supplier; `risk`: as given, or None;
    `score`: 0..1. `coverage`: the share of the city's recorded purchases that comes from them (None: it buys nothing).
    """

    supplier: Index
    sales: Floats
    buyers: NDArray[np.int64]
    sole_items: NDArray[np.int64]
    risk: Floats | None
    score: Floats
    weights: Mapping[str, float]
    coverage: float | None


def attraction_ranking(
    network: SupplyNetwork,
    local: ArrayLike,
    *,
    risk: ArrayLike | None = None,
    weights: Mapping[str, float] | None = None,
) -> Attraction:
    """Rank the suppliers outside the city that sell into it.

    `local`: True for each firm in the city. `risk`: what a stop of each firm would cost the city (0..1, such as
    systemic risk weighted by city firms). `weights` of sales, buyers, sole_items and risk: none negative; by default
    all that is known weighs the same. A component counts as its share of the largest among the suppliers ranked;
    equal scores stand in the order of ids. ChainlabError on arrays that do not fit and weights that cannot be.

    Source of the weighted sum: Hwang, Yoon (1981), Multiple Attribute Decision Making, Springer.

    >>> network = SupplyNetwork.from_arrays(
    ...     ["far", "far", "near", "away"], ["car", "bus", "car", "car"], [6, 2, 1, 1], ["axle"] * 2 + ["seat"] * 2)
    >>> ranked = attraction_ranking(network, np.isin(network.firms, ["car", "bus", "near"]))
    >>> network.firms[ranked.supplier].tolist(), ranked.sales.tolist(), ranked.sole_items.tolist()
    (['far', 'away'], [8.0, 1.0], [2, 0])
    >>> ranked.score.round(3).tolist(), ranked.coverage
    ([1.0, 0.208], 0.9)
    """
    city, known = mask_of(local, network.firms.size, "local"), _risk(risk, network.firms.size)
    shares = _shares(weights, known is not None)
    sales, buyers, outside, total = sold_into(network.supplier, network.customer, network.value, city)
    alone = np.bincount(sole_sources(network, customers=city).supplier, minlength=network.firms.size)
    ranked = np.flatnonzero(buyers).astype(np.uint32)
    parts = {"sales": sales, "buyers": buyers, "sole_items": alone, "risk": known}
    score = np.zeros(ranked.size)
    for name, share in shares.items():
        score += share * _of_largest(parts[name][ranked])
    order = np.argsort(-score, kind="stable")
    ranked = ranked[order]
    return Attraction(
        supplier=ranked,
        sales=sales[ranked],
        buyers=buyers[ranked],
        sole_items=alone[ranked],
        risk=None if known is None else known[ranked],
        score=score[order],
        weights=shares,
        coverage=outside / total if total else None,
    )


def _risk(risk: ArrayLike | None, size: int) -> Floats | None:
    if risk is None:
        return None
    known = np.asarray(risk, dtype=np.float64)
    if known.shape != (size,):
        raise ChainlabError(f"risk has shape {known.shape}; give one value for each of the {size} firms.")
    bad = np.flatnonzero(~(np.isfinite(known) & (known >= 0)))
    if bad.size:
        raise ChainlabError(f"risk of firm {bad[0]} is {known[bad[0]]:g}; risks are finite numbers of at least 0.")
    return known


def _shares(weights: Mapping[str, float] | None, with_risk: bool) -> dict[str, float]:
    """The weights as shares of 1, of what can be weighed."""
    if weights is None:
        weights = {name: 1.0 for name in COMPONENTS if with_risk or name != "risk"}
    strange = [name for name in weights if name not in COMPONENTS]
    if strange:
        raise ChainlabError(f"Nothing is called {', '.join(strange)}; weights go to {', '.join(COMPONENTS)}.")
    if not all(np.isfinite(weight) and weight >= 0 for weight in weights.values()) or not any(weights.values()):
        raise ChainlabError(f"Weights are finite, none negative, and one above 0; these are {dict(weights)}.")
    if weights.get("risk") and not with_risk:
        raise ChainlabError("A weight on risk needs risk: one value a firm, from systemic_risk for instance.")
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight}


def _of_largest(part: NDArray[Any]) -> Floats:
    largest = part.max(initial=0)
    return part / largest if largest > 0 else np.zeros(part.size)
