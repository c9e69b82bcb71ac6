"""What customers buy from one source alone, or from one place alone, and how concentrated sources are.
Groups of one customer and product stand next to each other in the network, so a pass over them tells."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import ChainlabError
from chainlab.grouping import alone, concentrated, in_one_place
from chainlab.kinds import Floats, Index, Mask
from chainlab.network import SupplyNetwork
from chainlab.rates import chosen_of, mask_of


@dataclass(frozen=True, slots=True, eq=False)
class Concentration:
    """By customer and product (positions in the network): how many suppliers, what they sell, and how unequally.

    `value` in the network's unit; `hhi` is the sum of squared shares, from 1 / `suppliers` to 1; `largest` is the
    supplier that sells most (the first of equals by id), `largest_share` its share.
    """

    customer: Index
    product: Index
    suppliers: Index
    value: Floats
    hhi: Floats
    largest: Index
    largest_share: Floats


def concentration(network: SupplyNetwork, *, customers: ArrayLike | None = None) -> Concentration:
    """How concentrated the sources of each (customer, product) are: the Herfindahl-Hirschman index of suppliers.

    `customers`: True for each firm whose purchases count, one value a firm; by default all. ChainlabError where it
    is of another length or kind.

    Source: Hirschman (1964), American Economic Review 54.

    >>> network = SupplyNetwork.from_arrays(["a", "b", "c"], ["car"] * 3, [6, 2, 2], ["seat"] * 3)
    >>> found = concentration(network)
    >>> found.hhi.round(2).tolist(), network.firms[found.largest].tolist()
    ([0.44], ['a'])
    """
    return Concentration(*concentrated(network.bought, chosen_of(customers, network.firms.size)))


@dataclass(frozen=True, slots=True, eq=False)
class SingleRegion:
    """By customer and product: all suppliers lie outside the city, and all in `region`."""

    customer: Index
    product: Index
    suppliers: Index
    value: Floats
    region: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SoleSources:
    """By customer and product (positions in the network): the one supplier, and what it sells in the network's unit.

    `share` is the part of all these customers' purchases that has one source (None where they buy nothing).
    `single_region` holds what comes from one place outside, from one supplier or several, where regions are given.
    """

    customer: Index
    product: Index
    supplier: Index
    value: Floats
    share: float | None
    single_region: SingleRegion | None


def sole_sources(
    network: SupplyNetwork,
    *,
    customers: ArrayLike | None = None,
    region: ArrayLike | None = None,
    local: ArrayLike | None = None,
) -> SoleSources:
    """What customers buy from one supplier alone, and what from one place alone.

    `customers`: True for each firm whose purchases count, by default all. `region` and `local`, given together:
    where each firm is, and True for each firm in the city; one value a firm. ChainlabError on arrays that do not
    fit, or one of the two without the other.

    Source: Barrot, Sauvagnat (2016), Quarterly Journal of Economics 131, on what hard-to-replace suppliers cost.

    >>> network = SupplyNetwork.from_arrays(
    ...     ["far", "off", "far"], ["car"] * 3, [6, 2, 2], ["seat", "seat", "axle"])
    >>> region = network.align(["car", "far", "off"], ["city", "coast", "coast"])
    >>> found = sole_sources(network, region=region, local=region == "city")
    >>> network.products[found.product].tolist(), found.share
    (['axle'], 0.2)
    >>> network.products[found.single_region.product].tolist(), found.single_region.region.tolist()
    (['axle', 'seat'], ['coast', 'coast'])
    """
    counted = chosen_of(customers, network.firms.size)
    customer, product, supplier, value, total = alone(network.bought, counted)
    share = float(value.sum()) / total if total else None
    single = _single_region(network, counted, region, local)
    return SoleSources(customer, product, supplier, value, share, single)


def _single_region(
    network: SupplyNetwork, counted: Mask, region: ArrayLike | None, local: ArrayLike | None
) -> SingleRegion | None:
    if region is None and local is None:
        return None
    if region is None or local is None:
        raise ChainlabError("region and local belong together: where each firm is, and which are in the city.")
    near = mask_of(local, network.firms.size, "local")
    names, code = np.unique(np.asarray(region), return_inverse=True)
    if code.shape != network.firms.shape:
        raise ChainlabError(f"region has shape {code.shape}; give one value for each of the {near.size} firms.")
    # The smaller the table, the more of it stays in the cache.
    place = np.where(near, -1, code).astype(np.int16 if names.size < 2**15 else np.int32)
    customer, product, suppliers, value, found = in_one_place(network.bought, counted, place)
    return SingleRegion(customer, product, suppliers, value, names[found])
