"""What the kernels read: links packed so that one fetch from memory brings all of a link.
Made once from a network's sorted links; no loop of Python runs over links."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Index: TypeAlias = NDArray[Any]
Packed: TypeAlias = NDArray[np.void]

LINK = np.dtype([("share", "f8"), ("firm", "u4")])
ROW = np.dtype([("per_revenue", "f8"), ("begin", "u4"), ("end", "u4")])
# A firm as a buyer fills one line of the processor's cache: its loss, the largest loss of an essential input, the
# summed loss of the others, what its customers know of, its sales and market, the next active firm of that market,
# and where its customers stand among the links downstream.
BUYER = np.dtype(
    [("loss", "f8"), ("essential", "f8"), ("linear", "f8"), ("passed", "f8"), ("out", "f8")]
    + [(name, "u4") for name in ("market", "next", "begin", "linear_at", "summed_at", "end")]
)
# A firm as a seller: losses to come, its loss, its weight, and what a loss of it costs its suppliers by weight.
SELLER = np.dtype([("pending", "f8"), ("loss", "f8"), ("weight", "f8"), ("credit", "f8")])
MARKET = np.dtype(
    [("total", "f8"), ("lost", "f8")] + [(name, "u4") for name in ("first", "changed", "begin", "end")], align=True
)
GROWN = np.dtype([("gain", "f8"), ("firm", "u4")])
NOBODY = np.uint32(2**32 - 1)
# A customer's loss of an input by how it is reckoned: one supplier alone, no input apart, a sum over several.
SOLE, LINEAR, SUMMED, NONE = range(4)
CACHE_LINE = 64


class Tables(NamedTuple):
    """The network as the kernels read it.

    `down` holds each supplier's customers: sole sources of an essential input, then inputs that are not essential,
    then essential inputs of several suppliers (where `firm` is a place in the sums). `parts` says where each
    begins. `up[up_start[j]:up_start[j+1]]`: j's suppliers. `row...`: i's customers and what they buy, for reading
    few rows.
    """

    sales: Floats
    market: Index
    weight: Floats
    parts: Index
    down: Packed
    sum_customer: Index
    market_total: Floats
    member_start: Index
    member: Index
    up: Packed
    up_start: Index
    row: Packed
    row_customer: Index
    row_value: Floats
    credit: Matrix
    replaceable: bool
    convergent: bool


class Down(NamedTuple):
    """Downstream: the links, and what one thread writes on; losses and lists are empty again after a scenario."""

    links: Packed
    buyer: Packed
    sums: Floats
    sum_customer: Index
    market: Packed
    member: Index
    active: Index
    markets: Index
    sender: Packed
    hit: Index
    used: Index
    counts: Index


class Up(NamedTuple):
    """Upstream: the links, and what one thread writes on; losses and lists are empty again after a scenario."""

    links: Packed
    start: Index
    seller: Packed
    row: Packed
    row_customer: Index
    row_value: Floats
    reached: Index
    changed: Packed
    hit: Index
    sparse: Floats
    marked: NDArray[np.uint8]
    credit: Matrix
    owed: Matrix
    counts: Index


class Shocks(NamedTuple):
    """Scenarios: those of scenario s stand in start[s]:start[s+1]; losses at first, 1 where a firm stops."""

    start: Index
    firm: Index
    down: Floats
    up: Floats


def new_work(tables: Tables, owed_rounds: int = 1) -> tuple[Down, Up]:
    """A thread's own memory: about 170 bytes a firm."""
    firms, sums, markets = tables.weight.size, tables.sum_customer.size, tables.market_total.size
    buyer, seller = lined(firms, BUYER), lined(firms, SELLER)
    buyer["out"], buyer["market"] = tables.sales, tables.market
    for place, name in enumerate(("begin", "linear_at", "summed_at", "end")):
        buyer[name] = tables.parts[:, place]
    seller["weight"], seller["credit"] = tables.weight, tables.credit[:, 0]
    market = np.zeros(markets, dtype=MARKET)
    market["total"], market["first"] = tables.market_total, NOBODY
    market["begin"], market["end"] = tables.member_start[:-1], tables.member_start[1:]
    # Lists are written one entry ahead.
    active, hit_down, hit_up, reached = (np.zeros(firms + 1, dtype=np.uint32) for _ in range(4))
    sender, changed = (np.zeros(firms + 1, dtype=GROWN) for _ in range(2))
    down = Down(
        tables.down, buyer, np.zeros(sums), tables.sum_customer, market, tables.member, active,
        np.zeros(markets, dtype=np.uint32), sender, hit_down, np.zeros(sums, dtype=np.uint32), counts(),
    )
    up = Up(
        tables.up, tables.up_start, seller, tables.row, tables.row_customer, tables.row_value, reached, changed,
        hit_up, np.zeros(firms), np.zeros(firms, dtype=np.uint8), tables.credit,
        np.zeros((owed_rounds, tables.credit.shape[1])), counts(),
    )
    return down, up


def counts() -> Index:
    """How many entries of each list are used."""
    return np.zeros(4, dtype=np.int64)


def lined(size: int, dtype: np.dtype[np.void]) -> Packed:
    """Zeros whose first entry begins a line of the processor's cache."""
    room = np.zeros(size * dtype.itemsize + CACHE_LINE, dtype=np.uint8)
    offset = -room.ctypes.data % CACHE_LINE
    return room[offset : offset + size * dtype.itemsize].view(dtype)


def starts(codes: Index, size: int) -> Index:
    """Where the entries of each code begin in a list sorted by code, and its end."""
    begin = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(codes, minlength=size), out=begin[1:])
    return begin


class Inputs(NamedTuple):
    """Links with what they mean to the customer: columns of equal length, sorted by supplier, then customer."""

    supplier: Index
    customer: Index
    kind: Index  # input's row in the matrix of essentials
    value: Floats
    need: NDArray[np.uint8]  # 2 essential, 1 not essential, 0 no input


class Shares(NamedTuple):
    """What a link carries of the customer's loss, and how: `place` is the customer, or the sum it goes into."""

    way: NDArray[np.uint8]
    share: Floats
    place: Index
    sum_customer: Index


def shares(inputs: Inputs, purchases: Floats, costs: Floats | None) -> Shares:
    """Each link's share of its customer's loss: of one product where it is essential, else of all purchases."""
    way = np.full(inputs.value.size, NONE, dtype=np.uint8)
    share = np.zeros(inputs.value.size)
    place = inputs.customer.astype(np.uint32)
    linear = np.flatnonzero(inputs.need == 1)
    way[linear] = LINEAR
    share[linear] = inputs.value[linear] / purchases[inputs.customer[linear]]
    essential = np.flatnonzero(inputs.need == 2)
    key = inputs.customer[essential].astype(np.uint64) * np.uint64(inputs.kind.max(initial=0) + 1)
    key += inputs.kind[essential].astype(np.uint64)
    order = np.argsort(key, kind="stable")
    essential, key = essential[order], key[order]
    begin = np.flatnonzero(np.diff(key, prepend=key[:1] + np.uint64(1)) != 0)
    size = np.diff(begin, append=key.size)
    bought = np.add.reduceat(inputs.value[essential], begin) if begin.size else np.zeros(0)
    share[essential] = inputs.value[essential] / np.repeat(bought, size)
    several = size > 1
    way[essential] = np.where(np.repeat(several, size), SUMMED, SOLE)
    summed = essential[np.repeat(several, size)]
    place[summed] = np.repeat(np.arange(several.sum(), dtype=np.uint32), size[several])
    if costs is not None:
        share *= (purchases / costs)[inputs.customer]
    return Shares(way, share, place, inputs.customer[essential[begin[several]]].astype(np.uint32))


def downstream(inputs: Inputs, told: Shares, firms: int) -> tuple[Packed, NDArray[np.uint32]]:
    """Links by supplier and way, and where each part begins: one row a firm, its last entry the end."""
    counts = np.bincount(inputs.supplier.astype(np.int64) * 4 + told.way, minlength=firms * 4).reshape(firms, 4)[:, :3]
    ends = np.cumsum(counts.ravel()).reshape(firms, 3)
    begins = ends - counts
    links = np.empty(int(counts.sum()), dtype=LINK)
    for way in (SOLE, LINEAR, SUMMED):
        rows = np.flatnonzero(told.way == way)
        owner = inputs.supplier[rows]
        rank = np.arange(rows.size) - (np.cumsum(counts[:, way]) - counts[:, way])[owner]
        at = begins[owner, way] + rank
        links["share"][at] = told.share[rows]
        links["firm"][at] = told.place[rows]
    return links, np.column_stack([begins, ends[:, 2]]).astype(np.uint32)


def upstream(inputs: Inputs, per_revenue: Floats, firms: int) -> tuple[Packed, NDArray[np.uint32]]:
    """Links by customer: the share of the supplier's revenue that goes to it."""
    order = np.argsort(inputs.customer, kind="stable")
    links = np.empty(order.size, dtype=LINK)
    links["firm"] = inputs.supplier[order]
    links["share"] = inputs.value[order] * per_revenue[links["firm"]]
    return links, starts(inputs.customer, firms).astype(np.uint32)
