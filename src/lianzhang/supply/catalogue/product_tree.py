"""The catalogue as a tree: in which order its products are read, how deep each lies, what stands above it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Place", "tree_of"]


class Place(NamedTuple):
    """Where a product stands: its key, and the keys above it, the topmost first."""

    key: int
    above: tuple[int, ...]

    @property
    def depth(self) -> int:
        return len(self.above)


def tree_of(rows: Iterable[tuple[int, int | None]]) -> list[Place]:
    """Pairs of key and key of the one above, in the order in which those of one level stand: each before its own.

    What lies in a ring, or under what is not there, stands last as if it were topmost: nothing gets lost.
    """
    below: dict[int | None, list[int]] = {}
    keys = []
    for key, above in rows:
        keys.append(key)
        below.setdefault(above, []).append(key)
    there = set(keys)
    told: list[Place] = []
    seen: set[int] = set()
    tops = below.get(None, []) + [key for above, each in below.items() if above not in there for key in each if above]
    for top in (*tops, *keys):
        waiting = [Place(top, ())]
        while waiting:
            place = waiting.pop()
            if place.key in seen:
                continue
            seen.add(place.key)
            told.append(place)
            children = below.get(place.key, [])
            waiting += [Place(key, (*place.above, place.key)) for key in reversed(children)]
    return told
