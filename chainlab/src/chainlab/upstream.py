"""Upstream, compiled: who sells less for want of customers. It is linear but for the bounds, so that the last push of
a cascade, often most of all visits, can be told by weights. The functions are parts of `run` in push.py."""

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import fetch, part
from chainlab.downstream import append
from chainlab.kinds import Floats, Index, Mask
from chainlab.tables import AHEAD, LINE_OF_LINKS, Limits, Records, Up


@part
def push_up(these: Records, start: NDArray[np.int64], links: Records, sellers: Records, hit: Index) -> None:
    """Firms of a list, which sell less, buy less from their suppliers."""
    count = hit[0]
    for c in range(1, these[0].firm + 1):
        fetch_purchases(these, c, start, links, sellers)
        firm, gain = these[c].firm, these[c].gain
        for k in range(np.uint64(start[firm]), np.uint64(start[firm + 1])):
            supplier = sellers[links[k].to]
            before, loss = supplier.lost, supplier.loss
            after = before + links[k].share * gain
            supplier.lost = after
            hit[count + np.uint32(1)] = links[k].to
            count += np.uint32((before <= loss) & (after > loss))
    hit[0] = count


@part
def fetch_purchases(these: Records, c: int, start: NDArray[np.int64], links: Records, sellers: Records) -> None:
    """Bring near what pushing the firms after place c of a list will read."""
    if c + AHEAD <= these[0].firm:
        fetch(start, these[c + AHEAD].firm)
        begin = start[these[c + AHEAD // 2].firm]
        fetch(links, begin)
        fetch(links, begin + LINE_OF_LINKS)
        after = these[c + 1].firm
        for k in range(np.uint64(start[after]), np.uint64(start[after + 1])):
            fetch(sellers, links[k].to)


@part
def append_gain(these: Records, firm: int, gain: float) -> None:
    count = these[0].firm + np.uint32(1)
    these[0].firm = count
    these[count].firm = firm
    these[count].gain = gain


@part
def sell_less(up: Up, firm: int, loss: float, limits: Limits) -> float:
    """A firm sells less: its suppliers hear of it in the next round, or by weights; by how much less."""
    one = up.sellers[firm]
    gain: float = loss - one.loss
    if one.loss == 0.0:
        append(up.active, firm)
    one.loss = loss
    if gain > limits.epsilon:
        append_gain(up.large, firm, gain)
    elif gain > limits.drop:
        append_gain(up.small, firm, gain)
    else:
        for ahead in range(up.credit.shape[1]):
            up.deferred[ahead + 1] += gain * up.credit[firm, ahead]
    return gain


@part
def update_up(up: Up, limits: Limits) -> float:
    """Those hit take over their losses; the largest growth."""
    largest = 0.0
    up.large[0].firm = up.small[0].firm = 0
    for k in range(1, up.hit[0] + 1):
        if k + AHEAD <= up.hit[0]:
            fetch(up.sellers, up.hit[k + AHEAD])
        loss = min(1.0, up.sellers[up.hit[k]].lost)
        if loss > up.sellers[up.hit[k]].loss:
            largest = max(largest, sell_less(up, up.hit[k], loss, limits))
    up.hit[0] = 0
    return largest


@part
def pass_round(deferred: Floats) -> None:
    """One round more has passed for what was not pushed."""
    for ahead in range(deferred.size - 1):
        deferred[ahead] = deferred[ahead + 1]


@part
def small_part(up: Up, firm: int) -> float:
    """What a seller loses in this round by the small changes of its customers."""
    lost = 0.0
    for k in range(np.uint64(up.row_start[firm]), np.uint64(up.row_start[firm + 1])):
        if up.noted[up.row_customer[k]]:
            lost += up.row_share[k] * up.note[up.row_customer[k]]
    return lost


@part
def is_last(up: Up, epsilon: float) -> bool:
    """Whether no seller loses more than epsilon in this round, of which only large changes are pushed yet. The small
    ones, of which notes are taken, can together cost a seller no more than the largest of them, `rest`."""
    rest = 0.0
    for c in range(1, up.small[0].firm + 1):
        if c + AHEAD <= up.small[0].firm:
            fetch(up.note, up.small[c + AHEAD].firm)
        up.noted[up.small[c].firm] = True
        up.note[up.small[c].firm] = up.small[c].gain
        rest = max(rest, up.small[c].gain)
    last = rest > 0.0
    for k in range(1, up.hit[0] + 1):
        one = up.sellers[up.hit[k]]
        gain = one.lost - one.loss
        if gain > epsilon or (gain + rest > epsilon and gain + small_part(up, up.hit[k]) > epsilon):
            last = False
            break
    if not last:
        forget_small(up.small, up.noted)
    return last


@part
def forget_small(small: Records, noted: Mask) -> None:
    for c in range(1, small[0].firm + 1):
        noted[small[c].firm] = False


@part
def weigh_small(up: Up, shocked: Index) -> float:
    """What the small changes of the last round cost all sellers, weighed, without a look at the links."""
    weighed = 0.0
    for c in range(1, up.small[0].firm + 1):
        if c + AHEAD <= up.small[0].firm:
            fetch(up.sellers, up.small[c + AHEAD].firm)
        weighed += up.small[c].gain * up.sellers[up.small[c].firm].credit
    for k in range(1, up.hit[0] + 1):
        one = up.sellers[up.hit[k]]
        if one.loss == 0.0:
            append(up.active, up.hit[k])
        one.loss = max(one.loss, min(1.0, one.lost))
    up.hit[0] = 0
    for firm in shocked:
        # Of what a shocked firm's customers buy less, only what exceeds its shock is a loss.
        one, part_of = up.sellers[firm], small_part(up, firm)
        weighed += one.weight * (max(0.0, one.lost + part_of - one.loss) - part_of)
    return weighed
