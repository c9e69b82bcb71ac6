"""What can be said where only some links are known: draw the others as totals allow, many times, and give bands.
A band says how far a rate or a rank could lie elsewhere, and on what it rests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainlab.errors import ChainlabError
from chainlab.filling import draw
from chainlab.kinds import Floats
from chainlab.network import SupplyNetwork
from chainlab.sorting import Links
from chainlab.totals import Open, Totals, left_open

BASIS = (
    "Known links stand as they are; they are taken as chance ones among those of their product.",
    "What firms sell and buy of each product in all is taken as told, and comes out exactly in every draw.",
    "Within a product, who buys from whom beyond the known links is left to chance: nothing else is known of it.",
    "Missing links are as many to the value as the known ones of their product.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Rests:
    """On what a reconstruction rests; values in the network's unit.

    `known_links`, `known_value`: what links tell. `missing_value`: what is drawn, and `missing_links`: in how many
    links, on average over the draws. `unplaced`: the part of the missing value that found no seller but its own
    buyer (average). `outside`: by how much totals of both sides differ, taken as traded with firms not in the
    network. `contradicted`, `untold`: totals below what links tell, and not known where links tell something; there
    the links stand alone. `recorded`: by firm, the share of what it sells and buys that links tell (NaN: no total).
    """

    known_links: int
    known_value: float
    missing_links: float
    missing_value: float
    unplaced: float
    outside: float
    contradicted: int
    untold: int
    recorded: Floats
    basis: tuple[str, ...] = BASIS

    @property
    def coverage(self) -> float | None:
        """The share of value that links tell; None where there is none."""
        total = self.known_value + self.missing_value
        return self.known_value / total if total else None


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """A band for each value measured, and for its rank (1 is the largest; equal values share a rank).

    A share `level` of the draws lies between `lower` and `upper`; `median` is the middle one. `rests` says on what.
    `stretch`: by which factors the ends of values were moved (`calibrated_bands`).
    """

    lower: Floats
    median: Floats
    upper: Floats
    rank_lower: Floats
    rank_median: Floats
    rank_upper: Floats
    level: float
    samples: int
    rests: Rests
    stretch: tuple[float, float] = (1.0, 1.0)


def reconstructions(
    network: SupplyNetwork, totals: Totals, samples: int = 100, *, seed: int = 0
) -> Iterator[SupplyNetwork]:
    """Networks that hold the known links and draws of the missing ones, consistent with totals.

    The firms of each are those of `network`, in its order; products are those of links and totals together. On
    average the missing link of seller i and buyer j of a product carries what i still sells times what j still
    buys over all that is still traded, which is the matrix of maximum entropy; each draw is lumpy as the known
    links are: as many links to the value. Draw k depends on `seed` and k alone. ChainlabError where totals name
    firms that the network does not have.

    Sources: Wilson (1967), Transportation Research 1 (maximum entropy); Cimini, Squartini, Garlaschelli, Gabrielli
    (2015), Scientific Reports 5:15758 (density from known links); Mungo, Lafond, Astudillo-Estévez, Farmer (2023),
    Journal of Economic Dynamics and Control 148 (how far supply links can be told).

    >>> known = SupplyNetwork.from_arrays(["mill"], ["car"], [5], ["steel"], firms=["bus", "car", "mill", "ore"])
    >>> totals = Totals.of(["mill", "car", "bus"], ["steel"] * 3, [9, 0, 0], [0, 5, 4])
    >>> [(found.value.tolist(), found.firms[found.customer].tolist()) for found in reconstructions(known, totals, 1)]
    [([4.0, 5.0], ['bus', 'car'])]
    """
    rest = left_open(network, totals)
    return (_filled(network, rest, seed, sample)[0] for sample in range(_count(samples)))


def bands(
    network: SupplyNetwork,
    totals: Totals,
    measure: Callable[[SupplyNetwork], ArrayLike],
    *,
    samples: int = 100,
    level: float = 0.8,
    seed: int = 0,
) -> Bands:
    """Bands for what is measured on a network of which some links are missing, drawn as `reconstructions` does.

    `measure` takes a network with the firms of this one and gives one value a firm, or any numbers, as many each
    time: local supply rates, systemic risks. `level`: the share of draws within a band; `samples`: how many draws,
    at least enough that one lies outside on either side (9 for 0.8). The band of a value runs from the draw with
    rank floor((1 - level) / 2 (samples + 1)) to its mirror. It tells what is unknown about missing links, not what
    is wrong in known ones.

    Limit: bands are not calibrated against the truth (`calibrated_bands` are). A draw that keeps totals exact splits
    some purchases between more suppliers than there are, so systemic risks come out low, most of all those of the
    riskiest firms. With half of the links of made-up networks hidden, bands of 0.8 held the true risk of 48 to 86 in
    100 of the 50 firms truly riskiest, and of 76 to 82 in 100 of all firms (epsilon 1e-2).
    ChainlabError where a measure gives NaN or another number of values.

    Source of the bounds: David, Nagaraja (2003), Order Statistics, Wiley, on prediction by ranks.

    >>> known = SupplyNetwork.from_arrays(["near"], ["car"], [5], ["seat"], firms=["bus", "car", "far", "near"])
    >>> totals = Totals.of(["near", "far", "car", "bus"], ["seat"] * 4, [9, 6, 0, 0], [0, 0, 5, 10])
    >>> from chainlab import local_supply_rate
    >>> local = known.firms == "near"
    >>> found = bands(known, totals, lambda whole: local_supply_rate(whole, local).all_goods.rate, samples=9)
    >>> found.lower.round(3).tolist(), found.upper.round(3).tolist(), round(found.rests.coverage, 3)
    ([0.6], [0.6], 0.333)
    """
    cut = _cut(samples, level)
    rest = left_open(network, totals)
    measured: list[Floats] = []
    drawn, unplaced = 0, 0.0
    for sample in range(_count(samples)):
        whole, links, lost = _filled(network, rest, seed, sample)
        measured.append(_numbers(measure(whole), measured))
        drawn, unplaced = drawn + links, unplaced + lost
    told = np.array(measured)
    ranks = np.array([_ranks(values) for values in measured])
    rests = _rests(network, rest, drawn / samples, unplaced / samples)
    return Bands(*_between(told, cut), *_between(ranks, cut), level, samples, rests)


def _filled(network: SupplyNetwork, rest: Open, seed: int, sample: int) -> tuple[SupplyNetwork, int, float]:
    """One draw as a network; how many links were drawn, and the value not placed."""
    links, unplaced = draw(rest.missing, rest.known, np.random.default_rng([seed, sample]))
    rows = Links(
        np.concatenate([network.supplier, links.supplier]),
        np.concatenate([network.customer, links.customer]),
        np.concatenate([rest.product, links.product]),
        np.concatenate([network.value, links.value]),
    )
    return SupplyNetwork.of(network.firms, rest.products, rows), links.value.size, unplaced


def _count(samples: int) -> int:
    if samples < 1:
        raise ChainlabError(f"samples is {samples}; draw at least one.")
    return samples


def _cut(samples: int, level: float) -> int:
    """How many draws from either end a band begins (1: at the outermost)."""
    if not 0 < level < 1:
        raise ChainlabError(f"level is {level:g}; give the share of draws within the band, above 0 and below 1.")
    # Rounded first: (1 - 0.8) / 2 is a little less than 0.1.
    cut = int(np.floor(round((1 - level) / 2 * (samples + 1), 9)))
    if cut < 1:
        needed = int(np.ceil(round(2 / (1 - level), 9))) - 1
        raise ChainlabError(f"{samples} samples are too few for a band of {level:g}; draw at least {needed}.")
    return cut


def _numbers(raw: ArrayLike, before: list[Floats]) -> Floats:
    """What was measured, as one axis of finite numbers, as many as before."""
    values = np.atleast_1d(np.array(raw, dtype=np.float64))
    if values.ndim != 1 or (before and values.size != before[0].size):
        wanted = f"{before[0].size} values as before" if before else "one axis of values"
        raise ChainlabError(f"The measure gave values of shape {values.shape}; give {wanted}.")
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise ChainlabError(f"The measure gave {values[bad[0]]:g} at position {bad[0]}; give finite numbers.")
    return values


def _ranks(values: Floats) -> Floats:
    """1 for the largest; equal values share the better rank."""
    rising = np.sort(values)
    return (values.size - np.searchsorted(rising, values, side="right") + 1).astype(np.float64)


def _between(draws: Floats, cut: int) -> tuple[Floats, Floats, Floats]:
    """Lower end, median and upper end of each column."""
    rising = np.sort(draws, axis=0)
    return rising[cut - 1], np.median(rising, axis=0), rising[-cut]


def _rests(network: SupplyNetwork, rest: Open, links: float, unplaced: float) -> Rests:
    return Rests(
        known_links=network.value.size,
        known_value=float(network.value.sum()),
        missing_links=links,
        missing_value=float(rest.missing.bought.sum()),
        unplaced=unplaced,
        outside=rest.outside,
        contradicted=rest.contradicted,
        untold=rest.untold,
        recorded=rest.recorded,
    )
