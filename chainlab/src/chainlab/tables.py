"""What the fast kernel reads and writes on: links packed so that one look at memory brings all of a link or a firm.
Made from a model once; no loop of Python runs over links."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainlab.cascade import CascadeModel, Inputs, starts
from chainlab.kinds import Floats, Index, Mask

Records: TypeAlias = NDArray[Any]
Record: TypeAlias = Any  # one of them

LINK = np.dtype([("share", "f8"), ("to", "u4")])
# A firm as a buyer fills one line of the processor's cache. `worst`: the largest loss of an essential input; `others`:
# the summed loss of the rest; `passed`: what its customers feel of its loss; then where its customers stand.
BUYER = np.dtype(
    [(name, "f8") for name in ("loss", "worst", "others", "passed", "out")]
    + [(name, "u4") for name in ("market", "sole", "other", "several", "end", "unused")]
)
# `lost`: what its customers' losses cost it; its loss is that, or the shock where the shock is more.
SELLER = np.dtype([("loss", "f8"), ("lost", "f8"), ("weight", "f8"), ("credit", "f8")])
# An essential input of several suppliers.
SUM = np.dtype([("lost", "f8"), ("customer", "u4")])
MARKET = np.dtype(
    [(name, "f8") for name in ("total", "lost", "left")] + [(name, "u4") for name in ("begin", "end", "changed")]
)
GROWN = np.dtype([("gain", "f8"), ("firm", "u4")])
CACHE_LINE = 64
# Entries of a list so far ahead are brought near, and half of that what they point to: the second line of links too.
AHEAD, LINE_OF_LINKS = 8, 5
SOLE, OTHER, SEVERAL, NONE = range(4)
# Sales may exceed revenue by rounding, and a seller still loses no more than its buyers do.
ROUNDING = 1e-12


class Tables(NamedTuple):
    """`down`: the links of each supplier: first where it is the sole source of an essential good, then goods that are
    not essential, then essential goods of several suppliers, where `to` is a place in `sums`; `begin[i]` to
    `begin[i + 1]` in column w are those of way w. `up`: the links of each customer.

    `credit`: what a firm's loss costs its suppliers, weighed, in the next 1, 2, ... rounds. `bounded`: whether no
    seller loses more than its most hit buyer.
    """

    down: Records
    begin: NDArray[np.int64]
    sums: Index
    member: Index
    up: Records
    up_start: NDArray[np.int64]
    credit: Floats
    bounded: bool


class Down(NamedTuple):
    """What one thread works on downstream. Losses are 0 and lists empty between scenarios; a list's first entry says
    how many follow."""

    links: Records
    buyers: Records
    sums: Records
    markets: Records
    member: Index
    active: Index
    hit: Index
    used: Index
    changed: Index


class Up(NamedTuple):
    """What one thread works on upstream; `note` holds changes of the last round that need no push; `deferred[r]`: what
    changes left out will have cost after r more rounds."""

    links: Records
    start: NDArray[np.int64]
    sellers: Records
    row_start: NDArray[np.int64]
    row_customer: Index
    row_share: Floats
    credit: Floats
    bounded: bool
    active: Index
    hit: Index
    large: Records
    small: Records
    noted: Mask
    note: Floats
    deferred: Floats


class Shocks(NamedTuple):
    """Losses at once: those of scenario s stand in start[s]:start[s + 1]."""

    start: NDArray[np.int64]
    firm: Index
    down: Floats
    up: Floats


class Limits(NamedTuple):
    """A scenario ends when nobody loses more than `epsilon` in a round; losses of `drop` or less are not passed on."""

    epsilon: float
    drop: float
    rounds: int


class Found(NamedTuple):
    """For each scenario what is lost (whichever way is worse, by inputs, by customers), in how many rounds, and how it
    ended."""

    lost: Floats
    rounds: NDArray[np.int64]
    end: NDArray[np.uint8]


def packed(model: CascadeModel) -> Tables:
    """Sort and pack a model's links."""
    size = model.firms.size
    down, begin, sums = _downstream(model.inputs, size)
    sales = model.sales
    seller = np.repeat(np.arange(size, dtype=np.uint32), np.diff(sales.start))
    order = np.argsort(sales.customer, kind="stable")
    up = np.empty(order.size, dtype=LINK)
    up["share"], up["to"] = sales.share[order], seller[order]
    sold = np.bincount(seller, sales.share, minlength=size)
    return Tables(
        down,
        begin,
        sums,
        np.argsort(_market(model), kind="stable").astype(np.uint32),
        up,
        starts(sales.customer, size),
        credit(model, 1),
        bool((sold <= 1 + ROUNDING).all()),
    )


def _market(model: CascadeModel) -> Index:
    """Where nobody replaces anybody, each firm is a market of its own."""
    return model.market if model.market.size else np.arange(model.firms.size, dtype=np.uint32)


def credit(model: CascadeModel, ahead: int) -> Floats:
    """Column r: the weighted loss of all suppliers within r + 1 rounds, for each unit of a firm's loss."""
    sales = model.sales
    step: Floats = model.weights
    seller = np.repeat(np.arange(step.size), np.diff(sales.start))
    weighed = np.zeros((step.size, ahead))
    for column in range(ahead):
        step = np.bincount(sales.customer, step[seller] * sales.share, minlength=step.size).astype(np.float64)
        weighed[:, column] = step + (weighed[:, column - 1] if column else 0.0)
    return weighed


def _downstream(inputs: Inputs, size: int) -> tuple[Records, NDArray[np.int64], Index]:
    """Links by supplier and way, where each part begins, and the customer of each sum over several suppliers."""
    customer = np.repeat(np.arange(size, dtype=np.uint32), np.diff(inputs.start))
    begin = np.flatnonzero(inputs.first)
    suppliers = np.diff(begin, append=inputs.first.size)
    several = inputs.essential[begin] & (suppliers > 1)
    group = np.cumsum(inputs.first) - 1
    way = np.where(inputs.essential, np.where(several[group], SEVERAL, SOLE), OTHER).astype(np.uint8)
    way[inputs.share == 0] = NONE
    to = np.where(several[group], (np.cumsum(several) - 1)[group], customer)
    key = inputs.supplier.astype(np.int64) * 4 + way
    order = np.argsort(key, kind="stable")
    links = np.empty(order.size, dtype=LINK)
    links["share"], links["to"] = inputs.share[order], to[order]
    return links, starts(key, size * 4)[:-1].reshape(size, 4), customer[begin[several]]


def new_down(model: CascadeModel, tables: Tables) -> Down:
    """Memory of one thread: about 80 bytes a firm."""
    size, market = model.firms.size, _market(model)
    buyers = _lined(size, BUYER)
    buyers["out"], buyers["market"] = model.out if model.market.size else 1.0, market
    for way, name in enumerate(("sole", "other", "several", "end")):
        buyers[name] = tables.begin[:, way]
    start = starts(market, 0)
    markets = np.zeros(start.size - 1, dtype=MARKET)
    markets["total"] = np.bincount(market, buyers["out"])
    markets["begin"], markets["end"] = start[:-1], start[1:]
    sums = np.zeros(tables.sums.size, dtype=SUM)
    sums["customer"] = tables.sums
    lists = (_list(size), _list(size), _list(sums.size), _list(markets.size))
    return Down(tables.down, buyers, sums, markets, tables.member, *lists)


def new_up(model: CascadeModel, tables: Tables) -> Up:
    """Memory of one thread: about 60 bytes a firm."""
    size, sales = model.firms.size, model.sales
    sellers = _lined(size, SELLER)
    sellers["weight"], sellers["credit"] = model.weights, tables.credit[:, 0]
    return Up(
        tables.up,
        tables.up_start,
        sellers,
        sales.start,
        sales.customer,
        sales.share,
        tables.credit,
        tables.bounded,
        _list(size),
        _list(size),
        np.zeros(size + 1, dtype=GROWN),
        np.zeros(size + 1, dtype=GROWN),
        np.zeros(size, dtype=np.bool_),
        np.zeros(size),
        np.zeros(tables.credit.shape[1] + 1),
    )


def _list(size: int) -> Index:
    """Its first entry says how many follow; the place after them is written before it is known to count."""
    return np.zeros(size + 2, dtype=np.uint32)


def _lined(size: int, dtype: np.dtype[np.void]) -> Records:
    """Zeros whose first entry begins a line of the processor's cache."""
    room = np.zeros(size * dtype.itemsize + CACHE_LINE, dtype=np.uint8)
    offset = -room.ctypes.data % CACHE_LINE
    return room[offset : offset + size * dtype.itemsize].view(dtype)
