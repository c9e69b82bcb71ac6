"""What a city's map is drawn on: boundaries built from a package, or tiles where no package knows the city. Pure.

boundaries.json says which file of the package is which city's, and in which coordinate system; the front end's build
reads the same table. Nothing of the boundaries is part of the source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from typing import Any, Literal

from lianzhang.enterprises.models import CoordinateSystem

__all__ = ["TILES", "Layer", "layer_of", "tiles"]

TILES: Literal["tiles"] = "tiles"  # a plane of their own: no place on earth lies on it


@dataclass(frozen=True, slots=True)
class Layer:
    """`code` names the boundaries that the front end has; blank: tiles. `system` is what points must be given in."""

    code: str
    system: CoordinateSystem | Literal["tiles"]
    source: str

    @property
    def caption(self) -> str:
        """What stands under the map."""
        if self.system == TILES:
            return "没有这座城市的边界图层，各区域以大小相同的格子表示，不反映位置和面积"
        return f"边界：{CoordinateSystem(self.system).label}，来自{self.source}，仅示意，不作划界依据"


@cache
def _known() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "boundaries.json").read_text("utf-8"))
    return read


def layer_of(code: str) -> Layer:
    """The layer of a city, by its administrative code."""
    known = _known().get(code)
    return Layer(code, CoordinateSystem(known["system"]), known["source"]) if known else Layer("", TILES, "")


def tiles(codes: Sequence[str]) -> list[dict[str, Any]]:
    """A hexagon for each code, in rows of about the same number, every other row set in by half a tile.

    As the front end's boundaries are: `code`, `rings` of points, the `centre`. Upwards is north.
    """
    wide = max(1, ceil(sqrt(len(codes))))
    return [_tile(code, number % wide, number // wide) for number, code in enumerate(codes)]


def _tile(code: str, column: int, row: int) -> dict[str, Any]:
    half, side = 1.0, 2 / sqrt(3)
    x, y = 2 * half * column + half * (row % 2), -1.5 * side * row
    corners = [(0, side), (half, side / 2), (half, -side / 2), (0, -side), (-half, -side / 2), (-half, side / 2)]
    ring = [[round(x + dx, 4), round(y + dy, 4)] for dx, dy in corners]
    return {"code": code, "rings": [[*ring, ring[0]]], "centre": [round(x, 4), round(y, 4)]}
