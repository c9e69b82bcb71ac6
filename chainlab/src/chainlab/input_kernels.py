"""What one moved purchase does to a recorded cascade by way of inputs, nearly, compiled: followed firm by firm where it
differs."""

import numpy as np

from chainlab.compiled import compiled
from chainlab.course_kernels import DROPPED, Course, Net, Tries, Whole, lacking
from chainlab.kernels import STOPPED
from chainlab.kinds import Floats, Index, Mask


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
            value[0] = lacking(
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
        value[q] = lacking(start[queue[q]], start[queue[q] + 1], supplier, share, first, essential, felt)


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
