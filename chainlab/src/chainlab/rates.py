"""How much is bought nearby, and what moving a product there would add.
Sums run in the order of the network's links, so the same rows give the same figures to the last bit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainlab.errors import ChainlabError
from chainlab.grouping import bought
from chainlab.kinds import Floats, Index, Mask
from chainlab.network import SupplyNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Purchases by customer or by product: their positions in the network, what is bought nearby, and in all (> 0)."""

    position: Index
    local: Floats
    total: Floats

    @property
    def rate(self) -> Floats:
        """The share bought nearby, 0..1."""
        return self.local / self.total


@dataclass(frozen=True, slots=True, eq=False)
class SupplyRate:
    """Value bought nearby and in all, in the network's unit, with its parts by customer and by product."""

    local: float
    total: float
    by_customer: Split
    by_product: Split

    @property
    def rate(self) -> float | None:
        """The share bought nearby, 0..1; None where nothing is bought, which is not 0."""
        return self.local / self.total if self.total else None

    @property
    def gain(self) -> Floats:
        """By product, as `by_product`: what the rate would gain if all of it were bought nearby."""
        return (self.by_product.total - self.by_product.local) / self.total


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """How much of their purchases is recorded, for customers whose purchases are known (positions in the network)."""

    position: Index
    recorded: Floats
    purchases: Floats
    unknown: int

    @property
    def share(self) -> Floats:
        """By customer; above 1 where more is recorded than was said to be bought, a sign of an error in either."""
        return self.recorded / self.purchases

    @property
    def overall(self) -> float | None:
        """Of all these customers together; None where no purchases are known."""
        total = float(self.purchases.sum())
        return float(self.recorded.sum()) / total if total else None


@dataclass(frozen=True, slots=True, eq=False)
class LocalSupply:
    """The rate over all goods, over those that the region can make, and on how much of purchases both rest."""

    all_goods: SupplyRate
    makeable: SupplyRate
    coverage: Coverage | None


def local_supply_rate(
    network: SupplyNetwork,
    local: ArrayLike,
    *,
    customers: ArrayLike | None = None,
    left_out: ArrayLike | None = None,
    purchases: ArrayLike | None = None,
) -> LocalSupply:
    """The share of purchases that comes from suppliers within a radius, over all goods and without some.

    `local`: True for each firm within the radius (district, city, neighbours, province), one value a firm.
    `customers`: True for each firm whose purchases count, by default all. `left_out`: True for each product that
    the region cannot make, one value a product. `purchases`: what each firm bought in all, recorded or not, in the
    network's unit, NaN where not known; a firm with links and purchases of 0 contradicts itself and raises
    ChainlabError, as do arrays of another length or kind.

    Source: the regional purchase coefficient of Stevens, Treyz, Ehrlich, Bower (1983), International Regional
    Science Review 8, for firms and recorded purchases.

    >>> network = SupplyNetwork.from_arrays(
    ...     ["near", "far", "far"], ["car", "car", "bus"], [3, 5, 2], ["seat", "axle", "ore"])
    >>> region = network.align(["near", "car", "bus", "far"], ["city", "city", "city", "coast"])
    >>> found = local_supply_rate(network, region == "city", left_out=network.products == "ore")
    >>> found.all_goods.rate, found.makeable.rate
    (0.3, 0.375)
    >>> dict(zip(network.products[found.makeable.by_product.position].tolist(), found.makeable.gain.tolist()))
    {'axle': 0.625, 'seat': 0.0}
    """
    near, counted = mask_of(local, network.firms.size, "local"), chosen_of(customers, network.firms.size)
    everything = _rate(network, near, counted, np.ones(network.products.size, dtype=np.bool_))
    makeable = everything
    if left_out is not None:
        makeable = _rate(network, near, counted, ~mask_of(left_out, network.products.size, "left_out", "product"))
    return LocalSupply(everything, makeable, _coverage(purchases, everything.by_customer, network, counted))


def mask_of(given: ArrayLike, size: int, name: str, of: str = "firm") -> Mask:
    """True or False for each firm (or product)."""
    mask = np.asarray(given)
    if mask.shape != (size,) or mask.dtype != np.bool_:
        raise ChainlabError(
            f"{name} is of {mask.dtype} with shape {mask.shape}; give True or False for each of the {size} {of}s."
        )
    return mask.copy()  # kernels are compiled once, for plain arrays


def chosen_of(customers: ArrayLike | None, size: int) -> Mask:
    """The firms whose purchases count: those given, or all."""
    return np.ones(size, dtype=np.bool_) if customers is None else mask_of(customers, size, "customers")


def _rate(network: SupplyNetwork, near: Mask, counted: Mask, kept: Mask) -> SupplyRate:
    near_customer, all_customer, near_product, all_product = bought(*network.bought, near, counted, kept)
    splits = []
    for parts, whole in ((near_customer, all_customer), (near_product, all_product)):
        position = np.flatnonzero(whole)
        splits.append(Split(position.astype(np.uint32), parts[position], whole[position]))
    local, total = (float(one.sum()) for one in (splits[1].local, splits[1].total))
    return SupplyRate(local, total, *splits)


def _coverage(purchases: ArrayLike | None, recorded: Split, network: SupplyNetwork, counted: Mask) -> Coverage | None:
    """Recorded purchases against known ones, of customers that count."""
    if purchases is None:
        return None
    known = np.asarray(purchases, dtype=np.float64)
    if known.shape != network.firms.shape:
        raise ChainlabError(f"purchases has shape {known.shape}; give one value for each of the {counted.size} firms.")
    bad = np.flatnonzero((known < 0) | np.isinf(known))
    if bad.size:
        raise ChainlabError(
            f"purchases of firm {network.firms[bad[0]]} are {known[bad[0]]:g}; give at least 0, or NaN where not known."
        )
    told = np.zeros(known.size)
    told[recorded.position] = recorded.total
    wrong = np.flatnonzero((known == 0) & (told > 0))
    if wrong.size:
        raise ChainlabError(f"Firm {network.firms[wrong[0]]} is said to buy nothing, and its links say otherwise.")
    position = np.flatnonzero(counted & (known > 0)).astype(np.uint32)
    unknown = int((np.isnan(known) & (told > 0)).sum())
    return Coverage(position, told[position], known[position], unknown)
