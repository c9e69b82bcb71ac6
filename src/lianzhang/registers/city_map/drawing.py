"""What <city-map> reads: districts with their figures in words, parks and firms as points. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lianzhang.enterprises.api import Place
from lianzhang.enterprises.models import ChainRole
from lianzhang.kernel.formatting import amount, number, scaled

from .layer import tiles
from .queries import CityMap, Spot

__all__ = ["SHADES", "city_drawing", "legend"]

SHADES = 4  # classes of output, each with about as many districts
TENTH = Decimal("0.1")

Address = Callable[..., str]


def city_drawing(city_map: CityMap, title: str, at: str, address: Address) -> dict[str, Any]:
    """`address` gives the page of a firm by its number, or the list of a district's firms by its code."""
    codes = [spot.row.code for spot in city_map.spots]
    return {
        "title": title,
        "at": at,
        "layer": city_map.layer.code,
        "shapes": [] if city_map.layer.code else tiles(codes),
        "told": city_map.layer.caption,
        "notes": notes(city_map),
        "legend": legend(city_map),
        "regions": [_region(spot, city_map, address) for spot in city_map.spots],
        "marks": [_mark(park) for spot in city_map.spots for park in spot.parks if park.place and park.firms],
        "points": [
            {
                **_at(dot.place),
                "name": dot.name,
                "role": dot.role,
                "word": ChainRole(dot.role).label,
                "href": address(firm=dot.pk),
            }
            for dot in city_map.dots
        ],
    }


def _at(place: Place) -> dict[str, float]:
    return {"x": round(place.longitude, 5), "y": round(place.latitude, 5)}


def _region(spot: Spot, city_map: CityMap, address: Address) -> dict[str, Any]:
    return {
        "code": spot.row.code,
        "name": spot.row.name,
        "firms": f"{number(spot.firms)}家" if spot.firms else "没有登记企业",
        "output": brief(spot.output) if spot.output is not None else "产值无据",
        "shade": shade(spot.output, city_map.outputs),
        "roles": "、".join(f"{role.label}{spot.role(role)}家" for role in ChainRole if spot.role(role)),
        "parks": "、".join(f"{park.row.name}{park.firms}家" for park in spot.parks),
        "href": address(region=spot.row.code),
        **(_at(spot.place) if spot.place else {}),
    }


def _mark(park: Spot) -> dict[str, Any]:
    return {**_at(park.place), "name": park.row.name, "firms": f"{number(park.firms)}家"} if park.place else {}


def shade(output: Decimal | None, known: list[Decimal]) -> int | None:
    """0 for the smallest class of output; None where nothing is known. `known` in order."""
    if output is None:
        return None
    return min(SHADES - 1, (bisect_right(known, output) - 1) * SHADES // len(known))


def legend(city_map: CityMap) -> list[dict[str, Any]]:
    """Each class with the outputs that lie in it, smallest first; and what has no figure."""
    classes: dict[int, list[Decimal]] = {}
    for output in city_map.outputs:
        classes.setdefault(shade(output, city_map.outputs) or 0, []).append(output)
    entries: list[dict[str, Any]] = [{"shade": at, "word": _between(each)} for at, each in sorted(classes.items())]
    unknown = any(spot.output is None for spot in city_map.spots)
    return [*entries, *([{"shade": None, "word": "产值无据"}] if unknown else [])]


def _between(outputs: list[Decimal]) -> str:
    """From the smallest to the largest; one unit is said once: 388.3—533.3亿元."""
    low, high = brief(outputs[0]), brief(outputs[-1])
    return low if low == high else f"{low.removesuffix(scaled(outputs[-1], '万元')[1])}—{high}"


def brief(output: Decimal) -> str:
    """An amount in 万元 with one decimal of the unit it is told in."""
    shown, unit = scaled(output, "万元")
    return amount(shown.quantize(TENTH), unit)


def notes(city_map: CityMap) -> list[str]:
    """What a reader must know of the figures, as sentences."""
    sentences = [f"产值为{city_map.year}年已确认的年报" if city_map.year else "还没有已确认的年报，产值无据"]
    if not city_map.whole:
        sentences.append("企业数和产值只计您能看到的")
    if city_map.dots:
        sentences.append(f"画出{len(city_map.dots)}家有坐标的企业")
    return sentences
