"""Many cascades one after another, compiled. Losses only grow, so each round passes on only what grew, and a scenario
costs what it touches. Equal to the plain rounds of kernels.py up to rounding."""

import numpy as np
from numpy.typing import NDArray

from chainlab import downstream, tables, upstream
from chainlab.compiled import fetch, part, whole
from chainlab.downstream import lose, push_down, update_down
from chainlab.kinds import Floats, Index
from chainlab.tables import AHEAD, Down, Found, Limits, Records, Shocks, Up
from chainlab.upstream import (
    forget_small,
    is_last,
    pass_round,
    push_up,
    sell_less,
    small_part,
    update_up,
    weigh_small,
)

# How a scenario ends: still, at the last round allowed, or with a loss that fell, which only the plain rounds can tell.
STILL, LIMIT, FELL = range(3)


@part
def spread(down: Down, up: Up, shocked: Index, limits: Limits) -> tuple[int, int, float, bool]:
    """Round after round; the number of rounds, how it ended, what the last push would have cost, if it was left out."""
    for turn in range(1, limits.rounds + 1):
        if not push_down(down, limits.drop):
            return turn, FELL, 0.0, False
        largest = update_down(down)
        pass_round(up.deferred)
        push_up(up.large, up.start, up.links, up.sellers, up.hit)
        if largest <= limits.epsilon and up.bounded and is_last(up, limits.epsilon):
            return turn, STILL, weigh_small(up, shocked), True
        push_up(up.small, up.start, up.links, up.sellers, up.hit)
        if max(largest, update_up(up, limits)) <= limits.epsilon:
            return turn, STILL, 0.0, False
    return limits.rounds, LIMIT, 0.0, False


@part
def start(down: Down, up: Up, shocks: Shocks, scenario: int, limits: Limits) -> None:
    """Put the shocks of a scenario in place."""
    for k in range(shocks.start[scenario], shocks.start[scenario + 1]):
        if shocks.down[k] > 0.0:
            lose(down, shocks.firm[k], shocks.down[k])
        if shocks.up[k] > 0.0:
            sell_less(up, shocks.firm[k], shocks.up[k], limits)


@part
def total(down: Down, up: Up, extra: float, unpushed: bool, lost: Floats) -> None:
    """Weigh the losses of a scenario, and make empty again what it wrote on; `extra` are losses of sellers unknown."""
    more, lost_down, lost_up = 0.0, 0.0, extra
    for k in range(1, down.active[0] + 1):
        fetch_firm(down.active, k, down.buyers, up.sellers, up.row_start, up.row_customer)
        buyer, seller = down.buyers[down.active[k]], up.sellers[down.active[k]]
        lost_down += buyer.loss * seller.weight
        other = seller.loss
        if unpushed and buyer.loss > other:
            other = max(other, min(1.0, seller.lost + small_part(up, down.active[k])))
        more += max(0.0, buyer.loss - other) * seller.weight
        buyer.loss = buyer.worst = buyer.others = buyer.passed = 0.0
        down.markets[buyer.market].lost = 0.0
        down.markets[buyer.market].changed = 0
    for k in range(1, up.active[0] + 1):
        if k + AHEAD <= up.active[0]:
            fetch(up.sellers, up.active[k + AHEAD])
        seller = up.sellers[up.active[k]]
        lost_up += seller.loss * seller.weight
        seller.loss = seller.lost = 0.0
    lost[0], lost[1], lost[2] = lost_up + more, lost_down, lost_up


@part
def fetch_firm(
    active: Index, k: int, buyers: Records, sellers: Records, start: NDArray[np.int64], customer: Index
) -> None:
    """Bring near what summing up the firms after place k of the active list will read."""
    if k + AHEAD <= active[0]:
        fetch(buyers, active[k + AHEAD])
        fetch(sellers, active[k + AHEAD])
        fetch(start, active[k + AHEAD])
        fetch(customer, start[active[k + AHEAD // 2]])


@part
def clear(down: Down, up: Up) -> None:
    """Make the lists empty."""
    for k in range(1, down.hit[0] + 1):
        customer = down.buyers[down.hit[k]]
        customer.worst = customer.others = 0.0
    for k in range(1, down.used[0] + 1):
        down.sums[down.used[k]].lost = 0.0
    for these in (down.active, down.hit, down.used, down.changed, up.active, up.hit):
        these[0] = 0
    up.large[0].firm = up.small[0].firm = 0
    up.deferred[:] = 0.0


@whole(downstream, tables, upstream)
def run(down: Down, up: Up, shocks: Shocks, limits: Limits, found: Found) -> None:
    """Scenarios one after another, each to its end."""
    for scenario in range(found.rounds.size):
        start(down, up, shocks, scenario, limits)
        shocked = shocks.firm[shocks.start[scenario] : shocks.start[scenario + 1]]
        turn, end, extra, unpushed = spread(down, up, shocked, limits)
        total(down, up, extra + up.deferred[0], unpushed, found.lost[scenario])
        if unpushed:
            forget_small(up.small, up.noted)
        clear(down, up)
        found.rounds[scenario], found.end[scenario] = turn, end
