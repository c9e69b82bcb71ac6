"""One round of a cascade, and many cascades one after another, compiled. Losses spread in step: all firms of a round
look at the round before."""

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import compiled
from chainlab.kinds import Floats, Index

# Output of a market at or below this counts as 1, as the authors of the source have it.
STOPPED = 1e-10


@compiled
def replaceability(out: Floats, market: Index, down: Floats, left: Floats, kept: Floats) -> None:
    """What part of a firm's loss its customers feel: its share of what its market still makes, at most 1 (σ)."""
    if market.size == 0:
        kept[:] = 1.0
        return
    left[:] = 0.0
    for firm in range(out.size):
        left[market[firm]] += out[firm] * down[firm]
    for firm in range(out.size):
        still = left[market[firm]]
        kept[firm] = min(1.0, out[firm] / (still if still > STOPPED else 1.0))


@compiled
def down_round(
    start: NDArray[np.int64], supplier: Index, share: Floats, first: NDArray[np.bool_], essential: NDArray[np.bool_],
    kept: Floats, shock: Floats, old: Floats, new: Floats,
) -> float:  # fmt: skip
    """What firms can still make of what comes in; by how much any of them fell."""
    fell = 0.0
    for firm in range(old.size):
        worst, others, lost = 0.0, 0.0, 0.0
        for k in range(start[firm], start[firm + 1]):
            if first[k]:
                lost = 0.0
            one = kept[supplier[k]] * share[k] * (1.0 - old[supplier[k]])
            if essential[k]:
                lost += one
                worst = max(worst, lost)
            else:
                others += one
        new[firm] = max(0.0, min(shock[firm], min(1.0 - worst, 1.0 - others)))
        fell = max(fell, old[firm] - new[firm])
    return fell


@compiled
def up_round(
    start: NDArray[np.int64], customer: Index, share: Floats, shock: Floats, old: Floats, new: Floats
) -> float:
    """What firms can still sell; by how much any of them fell."""
    fell = 0.0
    for firm in range(old.size):
        lost = 0.0
        for k in range(start[firm], start[firm + 1]):
            lost += share[k] * (1.0 - old[customer[k]])
        new[firm] = max(0.0, min(shock[firm], 1.0 - lost))
        fell = max(fell, old[firm] - new[firm])
    return fell
