"""Where firms stand in the drawing of a supply network: suppliers outside the city, its tiers, the end of the chain.

Pure and deterministic, whatever the order of rows. Upstream is left, the city's border runs around its own firms, the
smallest of a column that is too long stand in it as one. The way of Sugiyama, Tagawa and Toda (1981), without
waypoints: links run from firm to firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .merging import links_between, spots_of
from .ordering import ordered
from .parts import LEFT, RIGHT, Border, Column, Drawn, Firm, Layout, Link, Side, Spot
from .placing import Placing, widened
from .tiers import Sale, tiers

__all__ = ["LEFT", "RIGHT", "Border", "Column", "Drawn", "Firm", "Layout", "Link", "Side", "Spot", "lay_out"]


def lay_out(firms: Iterable[Firm], links: Iterable[Link], shown: int | None = None, deepest: int = 3) -> Layout:
    """The drawing. `shown`: how many firms of a column stand by themselves; `deepest`: the tier that holds the rest.

    Links with a firm that is not among `firms` are left out. Keys are unique: of two firms with one the last counts.
    """
    every = sorted({firm.key: firm for firm in firms}.values(), key=lambda firm: firm.key)
    keys = {firm.key for firm in every}
    known = sorted((link for link in links if {link.supplier, link.customer} <= keys), key=_order)
    bought = [link for link in known if link.supplier != link.customer]
    sides = _sides(every, bought, deepest)
    spots = spots_of(every, bought, sides, shown)
    drawn, folded = links_between(spots, bought)
    stands = {spot.key: spot for spot in spots}
    columns = [[stands[key] for key in column] for column in ordered(spots, drawn)]
    placing = Placing([*dict.fromkeys(sides.values())], columns)
    width, height = placing.size()
    return Layout(
        columns=placing.heads(),
        spots=tuple(placing.spots()),
        links=tuple(widened(drawn)),
        border=placing.border(),
        width=width,
        height=height,
        folded=folded,
        own=len(known) - len(bought),
    )


def _order(link: Link) -> tuple[object, ...]:
    return link.supplier, link.customer, link.value, link.sole


def _sides(firms: Sequence[Firm], links: Sequence[Link], deepest: int) -> dict[str, Side]:
    """The side of each firm, in the order of the columns from left to right."""
    inside = {firm.key: number for number, firm in enumerate(firm for firm in firms if firm.inside)}
    sold: dict[tuple[int, int], float] = defaultdict(float)
    balance: dict[str, float] = defaultdict(float)
    for link in links:
        balance[link.supplier] += link.value
        balance[link.customer] -= link.value
        if {link.supplier, link.customer} <= inside.keys():
            sold[inside[link.supplier], inside[link.customer]] += link.value
    known = {inside[firm.key]: firm.tier for firm in firms if firm.inside and firm.tier is not None}
    depths = tiers(len(inside), [Sale(*pair, value) for pair, value in sold.items()], known, deepest)
    buyers, sellers = {link.customer for link in links}, {link.supplier for link in links}
    side: dict[str, Side] = {}
    for firm in firms:
        if firm.inside:
            side[firm.key] = depths[inside[firm.key]]
        else:
            buys = firm.key in buyers and (firm.key not in sellers or balance[firm.key] < 0)
            side[firm.key] = RIGHT if buys else LEFT
    return dict(sorted(side.items(), key=lambda item: _rank(item[1])))


def _rank(side: Side) -> float:
    if isinstance(side, int):
        return -side
    return float("-inf") if side == LEFT else 1
