"""What <supply-graph> reads: the layout with each firm's words. Pure; frontend/README.md tells the contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianzhang.kernel.formatting import amount, number

from .layout import LEFT, RIGHT, Column, Drawn, Layout, Side, Spot

__all__ = ["Heading", "Named", "label", "supply_graph", "tier_name", "worth"]

LEGAL_FORM = re.compile(r"(?:集团|控股|股份|有限|责任)*公司$")
ROOM = {LEFT: 9.0, RIGHT: 9.0}  # letters that a name has room for; in the city a little more
ROOM_INSIDE = 8.5
NARROW = 0.56  # of a Chinese letter
TIERS = ("链主", "一级配套", "二级配套", "三级及更上游")


@dataclass(frozen=True, slots=True)
class Named:
    """A firm as the drawing calls it: `href` blank where its page is out of sight, `strong` whom it is about."""

    name: str
    href: str = ""
    strong: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Title and day, the city within the border, and how one says of the city and of outside."""

    title: str
    at: str
    city: str
    own: str
    outside: str
    notes: Sequence[str] = ()
    tiers: Sequence[str] = TIERS


def supply_graph(layout: Layout, named: Mapping[str, Named], heading: Heading) -> dict[str, Any]:
    """`named` holds each firm that stands by itself."""
    place = {spot.key: number for number, spot in enumerate(layout.spots)}
    alone = {spot.key for spot in layout.spots if not spot.others}
    border = layout.border
    return {
        "title": heading.title,
        "at": heading.at,
        "notes": list(heading.notes),
        "inside": heading.own,
        "outside": heading.outside,
        "size": [layout.width, layout.height],
        "border": border
        and {
            "x": border.x,
            "y": border.y,
            "width": border.width,
            "height": border.height,
            "name": f"虚线以内：{heading.city}",
        },
        "columns": [_column(column, heading) for column in layout.columns],
        "nodes": [_node(spot, layout.columns[spot.column], named, heading) for spot in layout.spots],
        "links": [_link(link, place, alone) for link in layout.links],
    }


def _column(column: Column, heading: Heading) -> dict[str, Any]:
    side = column.side if isinstance(column.side, str) else "inside"
    name = tier_name(column.side, heading)
    return {"name": name, "count": f"{number(column.firms)}家", "x": round(column.x, 1), "side": side}


def tier_name(side: Side, heading: Heading) -> str:
    if isinstance(side, int):
        return heading.tiers[min(side, len(heading.tiers) - 1)]
    return f"{heading.outside}{'供应商' if side == LEFT else '客户'}"


def _node(spot: Spot, column: Column, named: Mapping[str, Named], heading: Heading) -> dict[str, Any]:
    outside = column.side in (LEFT, RIGHT)
    firm = Named(f"其他{number(spot.firms)}家") if spot.others else named[spot.key]
    return {
        "column": spot.column,
        "x": round(spot.x, 1),
        "y": spot.y,
        "r": spot.radius,
        "name": firm.name,
        "label": label(firm.name, heading.city, ROOM.get(str(column.side), ROOM_INSIDE)),
        "words": worth(spot.value),
        "kind": "others" if spot.others else "outside" if outside else "inside",
        "sole": spot.sole,
        "strong": firm.strong,
        "href": firm.href,
        "search": f"{firm.name} {firm.search}",
    }


def _link(link: Drawn, place: Mapping[str, int], alone: Collection[str]) -> dict[str, Any]:
    """Red only between two that stand by themselves: among others of many, who hangs on whom is not seen."""
    sole = {"sole": True} if link.soles and link.supplier in alone and link.customer in alone else {}
    return {
        "from": place[link.supplier],
        "to": place[link.customer],
        "width": link.width,
        "words": worth(link.value),
        **sole,
    }


def worth(value: float) -> str:
    """What was bought for `value` 万元, in words: 3.42亿元."""
    return amount(str(round(value, 2)), "万元")


def label(name: str, city: str, room: float) -> str:
    """The name without place and legal form, cut to `room` Chinese letters."""
    core = LEGAL_FORM.sub("", name.removeprefix(city).removeprefix(city.rstrip("市州县区"))) or name
    wide = [NARROW if letter.isascii() else 1 for letter in core]
    if sum(wide) <= room:
        return core
    kept, used = 0, 1.0  # for the dots
    while used + wide[kept] <= room:
        used += wide[kept]
        kept += 1
    return f"{core[:kept]}…"
