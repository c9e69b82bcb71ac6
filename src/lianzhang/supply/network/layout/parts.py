"""What goes into the drawing of a supply network, and what comes out of it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["LEFT", "RIGHT", "Border", "Column", "Drawn", "Firm", "Layout", "Link", "Side", "Spot"]

LEFT, RIGHT = "left", "right"  # outside the city: those who sell into it, those who buy from it
Side = str | int  # or a tier of the city, 0 at the end of the chain


class Firm(NamedTuple):
    """A firm as the network has it, or several in one (`firms`).

    `value` is what it buys and sells here; `tier` is known or None; `kept` always stands by itself, `merged` never.
    """

    key: str
    inside: bool
    value: float
    tier: int | None = None
    kept: bool = False
    merged: bool = False
    firms: int = 1


class Link(NamedTuple):
    """A purchase, and whether the customer has no other source."""

    supplier: str
    customer: str
    value: float
    sole: bool = False


class Spot(NamedTuple):
    """A circle: one firm, or (`others`, with their keys) the smallest of a column. `sole`: somebody's only source.

    `column` counts from the left; `radius` tells the value by the area.
    """

    key: str
    column: int
    value: float
    firms: int
    others: tuple[str, ...] = ()
    sole: bool = False
    x: float = 0
    y: float = 0
    radius: float = 0


class Drawn(NamedTuple):
    """All links from one spot to another: their sum, how many lines, and how many of them from a sole source."""

    supplier: str
    customer: str
    value: float
    lines: int
    soles: int
    width: float = 0


@dataclass(frozen=True, slots=True)
class Column:
    """`side`: outside the city, or the tier; `x` its middle; `firms` counts all, those that stand as one too."""

    side: Side
    x: float
    firms: int


@dataclass(frozen=True, slots=True)
class Border:
    """The city: around the columns inside."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """In units of which a wide screen shows one a pixel.

    `folded` counts lines between firms that stand as one, `own` those of a firm with itself: neither is drawn.
    """

    columns: tuple[Column, ...] = ()
    spots: tuple[Spot, ...] = ()
    links: tuple[Drawn, ...] = ()
    border: Border | None = None
    width: float = 0
    height: float = 0
    folded: int = 0
    own: int = 0
