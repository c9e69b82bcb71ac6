"""Which shocks can feel a change of links: only those that reach one of the changed rows before they end.
All others end as they did, to the last bit, and need not be run again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainlab.cascade import CascadeModel
from chainlab.compiled import compiled
from chainlab.kinds import Index, Mask
from chainlab.moving import ROUNDING, Moves

FAR = np.iinfo(np.int64).max


def distance(model: CascadeModel, sector: Index, moves: Moves) -> NDArray[np.int64]:
    """After how many rounds the stop of each firm can first be felt where links change; FAR: never.

    A lack of customers runs from customer to supplier, and is felt by suppliers whose sales change; a lack of inputs
    runs from supplier to customer, and is felt by customers who buy elsewhere, and where markets change.
    """
    changed = np.unique(moves.supplier)
    sales, inputs = model.sales, model.inputs
    buyers = np.concatenate([sales.customer[sales.start[one] : sales.start[one + 1]] for one in changed] or [changed])
    lacking_customers = _rounds(sales.start, sales.customer, np.concatenate((buyers, moves.customer)))
    lacking_inputs = _rounds(inputs.start, inputs.supplier, _felt(model, sector, moves, changed))
    nearest: NDArray[np.int64] = np.minimum(lacking_customers, lacking_inputs)
    return nearest


def _felt(model: CascadeModel, sector: Index, moves: Moves, changed: Index) -> Index:
    """Suppliers whose loss is felt otherwise than before."""
    felt = [changed]
    kinds = sector[moves.supplier]
    for customer in np.unique(moves.customer):
        own = moves.customer == customer
        net = np.bincount(kinds[own], moves.gained[own])
        if (np.abs(net) > ROUNDING * np.abs(moves.gained[own]).sum()).any():  # other sectors weigh otherwise
            felt.append(model.inputs.supplier[model.inputs.start[customer] : model.inputs.start[customer + 1]])
    if model.market.size:
        net = np.bincount(model.market[moves.supplier], moves.gained, minlength=model.markets)
        larger = np.abs(net) > ROUNDING * np.abs(moves.gained).sum()  # markets that grow or shrink
        felt.append(np.flatnonzero(larger[model.market]).astype(np.uint32))
    return np.concatenate(felt)


@compiled
def _rounds(start: NDArray[np.int64], other: Index, seeds: Index) -> NDArray[np.int64]:
    """How many links each firm is away from the nearest seed."""
    far = np.full(start.size - 1, FAR)
    queue, count = np.empty(far.size, np.int64), 0
    for seed in seeds:
        if far[seed] == FAR:
            far[seed] = 0
            queue[count] = seed
            count += 1
    done = 0
    while done < count:
        firm = queue[done]
        done += 1
        for k in range(start[firm], start[firm + 1]):
            if far[other[k]] == FAR:
                far[other[k]] = far[firm] + 1
                queue[count] = other[k]
                count += 1
    return far


def felt_by(far: NDArray[np.int64], scenarios: NDArray[Any], rounds: NDArray[np.int64]) -> Mask:
    """Which scenarios (positions of firms that stop, or rows of what is left) feel the change in so many rounds."""
    stops = scenarios.ndim == 1
    nearest = far[scenarios] if stops else np.where(scenarios < 1, far, FAR).min(axis=1, initial=FAR)
    felt: Mask = nearest <= rounds
    return felt
