"""The network of purchases as <supply-graph> reads it: its columns named, its firms with the way to their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.kernel.formatting import day
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.queries.local_rate import SupplyRates
from lianzhang.supply.queries.network import Network, Party

from .graph import Heading, Named, supply_graph
from .layout import Firm, Layout, Link, lay_out

__all__ = ["network_drawing", "told_drawing"]

# From the end of the chain upstream; around a firm the columns are named by how far they stand from it.
OF_CHAIN = ("链主和末端买家", "一级配套", "二级配套", "三级和更上游")
ANCHORS = "链主"
OF_FIRM = {-2: "客户的客户", -1: "客户", 0: "这一家", 1: "供应商", 2: "供应商的供应商", 3: "更上游"}
FURTHEST_DOWN, FURTHEST_UP = min(OF_FIRM), max(OF_FIRM)
BESIDE = "和同级"  # firms in the column of the firm that is asked for


def network_drawing(network: Network, address: Callable[[int], str]) -> dict[str, Any]:
    """`address` gives the page of a firm by its key. Four queries, however many firms there are."""
    layout = network.layout
    alone = [int(spot.key) for spot in layout.spots if not spot.others]
    parties = network.parties(alone)
    named = {str(key): _named(parties[key], key in network.about, address) for key in alone if key in parties}
    return supply_graph(layout, named, _heading(network.vp, _title(network), _tiers(network, layout), _notes(network)))


def _named(party: Party, strong: bool, address: Callable[[int], str]) -> Named:
    return Named(party.name, address(party.pk) if party.pk else "", strong, party.place)


def _title(network: Network) -> str:
    about = str(network.firm) if network.firm else str(network.chain or network.vp.city)
    return f"{about}{network.year or ''}年供应网络"


def _heading(vp: Viewpoint, title: str, tiers: tuple[str, ...], notes: list[str]) -> Heading:
    return Heading(title, day(vp.at), str(vp.city), vp.vocabulary.own, vp.vocabulary.outside, notes, tiers)


def _tiers(network: Network, layout: Layout) -> tuple[str, ...]:
    sides = {spot.key: layout.columns[spot.column].side for spot in layout.spots}
    if network.firm is None:
        end = {key for key, side in sides.items() if side == 0}
        return (ANCHORS, *OF_CHAIN[1:]) if end <= {str(key) for key in network.about} else OF_CHAIN
    own = sides.get(str(network.firm.pk))
    if not isinstance(own, int):
        return OF_CHAIN
    names = [OF_FIRM[max(FURTHEST_DOWN, min(tier - own, FURTHEST_UP))] for tier in range(len(OF_CHAIN))]
    if sum(side == own for side in sides.values()) > 1:
        names[own] += BESIDE
    return tuple(names)


def _notes(network: Network) -> list[str]:
    notes = ["每家排在买它最多的那一级的前一级", "线粗是金额"]
    if merged := _merged_lines(network.layout):
        notes.append(f"另有{merged}条合并在“其他”里")
    return [*notes, "只画您的岗位能看到的采购"]


def _merged_lines(layout: Layout) -> int:
    """How many lines stand in the drawing under no name of their own, at one end or at both."""
    others = {spot.key for spot in layout.spots if spot.others}
    return layout.folded + sum(link.lines for link in layout.links if {link.supplier, link.customer} & others)


def told_drawing(vp: Viewpoint, rates: SupplyRates) -> dict[str, Any] | None:
    """For who reads no purchase: what was bought elsewhere and in the city, all firms as one. None where not told.

    It says no more than the rate within the city does.
    """
    rate, lines = rates.told("city").rate, rates.lines
    if rate is None or lines is None or not rate.total:
        return None
    buyers, sellers = _counts(rates)
    firms = [
        Firm("inside", True, rate.total, tier=0, merged=True, firms=buyers),
        Firm("outside", False, rate.short_of, merged=True, firms=sellers),
    ]
    layout = lay_out(firms, [Link("outside", "inside", rate.short_of)])
    notes = ["逐条采购您的岗位看不到，这里只有合计"]
    return supply_graph(
        layout, {}, _heading(vp, f"{rates.chain}{rates.year}年供应网络", (f"{vp.vocabulary.own}采购企业",), notes)
    )


def _counts(rates: SupplyRates) -> tuple[int, int]:
    """How many buy, and from how many elsewhere."""
    if rates.lines is None:
        return 0, 0
    elsewhere = rates.lines.where(~rates.lines.within("city"))
    return len({*rates.lines.customer.tolist()}), len({*elsewhere.supplier.tolist()})
