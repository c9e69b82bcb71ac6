"""Where a supplier lies, seen from a city: in which of the radii of a rate. Pure.

Firms of the register lie in a district; others say a place in words, which the city's own regions explain: its
neighbours, the other areas of its province, the province itself. What nobody said is unknown and lies nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from lianzhang.kernel.vocabulary import spoken_lazy

__all__ = ["RADII", "Place", "Surroundings"]


class Place(IntEnum):
    """From the city outwards; a radius holds all that lies before it."""

    CITY = 1
    NEIGHBOUR = 2
    PROVINCE = 3
    BEYOND = 4
    UNKNOWN = 5


# What a rate may be drawn around, with its word; `district` asks besides that both lie in one district.
RADII = {
    "district": spoken_lazy("{areas}"),
    "city": spoken_lazy("{whole}"),
    "neighbour": "连邻市",
    "province": "全省",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of what surrounds a city, without the last word of their kind (十堰 for 十堰市).

    `wider` are whole names around it that hold one of the city's own: 吉林省 is not yet 吉林.
    """

    city: tuple[str, ...]
    neighbours: tuple[str, ...]
    province: tuple[str, ...]
    wider: tuple[str, ...] = ()

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
        here, *around = (tuple(dict.fromkeys(map(stem, names))) for names in (own, near, wide))
        near_names, wide_names = around
        return cls(
            here, near_names, wide_names, tuple(name for name in (*near, *wide) if any(each in name for each in here))
        )

    def place_of(self, words: str) -> Place:
        """Where a place said in words lies; the nearest that its words name."""
        if not words.strip():
            return Place.UNKNOWN
        own = words
        for name in self.wider:
            own = own.replace(name, " ")
        for place, names, said in (
            (Place.CITY, self.city, own),
            (Place.NEIGHBOUR, self.neighbours, words),
            (Place.PROVINCE, self.province, words),
        ):
            if any(name and name in said for name in names):
                return place
        return Place.BEYOND


KINDS = ("自治州", "林区", "省", "市", "县", "区", "州")


def stem(name: str) -> str:
    """A name without the word of its kind, unless too little would be left of it."""
    for kind in KINDS:
        if name.endswith(kind) and len(name) - len(kind) >= 2:
            return name.removesuffix(kind)
    return name
