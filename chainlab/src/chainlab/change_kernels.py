"""What one moved purchase does to a cascade that is known round by round, nearly, compiled. A lack of inputs is
followed firm by firm where it differs; a lack of customers is linear, and what a difference comes to is known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import compiled
from chainlab.kernels import STOPPED
from chainlab.kinds import Floats, Index, Mask

Whole = NDArray[np.int64]

# Parts of a firm's output: what differs by no more is not followed further.
DROPPED = 1e-5
# What is left of a firm's sales at or below this part is rounding.
ROUNDING = 1e-12


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
def unsold(net: Net, course: Course, tries: Tries, worth: Floats, fixed: Mask, fell: Whole, loss: Floats) -> None:
    """What suppliers cannot sell because other customers weigh otherwise. Adds for each try (row) and round how many
    more fall by more than epsilon, and what more is lost if it is the last. Row r of `worth`: what a firm's unsold part
    costs r rounds later; `fixed`: firms that are shocked themselves."""
    size, rounds, up = net.out.size, course.up.shape[0], course.up
    firms, more, count = np.zeros((2, size), np.int64), np.zeros((2, size)), np.zeros(2, np.int64)
    seen, token = np.zeros(size, np.int64), 0
    for c in range(tries.customer.size):
        moving = slice(tries.start[c], tries.start[c + 1])
        supplier, gained, buyer = tries.supplier[moving], tries.gained[moving], tries.customer[c]
        for turn in range(1, rounds):
            was, now, token = 1 - turn % 2, turn % 2, token + 1
            before, after = up[turn - 1], up[turn]
            queued = _push(
                firms[was], count[was], more[was], net.input_start, net.supplier, net.sold, fixed, seen, token,
                firms[now], more[now],
            )  # fmt: skip
            for m in range(supplier.size):
                firm = supplier[m]
                if fixed[firm]:
                    continue
                earned = net.earned[firm] + gained[m]
                one = gained[m] * (before[buyer] - after[firm]) / earned
                one = -after[firm] if earned <= ROUNDING * net.earned[firm] else one
                for end in range(turn, rounds):
                    loss[c, end] += worth[end - turn, firm] * one
                queued = _add(firm, one, seen, token, firms[now], more[now], queued)
            fell[c, turn] += _falls(firms[now], queued, more[now], more[was], before, after, course.epsilon)
            fell[c, turn] += _falls_back(firms[was], count[was], more[was], seen, token, before, after, course.epsilon)
            count[was] = 0
            count[now] = _kept(firms[now], queued, more[now])
        for side in range(2):
            _clear(firms[side], count[side], more[side])
            count[side] = 0


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
def _clear(firms: Whole, count: int, more: Floats) -> None:
    for d in range(count):
        more[firms[d]] = 0.0


@compiled
def unmade(net: Net, course: Course, tries: Tries, fell: Whole, loss: Floats) -> None:
    """The same of what firms cannot make. What differs is written over the recorded course while it is needed."""
    size, rounds = net.out.size, course.down.shape[0]
    differ, had, differing, token = np.zeros((2, size), np.int64), np.zeros((2, size)), 0, 0
    queue, value, seen = np.zeros(size, np.int64), np.zeros(size), np.zeros(size, np.int64)
    source, was = np.zeros(2 * size, np.int64), np.zeros(2 * size)
    out, market, shocked, weights = net.out, net.market, course.down[0], net.weights
    for c in range(tries.customer.size):
        buyer, begin, end = tries.customer[c], tries.row_start[c], tries.row_start[c + 1]
        moving = slice(tries.start[c], tries.start[c + 1])
        supplier, gained, lacks = tries.supplier[moving], tries.gained[moving], tries.always[c]
        for firm in supplier:
            lacks = lacks or course.down[-1, firm] > DROPPED
        for turn in range(rounds - 1 if lacks else 0):
            down, felt, after, token = course.down[turn], course.felt[turn], course.down[turn + 1], token + 1
            old, new = (differ[turn % 2], had[turn % 2]), (differ[1 - turn % 2], had[1 - turn % 2])
            sources = _sources(old[0], differing, supplier, down, source, felt, was)
            if net.replaced:
                _feel(source, sources, supplier, gained, out, market, down, course.market[turn], felt)
            queued = _queue(net.sale_start, net.customer, source, sources, buyer, seen, queue, token)
            value[0] = _lacking(
                begin, end, tries.row_supplier, tries.row_share, tries.row_first, tries.row_essential, felt
            )
            _reckon(queue, queued, net.input_start, net.supplier, net.share, net.first, net.essential, felt, value)
            fell[c, turn + 1] += _back(old[0], old[1], differing, down, after, course.epsilon)
            count, falls, more = _settle(
                queue, queued, value, shocked, down, after, course.up[turn + 1], weights, course.epsilon, new[0], new[1]
            )
            fell[c, turn + 1] += falls
            loss[c, turn + 1] += more
            _put_back(felt, source, was, sources)
            _put_back(down, old[0], old[1], differing)
            differing = count
        _put_back(course.down[-1], differ[(rounds - 1) % 2], had[(rounds - 1) % 2], differing)
        differing = 0


@compiled
def _sources(
    differ: Whole, differing: int, supplier: Whole, down: Floats, source: Whole, felt: Floats, was: Floats
) -> int:
    """Suppliers that are felt otherwise: those that differ, and those whose sales change and that cannot make all."""
    count = 0
    for one in range(differing + supplier.size):
        firm = differ[one] if one < differing else supplier[one - differing]
        if one < differing or down[firm] > 0:
            source[count], was[count], felt[firm] = firm, felt[firm], down[firm]
            count += 1
    return count


@compiled
def _feel(
    source: Whole, sources: int, supplier: Whole, gained: Floats, out: Floats, market: Index, down: Floats,
    makes: Floats, felt: Floats,
) -> None:  # fmt: skip
    """What customers feel of them, for their share of the market; what differing firms make less counts there no more
    than before, which is small."""
    for s in range(sources):
        firm = source[s]
        sold, still = out[firm], makes[market[firm]]
        for m in range(supplier.size):
            if supplier[m] == firm:
                sold += gained[m]
            if market[supplier[m]] == market[firm]:
                still += gained[m] * (1.0 - down[supplier[m]])
        felt[firm] = down[firm] * min(1.0, sold / (still if still > STOPPED else 1.0))


@compiled
def _queue(
    start: Whole, customer: Index, source: Whole, sources: int, buyer: int, seen: Whole, queue: Whole, token: int
) -> int:
    """Who feels it: the customer whose purchases move, and customers of suppliers that are felt otherwise."""
    queue[0], seen[buyer], count = buyer, token, 1
    for s in range(sources):
        for k in range(start[source[s]], start[source[s] + 1]):
            if seen[customer[k]] != token:
                seen[customer[k]] = token
                queue[count] = customer[k]
                count += 1
    return count


@compiled
def _reckon(
    queue: Whole, queued: int, start: Whole, supplier: Index, share: Floats, first: Mask, essential: Mask,
    felt: Floats, value: Floats,
) -> None:  # fmt: skip
    """What firms lack in the next round; the first of the queue buys otherwise, and is reckoned elsewhere."""
    for q in range(1, queued):
        value[q] = _lacking(start[queue[q]], start[queue[q] + 1], supplier, share, first, essential, felt)


@compiled
def _lacking(begin: int, end: int, supplier: Index, share: Floats, first: Mask, essential: Mask, felt: Floats) -> float:
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
def _back(differ: Whole, had: Floats, differing: int, down: Floats, after: Floats, epsilon: float) -> int:
    """How many more fall if all that differed were back in the next round to what they were."""
    more = 0
    for d in range(differing):
        firm = differ[d]
        more += int(after[firm] - down[firm] > epsilon) - int(after[firm] - had[d] > epsilon)
    return more


@compiled
def _settle(
    queue: Whole, queued: int, value: Floats, shocked: Floats, down: Floats, after: Floats, up: Floats,
    weights: Floats, epsilon: float, differ: Whole, had: Floats,
) -> tuple[int, int, float]:  # fmt: skip
    """Which of them differ then, how many more fall, and how much more is lost."""
    count, falls, more = 0, 0, 0.0
    for q in range(queued):
        firm = queue[q]
        new, old = min(1.0, max(shocked[firm], value[q])), after[firm]
        if abs(new - old) > DROPPED:
            falls += int(new - down[firm] > epsilon) - int(old - down[firm] > epsilon)
            more += weights[firm] * (max(new, up[firm]) - max(old, up[firm]))
            differ[count], had[count], after[firm] = firm, old, new
            count += 1
    return count, falls, more


@compiled
def _put_back(column: Floats, firms: Whole, had: Floats, count: int) -> None:
    """As it was; one that stands twice gets what it had first."""
    for k in range(count - 1, -1, -1):
        column[firms[k]] = had[k]


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
