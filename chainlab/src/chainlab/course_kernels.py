"""A cascade recorded round by round, so that changes can be held against it, compiled. Losses here are parts of a
firm's output that it cannot make or sell (1 - h)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import compiled
from chainlab.kernels import STOPPED
from chainlab.kinds import Floats, Index, Mask

Whole = NDArray[np.int64]

# Parts of a firm's output: what differs by no more is not followed further.
DROPPED = 1e-4
# While less than this part of firms lose, those who can feel it are looked for.
FEW = 0.1


class Net(NamedTuple):
    """A model's arrays: inputs by customer, sales by supplier. `replaced`: whether there are markets. `earned`: what
    sales are shares of; `sold`: what share of it each input is."""

    out: Floats
    earned: Floats
    weights: Floats
    market: Index
    replaced: bool
    input_start: Whole
    supplier: Index
    share: Floats
    first: Mask
    essential: Mask
    sold: Floats
    sale_start: Whole
    customer: Index


class Course(NamedTuple):
    """One scenario, row r after round r: what each firm cannot make, what of it a customer who buys all from it feels,
    what it cannot sell, and what each market makes. They end as they were."""

    down: Floats
    felt: Floats
    up: Floats
    market: Floats
    epsilon: float


class Tries(NamedTuple):
    """Moved purchases: those of try c are `start[c]` to `start[c + 1]`, by supplier, all of one customer, whose inputs
    would be rows `row_start[c]` to `row_start[c + 1]`. `always`: sectors weigh otherwise, so that it is followed."""

    start: Whole
    supplier: Whole
    gained: Floats
    customer: Whole
    row_start: Whole
    row_supplier: Index
    row_share: Floats
    row_first: Mask
    row_essential: Mask
    always: Mask


@compiled
def record(
    net: Net, sale_share: Floats, epsilon: float, down: Floats, felt: Floats, up: Floats, market: Floats, fell: Whole
) -> tuple[int, int]:
    """Let a shock run that stands in the first rows: how many rows were filled, and in which round it ended; one more
    is recorded, for a change may let it go on."""
    last, reached = 0, np.ones(net.out.size, np.bool_)
    start, supplier, share, first, essential = net.input_start, net.supplier, net.share, net.first, net.essential
    out, owner, replaced, sale_start, customer = net.out, net.market, net.replaced, net.sale_start, net.customer
    _feel_all(out, owner, replaced, down[0], market[0], felt[0])
    for turn in range(1, fell.size):
        _reach(sale_start, customer, down[turn - 1], reached)
        for firm in range(out.size):
            lost = 0.0
            if reached[firm]:
                lost = lacking(start[firm], start[firm + 1], supplier, share, first, essential, felt[turn - 1])
            down[turn, firm] = min(1.0, max(down[0, firm], lost))
        _reach(start, supplier, up[turn - 1], reached)
        _sell_all(sale_start, customer, sale_share, up[0], up[turn - 1], up[turn], reached)
        _feel_all(out, owner, replaced, down[turn], market[turn], felt[turn])
        for firm in range(out.size):
            fell[turn] += int(down[turn, firm] - down[turn - 1, firm] > epsilon)
            fell[turn] += int(up[turn, firm] - up[turn - 1, firm] > epsilon)
        if last:
            return turn + 1, last
        last = turn if fell[turn] == 0 else 0
    return fell.size, last if last else fell.size - 1


@compiled
def _reach(start: Whole, other: Index, lost: Floats, reached: Mask) -> None:
    """Who can feel a loss of others: looked for while few lose, then all."""
    losing = 0
    for firm in range(lost.size):
        losing += lost[firm] > 0
    few = losing < FEW * lost.size
    for firm in range(lost.size):
        reached[firm] = not few
    for firm in range(lost.size if few else 0):
        if lost[firm] > 0:
            for k in range(start[firm], start[firm + 1]):
                reached[other[k]] = True


@compiled
def _sell_all(
    start: Whole, customer: Index, share: Floats, shocked: Floats, before: Floats, after: Floats, reached: Mask
) -> None:
    """What firms cannot sell for want of customers."""
    for firm in range(shocked.size):
        lost = 0.0
        if reached[firm]:
            for k in range(start[firm], start[firm + 1]):
                lost += share[k] * before[customer[k]]
        after[firm] = min(1.0, max(shocked[firm], lost))


@compiled
def _feel_all(out: Floats, owner: Index, replaced: bool, down: Floats, market: Floats, felt: Floats) -> None:
    """What a customer feels of each firm, for its share of what its market still makes."""
    for one in range(market.size):
        market[one] = 0.0
    for firm in range(down.size if replaced else 0):
        market[owner[firm]] += out[firm] * (1.0 - down[firm])
    for firm in range(down.size):
        felt[firm] = down[firm]
        if replaced and down[firm] > 0:
            still = market[owner[firm]]
            felt[firm] *= min(1.0, out[firm] / (still if still > STOPPED else 1.0))


@compiled
def lacking(begin: int, end: int, supplier: Index, share: Floats, first: Mask, essential: Mask, felt: Floats) -> float:
    """What a firm cannot make for want of inputs."""
    worst, others, lost = 0.0, 0.0, 0.0
    for k in range(begin, end):
        if first[k]:
            lost = 0.0
        if essential[k]:
            lost += share[k] * felt[supplier[k]]
            worst = max(worst, lost)
        else:
            others += share[k] * felt[supplier[k]]
    return max(worst, others)


@compiled
def one_earlier(start: Whole, customer: Index, share: Floats, fixed: Mask, worth: Floats) -> Floats:
    """What an unsold part of each firm's output is worth a round earlier."""
    found = np.zeros(worth.size)
    for firm in range(worth.size):
        if worth[firm] > 0:
            for k in range(start[firm], start[firm + 1]):
                found[customer[k]] += share[k] * worth[firm]
    for firm in range(worth.size):
        if fixed[firm]:
            found[firm] = 0.0
    return found
