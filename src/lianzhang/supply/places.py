"""Where a supplier lies, seen from a city: in which of the radii of a rate. Pure.

Firms of the register lie in a district; others say a place in words, which the city's own regions explain: its
neighbours, the other areas of its province, the province itself. What nobody said is unknown and lies nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["RADII", "Place", "Surroundings"]


class Place(IntEnum):
    """From the city outwards; a radius holds all that lies before it."""

    CITY = 1
    NEIGHBOUR = 2
    PROVINCE = 3
    BEYOND = 4
    UNKNOWN = 5


# What a rate may be drawn around, with its word; `district` asks besides that both lie in one district.
RADII = {"district": "县（市、区）", "city": "全市", "neighbour": "邻市", "province": "全省"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of what surrounds a city, without the last word of their kind (十堰 for 十堰市)."""

    city: tuple[str, ...]
    neighbours: tuple[str, ...]
    province: tuple[str, ...]

    @classmethod
    def of(cls, regions: Iterable[tuple[str, str, int | None, int]], city: int) -> Surroundings:
        """From rows of (name, kind, parent's key, key) of a city's regions, its own row among them."""
        rows = list(regions)
        parents = {key: parent for _, _, parent, key in rows}
        own = [name for name, _, parent, key in rows if key == city or parent == city]
        near = [name for name, kind, _, _ in rows if kind == "neighbour"]
        above = parents.get(city)
        wide = [
            name
            for name, kind, parent, key in rows
            if key != city and (kind == "province" or (above is not None and parent == above))
        ]
        return cls(*(tuple(dict.fromkeys(map(stem, names))) for names in (own, near, wide)))

    def place_of(self, words: str) -> Place:
        """Where a place said in words lies; the nearest that its words name."""
        if not words.strip():
            return Place.UNKNOWN
        for place, names in (
            (Place.CITY, self.city),
            (Place.NEIGHBOUR, self.neighbours),
            (Place.PROVINCE, self.province),
        ):
            if any(name and name in words for name in names):
                return place
        return Place.BEYOND


KINDS = ("自治州", "林区", "省", "市", "县", "区", "州")


def stem(name: str) -> str:
    """A name without the word of its kind, unless too little would be left of it."""
    for kind in KINDS:
        if name.endswith(kind) and len(name) - len(kind) >= 2:
            return name.removesuffix(kind)
    return name
