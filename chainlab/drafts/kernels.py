"""The cascade of one stop after another, compiled: losses only grow, so only what grew is passed on.
Each (customer, essential product) has one sum, each firm its largest; see Diem et al., Sci. Rep. 12:7719 (2022)."""

import numpy as np

from chainlab.compiled import compiled, fetch, part
from chainlab.tables import NOBODY

# All of the kernel stands in this file: numba's cache looks at no other when it asks whether the code has changed.
# Places in the counts of Down and of Up: how many entries of their lists are used.
HIT, ACTIVE, MARKETS, USED = range(4)
REACHED, CHANGED, LARGE = range(1, 4)
# What a scenario ends with: settled, stopped at the last allowed round, or in need of the plain kernel.
SETTLED, UNSETTLED, FALLING = range(3)
# Below this share of its size a market's remaining output is summed afresh: a difference would be noise.
AFRESH = 1e-2
# Output of a market at or below this counts as 1, as the authors have it.
STOPPED = 1e-10
# A passed loss that falls by more than rounding does so only where a market stops whole.
ROUNDING = 1e-13
# Entries of a list so far ahead are fetched, and half of that what they point to.
AHEAD = 8


@part
def enter(down, firm, one, gain):
    """A firm's loss of inputs grew: it is among the active ones, and its market has changed."""
    counts, market = down.counts, down.market[one.market]
    if one.loss == 0.0:
        down.active[counts[ACTIVE]] = firm
        counts[ACTIVE] += 1
        one.next = market.first
        market.first = firm
    one.loss += gain
    market.lost += gain * one.out
    if market.changed == 0:
        market.changed = 1
        down.markets[counts[MARKETS]] = one.market
        counts[MARKETS] += 1


@part
def remaining(down, market):
    """What a market's firms still make, in the unit of the links; almost nothing counts as 1."""
    left = market.total - market.lost
    if left < AFRESH * market.total:
        left = 0.0
        for k in range(market.begin, market.end):
            one = down.buyer[down.member[k]]
            left += one.out * (1.0 - one.loss)
    return 1.0 if left <= STOPPED else left


@part
def list_senders(down, drop, replaceable):
    """List the suppliers whose customers are to lose more; -1 where a stopped market takes losses back."""
    counts, sent = down.counts, 0
    for m in range(counts[MARKETS]):
        market = down.market[down.markets[m]]
        market.changed = 0
        left = remaining(down, market) if replaceable else 1.0
        firm = market.first
        while firm != NOBODY:
            one = down.buyer[firm]
            passed = one.loss * min(1.0, one.out / left) if replaceable else one.loss
            gain = passed - one.passed
            if gain > drop:
                one.passed = passed
                down.sender[sent].firm = firm
                down.sender[sent].gain = gain
                sent += 1
            elif gain < -ROUNDING:
                return -1
            firm = one.next
    counts[MARKETS] = 0
    return sent


@part
def push_down(down, sent):
    """Pass on what grew downstream and list each customer hit once."""
    buyer, links, hit, count = down.buyer, down.links, down.hit, 0
    for s in range(sent):
        if s + AHEAD < sent:
            fetch(buyer, down.sender[s + AHEAD].firm)
            begin = buyer[down.sender[s + AHEAD // 2].firm].begin
            fetch(links, begin)
            fetch(links, begin + np.uint32(5))
            after = buyer[down.sender[s + 1].firm]
            for k in range(np.uint64(after.begin), np.uint64(after.summed_at)):
                fetch(buyer, links[k].firm)
        sender, gain = buyer[down.sender[s].firm], down.sender[s].gain
        passed, linear = sender.passed, np.uint64(sender.linear_at)
        for k in range(np.uint64(sender.begin), np.uint64(sender.summed_at)):
            share, customer = links[k].share, buyer[links[k].firm]
            essential, summed, loss = customer.essential, customer.linear, customer.loss
            before = max(essential, summed)
            essential = max(essential, 0.0 if k >= linear else share * passed)
            summed += share * gain if k >= linear else 0.0
            customer.essential = essential
            customer.linear = summed
            hit[count] = links[k].firm
            count += (max(essential, summed) > loss) & (before <= loss)
        for k in range(np.uint64(sender.summed_at), np.uint64(sender.end)):
            count = add_sum(down, links[k].firm, links[k].share * gain, count)
    down.counts[HIT] = count


@part
def add_sum(down, place, gain, count):
    """Add to the loss of an essential input that several suppliers provide."""
    if down.sums[place] == 0.0:
        down.used[down.counts[USED]] = place
        down.counts[USED] += 1
    down.sums[place] += gain
    customer = down.buyer[down.sum_customer[place]]
    before = max(customer.essential, customer.linear)
    customer.essential = max(customer.essential, down.sums[place])
    down.hit[count] = down.sum_customer[place]
    return count + ((max(customer.essential, before) > customer.loss) & (before <= customer.loss))


@part
def update_down(down):
    """Take over the losses of those hit; returns the largest growth."""
    largest, hit = 0.0, down.hit
    for k in range(down.counts[HIT]):
        if k + AHEAD < down.counts[HIT]:
            fetch(down.buyer, hit[k + AHEAD])
        one = down.buyer[hit[k]]
        gain = min(1.0, max(one.essential, one.linear)) - one.loss
        if gain > 0.0:
            largest = max(largest, gain)
            enter(down, hit[k], one, gain)
    return largest


@part
def push_up(up, first, last):
    """Pass lost purchases of the changed firms first:last on to their suppliers, listing each once."""
    seller, links, hit, count = up.seller, up.links, up.hit, up.counts[HIT]
    for c in range(first, last):
        if c + AHEAD < last:
            fetch(up.start, up.changed[c + AHEAD].firm)
            begin = up.start[up.changed[c + AHEAD // 2].firm]
            fetch(links, begin)
            fetch(links, begin + np.uint32(5))
            after = up.changed[c + 1].firm
            for k in range(np.uint64(up.start[after]), np.uint64(up.start[after + 1])):
                fetch(seller, links[k].firm)
        firm, gain = up.changed[c].firm, up.changed[c].gain
        for k in range(np.uint64(up.start[firm]), np.uint64(up.start[firm + 1])):
            supplier = links[k].firm
            before = seller[supplier].pending
            now = before + links[k].share * gain
            seller[supplier].pending = now
            hit[count] = supplier
            count += (before <= 0.0) & (now > 0.0)
    up.counts[HIT] = count


@part
def update_up(up, epsilon, drop, turn):
    """Take over pending losses of those hit, large changes listed first; returns the largest change."""
    counts, changed, hit = up.counts, up.changed, up.hit
    large, count, largest = 0, 0, 0.0
    for k in range(counts[HIT]):
        if k + AHEAD < counts[HIT]:
            fetch(up.seller, hit[k + AHEAD])
        one = up.seller[hit[k]]
        old = one.loss
        gain = min(1.0, old + one.pending) - old
        one.pending = 0.0
        if gain <= 0.0:
            continue
        one.loss = old + gain
        if old == 0.0:
            up.reached[counts[REACHED]] = hit[k]
            counts[REACHED] += 1
        if gain <= drop:
            for ahead in range(up.credit.shape[1]):
                up.owed[turn, ahead] += gain * up.credit[hit[k], ahead]
            continue
        place = count
        if gain > epsilon:
            largest = max(largest, gain)
            changed[count].firm, changed[count].gain = changed[large].firm, changed[large].gain
            place = large
            large += 1
        changed[place].firm, changed[place].gain = hit[k], gain
        count += 1
    counts[CHANGED], counts[LARGE] = count, large
    return largest


@part
def small_part(up, firm):
    """What a supplier loses in this round by the small changes of its customers."""
    lost, row = 0.0, up.row[firm]
    for k in range(np.uint64(row.begin), np.uint64(row.end)):
        if up.marked[up.row_customer[k]]:
            lost += up.row_value[k] * up.sparse[up.row_customer[k]]
    return lost * row.per_revenue


@part
def settles(up, epsilon):
    """Whether no supplier loses more than epsilon in this round; the large changes are pushed already."""
    counts, seller, rest = up.counts, up.seller, 0.0
    for k in range(counts[HIT]):
        if seller[up.hit[k]].pending > epsilon:
            return False
    for c in range(counts[LARGE], counts[CHANGED]):
        up.marked[up.changed[c].firm] = 1
        up.sparse[up.changed[c].firm] = up.changed[c].gain
        rest = max(rest, up.changed[c].gain)
    for k in range(counts[HIT]):
        pending = seller[up.hit[k]].pending
        if pending + rest > epsilon and pending + small_part(up, up.hit[k]) > epsilon:
            unmark(up)
            return False
    return True


@part
def unmark(up):
    """Take away the marks of small changes."""
    for c in range(up.counts[LARGE], up.counts[CHANGED]):
        up.marked[up.changed[c].firm] = 0


@part
def finish_up(up, shocks, scenario):
    """The last round's small changes by weights instead of links: what they add up to, over all firms."""
    total, counts, seller = 0.0, up.counts, up.seller
    for c in range(counts[LARGE], counts[CHANGED]):
        if c + AHEAD < counts[CHANGED]:
            fetch(seller, up.changed[c + AHEAD].firm)
        total += up.changed[c].gain * seller[up.changed[c].firm].credit
    for k in range(shocks.start[scenario], shocks.start[scenario + 1]):
        if shocks.up[k] > 0.0:
            # A shocked firm loses only what exceeds its shock.
            one, small = seller[shocks.firm[k]], small_part(up, shocks.firm[k])
            total += one.weight * (max(0.0, one.pending + small) - max(0.0, one.pending) - small)
    for k in range(counts[HIT]):
        one = seller[up.hit[k]]
        if one.pending > 0.0:
            if one.loss == 0.0:
                up.reached[counts[REACHED]] = up.hit[k]
                counts[REACHED] += 1
            one.loss = min(1.0, one.loss + one.pending)
            one.pending = 0.0
    return total


@part
def fetch_rows(down, up, k):
    """Fetch what summing up will read of the firms on the active list after k."""
    if k + AHEAD < down.counts[ACTIVE]:
        fetch(down.buyer, down.active[k + AHEAD])
        fetch(up.seller, down.active[k + AHEAD])
        fetch(up.row, down.active[k + AHEAD])
        fetch(up.row_customer, up.row[down.active[k + AHEAD // 2]].begin)


@part
def sum_up(down, up, extra, by_weights, totals):
    """Add up the weighted losses, of both sides, downstream, upstream, and clear what was written."""
    both, lost_down, lost_up = extra, 0.0, extra
    for k in range(down.counts[ACTIVE]):
        fetch_rows(down, up, k)
        buyer, seller = down.buyer[down.active[k]], up.seller[down.active[k]]
        lost_down += buyer.loss * seller.weight
        upstream = seller.loss
        if by_weights and buyer.loss > upstream:
            upstream = min(1.0, upstream + max(0.0, min(0.0, seller.pending) + small_part(up, down.active[k])))
        both += max(0.0, buyer.loss - upstream) * seller.weight
        buyer.loss = buyer.essential = buyer.linear = buyer.passed = 0.0
        market = down.market[buyer.market]
        market.lost = 0.0
        market.first = NOBODY
        market.changed = 0
    for k in range(down.counts[USED]):
        down.sums[down.used[k]] = 0.0
    for k in range(up.counts[HIT]):
        up.seller[up.hit[k]].pending = 0.0
    for k in range(up.counts[REACHED]):
        if k + AHEAD < up.counts[REACHED]:
            fetch(up.seller, up.reached[k + AHEAD])
        seller = up.seller[up.reached[k]]
        lost_up += seller.loss * seller.weight
        seller.loss = seller.pending = 0.0
    totals[0], totals[1], totals[2] = both + lost_up - extra, lost_down, lost_up
    if by_weights:
        unmark(up)
    for k in range(4):
        down.counts[k] = up.counts[k] = 0


@part
def owed(up, rounds):
    """What dropped changes would have done until the last round, by weights."""
    total, turns, ahead = 0.0, up.owed.shape[0], up.owed.shape[1]
    for turn in range(1, min(turns, rounds + 1)):
        if turn < rounds:
            total += up.owed[turn, min(rounds - turn, ahead) - 1]
        for k in range(ahead):
            up.owed[turn, k] = 0.0
    return total


@part
def start(down, up, shocks, scenario):
    """Put the shocks of a scenario in place."""
    counts = up.counts
    for k in range(shocks.start[scenario], shocks.start[scenario + 1]):
        firm = shocks.firm[k]
        if shocks.down[k] > 0.0:
            enter(down, firm, down.buyer[firm], shocks.down[k])
        if shocks.up[k] > 0.0:
            up.seller[firm].loss = shocks.up[k]
            up.seller[firm].pending = -shocks.up[k]  # losses from customers count once they exceed the shock
            up.reached[counts[REACHED]] = firm
            up.changed[counts[CHANGED]].firm, up.changed[counts[CHANGED]].gain = firm, shocks.up[k]
            counts[REACHED] += 1
            counts[CHANGED] += 1
    counts[LARGE] = counts[CHANGED]


@compiled
def run_many(down, up, shocks, limits, totals, rounds, status):
    """Scenarios one after another, each to its end: its losses, number of rounds, and how it ended."""
    epsilon, drop, max_rounds, replaceable, convergent = limits
    counts = up.counts
    for scenario in range(rounds.size):
        start(down, up, shocks, scenario)
        extra, end, turn, by_weights = 0.0, UNSETTLED, 0, False
        while turn < max_rounds and end == UNSETTLED:
            turn += 1
            sent = list_senders(down, drop, replaceable)
            if sent < 0:
                end = FALLING
                break
            push_down(down, sent)
            largest = update_down(down)
            counts[HIT] = 0
            push_up(up, 0, counts[LARGE])
            if largest <= epsilon and convergent and counts[LARGE] < counts[CHANGED] and settles(up, epsilon):
                by_weights = True
                extra = finish_up(up, shocks, scenario)
                end = SETTLED
                break
            push_up(up, counts[LARGE], counts[CHANGED])
            largest = max(largest, update_up(up, epsilon, drop, turn))
            end = SETTLED if largest <= epsilon else UNSETTLED
        sum_up(down, up, extra + owed(up, turn), by_weights, totals[scenario])
        rounds[scenario], status[scenario] = turn, end
