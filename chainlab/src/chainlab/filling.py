"""Missing links drawn at random, so that what firms are known to sell and buy of a product comes out exactly.
Each lump that a customer still buys goes to a supplier with the chance of what that one has left to sell."""

from typing import NamedTuple

import numpy as np

from chainlab.compiled import compiled
from chainlab.kinds import Floats, Index
from chainlab.sorting import Links

# So often a lump looks for a supplier that can sell it whole before it is split.
TRIES = 16
# Suppliers of one product that a buyer has at most on average, should known links be tiny by chance.
MOST = 64
# Parts of a lump below this share of it are noise of the arithmetic.
NOISE = 1e-9


class Missing(NamedTuple):
    """What is known to be sold and bought beyond the known links, of each product as much on both sides.

    Sellers of product p stand in `sold_start[p]:sold_start[p + 1]`, buyers likewise; `links[p]` is how many links
    are expected to be missing.
    """

    sold_start: Index
    seller: Index
    sold: Floats
    bought_start: Index
    buyer: Index
    bought: Floats
    links: Floats


class Known(NamedTuple):
    """The known links by customer, then product and supplier: a pair that is known is not drawn again."""

    start: Index
    supplier: Index
    product: Index


def draw(missing: Missing, known: Known, generator: np.random.Generator) -> tuple[Links, float]:
    """One draw of the missing links, and the value that found no seller but its own buyer."""
    start, customer, value = _lumps(missing, generator)
    # Each link ends a lump or a seller.
    room = value.size + missing.sold.size
    one, two, three = (np.empty(room, dtype=np.uint32) for _ in range(3))
    columns = Links(one, two, three, np.empty(room))
    state = np.array([generator.integers(2**63, dtype=np.uint64)])
    count, unplaced = _fill(missing, known, start, customer, value, state, columns)
    return columns.take(np.arange(count)), unplaced


def _lumps(missing: Missing, generator: np.random.Generator) -> tuple[Index, Index, Floats]:
    """What buyers still buy, in lumps: as many as links are missing, at least one a buyer; largest first."""
    products = missing.links.size
    sizes = np.diff(missing.bought_start).astype(np.int64)
    # Almost every seller ends amid a lump, which becomes two links.
    sellers = np.diff(missing.sold_start).astype(np.int64)
    most = sizes * np.minimum(sellers, MOST)
    more = np.maximum(np.minimum(missing.links, most) - sizes - sellers, 0.0)
    extra = np.floor(more + generator.random(products)).astype(np.int64) * (sizes > 0)
    # A further lump falls on a buyer with the chance of what it buys.
    ends = np.cumsum(missing.bought)
    edges = np.concatenate([[0.0], ends])[missing.bought_start]
    low, high = np.repeat(edges[:-1], extra), np.repeat(edges[1:], extra)
    at = np.searchsorted(ends, low + (high - low) * generator.random(low.size), side="right")
    first, last = np.repeat(missing.bought_start[:-1], extra), np.repeat(missing.bought_start[1:], extra)
    at = np.clip(at, first, last.astype(np.int64) - 1)
    owner = np.concatenate([np.arange(missing.bought.size), at])
    # Cut at random: shares of one buyer's lumps are as likely as any other that add up to 1.
    part = generator.standard_exponential(owner.size)
    whole = np.bincount(owner, weights=part, minlength=missing.bought.size)
    value = missing.bought[owner] * part / whole[owner]
    product = np.repeat(np.arange(products), sizes)[owner]
    order = np.lexsort((-value, product))
    start = np.zeros(products + 1, dtype=np.int64)
    np.cumsum(sizes + extra, out=start[1:])
    return start.astype(np.uint32), missing.buyer[owner[order]], value[order]


@compiled
def _random(state):  # type: ignore[no-untyped-def]
    """A number from 0 up to 1, after Steele, Lea, Flood (2014), OOPSLA: the same on every machine."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    mixed = state[0]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    return np.float64(mixed >> np.uint64(11)) / 9007199254740992.0


@compiled
def _pair_known(known, customer, product, supplier):  # type: ignore[no-untyped-def]
    """Whether the customer is known to buy the product from the supplier."""
    low, high = np.int64(known.start[customer]), np.int64(known.start[customer + 1])
    while low < high:
        middle = (low + high) // 2
        before = known.product[middle] < product
        if known.product[middle] == product:
            before = known.supplier[middle] < supplier
        if before:
            low = middle + 1
        else:
            high = middle
    if low == known.start[customer + 1]:
        return False
    return known.product[low] == product and known.supplier[low] == supplier


@compiled
def _plant(tree, left, first, size):  # type: ignore[no-untyped-def]
    """A tree of partial sums (Fenwick 1994, Software: Practice and Experience 24) over what sellers have left."""
    for place in range(1, size + 1):
        tree[place] = left[first + place - 1]
    for place in range(1, size + 1):
        above = place + (place & -place)
        if above <= size:
            tree[above] += tree[place]


@compiled
def _take(tree, size, place, value):  # type: ignore[no-untyped-def]
    """A seller at a place (from 0) has so much less left."""
    at = place + 1
    while at <= size:
        tree[at] -= value
        at += at & -at


@compiled
def _find(tree, size, target):  # type: ignore[no-untyped-def]
    """The place (from 0) at which the sum of what is left passes the target."""
    step = 1
    while step * 2 <= size:
        step *= 2
    place = 0
    while step > 0:
        if place + step <= size and tree[place + step] <= target:
            place += step
            target -= tree[place]
        step //= 2
    return min(place, size - 1)


@compiled
def _largest(seller, left, first, size, known, customer, product, twice):  # type: ignore[no-untyped-def]
    """The seller with most left who may sell to the customer (`twice`: even on top of a known link); else -1."""
    best = -1
    for place in range(size):
        firm = seller[first + place]
        if left[first + place] <= 0.0 or firm == customer:
            continue
        if best >= 0 and left[first + place] <= left[first + best]:
            continue
        if twice or not _pair_known(known, customer, product, firm):
            best = place
    return best


@compiled
def _choose(tree, seller, left, first, size, total, known, customer, product, value, state):  # type: ignore[no-untyped-def]
    """A seller by chance, able to sell the lump whole if one is at hand; -1 where none but the buyer is left."""
    best = -1
    for _ in range(TRIES):
        place = _find(tree, size, total * _random(state))
        firm = seller[first + place]
        if left[first + place] <= 0.0 or firm == customer or _pair_known(known, customer, product, firm):
            continue
        if left[first + place] >= value:
            return place
        if best < 0 or left[first + place] > left[first + best]:
            best = place
    if best < 0:
        best = _largest(seller, left, first, size, known, customer, product, False)
    if best < 0:
        best = _largest(seller, left, first, size, known, customer, product, True)
    return best


@compiled
def _fill(missing, known, start, customer, value, state, columns):  # type: ignore[no-untyped-def]
    """Place all lumps, product by product; returns the number of links and the value that found no seller."""
    suppliers, customers, products, drawn = columns
    left = missing.sold.copy()
    tree = np.zeros(left.size + 1)
    count, unplaced = 0, 0.0
    for product in range(missing.links.size):
        first = np.int64(missing.sold_start[product])
        size = np.int64(missing.sold_start[product + 1]) - first
        _plant(tree, left, first, size)
        total = left[first : first + size].sum()
        for lump in range(start[product], start[product + 1]):
            rest = value[lump]
            while rest > NOISE * value[lump]:
                place = _choose(
                    tree, missing.seller, left, first, size, total, known, customer[lump], product, rest, state
                )
                if place < 0:
                    unplaced += rest
                    break
                sold = min(rest, left[first + place])
                left[first + place] -= sold
                _take(tree, size, place, sold)
                total -= sold
                rest -= sold
                suppliers[count], customers[count] = missing.seller[first + place], customer[lump]
                products[count], drawn[count] = product, sold
                count += 1
    return count, unplaced
