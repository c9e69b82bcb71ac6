"""What one moved purchase does to a recorded cascade by way of customers, nearly, compiled. This is linear: what a
difference comes to is known, and only which round is the last then is looked for firm by firm."""

import numpy as np

from chainlab.compiled import compiled
from chainlab.course_kernels import DROPPED, Course, Net, Tries, Whole
from chainlab.kinds import Floats, Index, Mask

# What is left of a firm's sales at or below this part is rounding.
ROUNDING = 1e-12


@compiled
def unsold(net: Net, course: Course, tries: Tries, worth: Floats, fixed: Mask, fell: Whole, loss: Floats) -> Whole:
    """What suppliers cannot sell because other customers weigh otherwise: counts for each try (row) and round how many
    more fall by more than epsilon, and adds what is lost more to the round that is the last then, which it tells. Row r
    of `worth`: what a firm's unsold part costs r rounds later; `fixed`: firms that are shocked themselves."""
    size, rounds, up, end = net.out.size, course.up.shape[0], course.up, np.zeros(tries.customer.size, np.int64)
    firms, more, count = np.zeros((2, size), np.int64), np.zeros((2, size)), np.zeros(2, np.int64)
    seen, token = np.zeros(size, np.int64), 0
    for c in range(tries.customer.size):
        moving = slice(tries.start[c], tries.start[c + 1])
        supplier, gained, buyer = tries.supplier[moving], tries.gained[moving], tries.customer[c]
        direct = np.zeros((supplier.size, rounds))
        for turn in range(1, rounds):
            was, now, token = 1 - turn % 2, turn % 2, token + 1
            before, after = up[turn - 1], up[turn]
            queued = _push(
                firms[was], count[was], more[was], net.input_start, net.supplier, net.sold, fixed, seen, token,
                firms[now], more[now],
            )  # fmt: skip
            for m in range(supplier.size):
                if not fixed[supplier[m]]:
                    direct[m, turn] = _direct(net.earned[supplier[m]], gained[m], before[buyer], after[supplier[m]])
                    queued = _add(supplier[m], direct[m, turn], seen, token, firms[now], more[now], queued)
            fell[c, turn] += _falls(firms[now], queued, more[now], more[was], before, after, course.epsilon)
            fell[c, turn] += _falls_back(firms[was], count[was], more[was], seen, token, before, after, course.epsilon)
            count[was], count[now] = 0, _kept(firms[now], queued, more[now])
        for side in range(2):
            count[side] = _forget(firms[side], count[side], more[side])
        end[c] = 1
        while end[c] < rounds - 1 and fell[c, end[c]] > 0:
            end[c] += 1
        for m in range(supplier.size):
            for turn in range(1, end[c] + 1):
                loss[c, end[c]] += worth[end[c] - turn, supplier[m]] * direct[m, turn]
    return end


@compiled
def _direct(earned: float, gained: float, buyer: float, unsold: float) -> float:
    """How much more a supplier cannot sell as one customer's part of its sales changes."""
    after = earned + gained
    return -unsold if after <= ROUNDING * earned else gained * (buyer - unsold) / after


@compiled
def _push(
    firms: Whole, count: int, more: Floats, start: Whole, supplier: Index, sold: Floats, fixed: Mask, seen: Whole,
    token: int, queue: Whole, pushed: Floats,
) -> int:  # fmt: skip
    """What suppliers of firms that cannot sell more or less feel of it."""
    queued = 0
    for d in range(count):
        one = more[firms[d]]
        for k in range(start[firms[d]], start[firms[d] + 1]):
            if not fixed[supplier[k]]:
                queued = _add(supplier[k], sold[k] * one, seen, token, queue, pushed, queued)
    return queued


@compiled
def _add(firm: int, one: float, seen: Whole, token: int, queue: Whole, pushed: Floats, queued: int) -> int:
    if seen[firm] != token:
        seen[firm] = token
        queue[queued] = firm
        pushed[firm] = one
        return queued + 1
    pushed[firm] += one
    return queued


@compiled
def _falls(
    firms: Whole, count: int, more: Floats, earlier: Floats, before: Floats, after: Floats, epsilon: float
) -> int:
    """How many more fall."""
    falls = 0
    for d in range(count):
        fall = after[firms[d]] - before[firms[d]]
        falls += int(fall + more[firms[d]] - earlier[firms[d]] > epsilon) - int(fall > epsilon)
    return falls


@compiled
def _falls_back(
    firms: Whole, count: int, more: Floats, seen: Whole, token: int, before: Floats, after: Floats, epsilon: float
) -> int:
    """How many more of those fall that are back to what they were; they are forgotten."""
    falls = 0
    for d in range(count):
        fall = after[firms[d]] - before[firms[d]]
        if seen[firms[d]] != token:
            falls += int(fall - more[firms[d]] > epsilon) - int(fall > epsilon)
        more[firms[d]] = 0.0
    return falls


@compiled
def _kept(firms: Whole, count: int, more: Floats) -> int:
    """Which are worth being followed; the others are forgotten."""
    kept = 0
    for d in range(count):
        if abs(more[firms[d]]) > DROPPED:
            firms[kept] = firms[d]
            kept += 1
        else:
            more[firms[d]] = 0.0
    return kept


@compiled
def _forget(firms: Whole, count: int, more: Floats) -> int:
    for d in range(count):
        more[firms[d]] = 0.0
    return 0
