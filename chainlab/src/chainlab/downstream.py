"""Downstream, compiled: who can make less for want of inputs. One round of it looks at losses of the round before.
The functions are parts of `run` in push.py."""

from typing import Any

import numpy as np

from chainlab.compiled import fetch, part
from chainlab.kernels import STOPPED
from chainlab.kinds import Index
from chainlab.tables import AHEAD, LINE_OF_LINKS, Down, Record, Records

# Below this share of its size what a market still makes is summed afresh: a difference would be noise.
AFRESH = 1e-2
# What customers feel falls by more than rounding only where a market stops whole.
ROUNDING = 1e-13


@part
def append(these: Index, one: int) -> None:
    """Add to a list, whose first entry says how many follow."""
    these[0] += np.uint32(1)
    these[these[0]] = one


@part
def lose(down: Down, firm: int, loss: float) -> None:
    """A firm can make less than before, and its market has changed."""
    one = down.buyers[firm]
    market = down.markets[one.market]
    if one.loss == 0.0:
        append(down.active, firm)
    market.lost += (loss - one.loss) * one.out
    one.loss = loss
    if market.changed == 0:
        market.changed = 1
        append(down.changed, one.market)


@part
def measure_markets(changed: Index, markets: Records, member: Index, buyers: Records) -> None:
    """What the changed markets still make."""
    for m in range(1, changed[0] + 1):
        market = markets[changed[m]]
        left = market.total - market.lost
        if left < AFRESH * market.total:
            left = 0.0
            for k in range(market.begin, market.end):
                left += buyers[member[k]].out * (1.0 - buyers[member[k]].loss)
        market.left = left if left > STOPPED else 1.0


@part
def push_down(down: Down, drop: float) -> bool:
    """Firms that lose more, or are harder to replace, pass it on; False where what customers feel would fall."""
    measure_markets(down.changed, down.markets, down.member, down.buyers)
    for a in range(1, down.active[0] + 1):
        one = down.buyers[down.active[a]]
        market = down.markets[one.market]
        if market.changed == 0:
            continue
        passed = one.loss * min(1.0, one.out / market.left)
        gain = passed - one.passed
        fetch_customers(down.active, a, down.buyers, down.links)
        if gain > drop:
            one.passed = passed
            push_links(down, one, gain)
        elif gain < -ROUNDING:
            return False
    for m in range(1, down.changed[0] + 1):
        down.markets[down.changed[m]].changed = 0
    down.changed[0] = 0
    return True


@part
def fetch_customers(active: Index, a: int, buyers: Records, links: Records) -> None:
    """Bring near what pushing the firms after place a of the active list will read."""
    if a + AHEAD <= active[0]:
        fetch(buyers, active[a + AHEAD])
        begin = buyers[active[a + AHEAD // 2]].sole
        fetch(links, begin)
        fetch(links, begin + LINE_OF_LINKS)
        after = buyers[active[a + 1]]
        for k in range(np.uint64(after.sole), np.uint64(after.several)):
            fetch(buyers, links[k].to)


@part
def push_links(down: Down, one: Record, gain: float) -> None:
    """Customers of one firm: of a sole source they feel all it passes, of others what is added."""
    count = down.hit[0]
    for k in range(np.uint64(one.sole), np.uint64(one.other)):
        customer = down.buyers[down.links[k].to]
        before = max(customer.worst, customer.others)
        customer.worst = max(customer.worst, down.links[k].share * one.passed)
        count = list_hit(down.hit, count, down.links[k].to, customer, before)
    for k in range(np.uint64(one.other), np.uint64(one.several)):
        customer = down.buyers[down.links[k].to]
        before = max(customer.worst, customer.others)
        customer.others += down.links[k].share * gain
        count = list_hit(down.hit, count, down.links[k].to, customer, before)
    for k in range(np.uint64(one.several), np.uint64(one.end)):
        added = down.sums[down.links[k].to]
        if added.lost == 0.0:
            append(down.used, down.links[k].to)
        added.lost += down.links[k].share * gain
        customer = down.buyers[added.customer]
        before = max(customer.worst, customer.others)
        customer.worst = max(customer.worst, added.lost)
        count = list_hit(down.hit, count, added.customer, customer, before)
    down.hit[0] = count


@part
def list_hit(hit: Index, count: Any, firm: int, one: Record, before: float) -> Any:
    """List a customer once a round: when its loss to come first exceeds the loss it has. No branch: the processor would
    wait for memory to know it."""
    hit[count + np.uint32(1)] = firm
    return count + np.uint32((before <= one.loss) & (max(one.worst, one.others) > one.loss))


@part
def update_down(down: Down) -> float:
    """Those hit take over their losses; the largest growth."""
    largest = 0.0
    for k in range(1, down.hit[0] + 1):
        if k + AHEAD <= down.hit[0]:
            fetch(down.buyers, down.hit[k + AHEAD])
        one = down.buyers[down.hit[k]]
        loss = min(1.0, max(one.worst, one.others))
        if loss > one.loss:
            largest = max(largest, loss - one.loss)
            lose(down, down.hit[k], loss)
    down.hit[0] = 0
    return largest
