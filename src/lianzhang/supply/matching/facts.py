"""What is recorded of firms beside their words, mixed into the order: each with a bounded weight, each told.

What nobody recorded moves a firm neither up nor down. Where a firm is from is no fact here, only how far away it is:
the origin of a supplier may not rank (公平竞争审查条例, 国令第783号, 2024)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from math import isnan

from .reasons import Fact, Match

__all__ = ["WEIGHTS", "Facts", "weighed"]

# How far each may move a score at most, as a share of it.
WEIGHTS = {"free_capacity": 0.10, "certificates": 0.10, "distance": 0.06, "supplied": 0.06, "honours": 0.04}
FAR = 1_000.0  # kilometres from which on distance counts no more
ENOUGH = 3.0  # so many orders or titles count whole

Numbers = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """One of each for every match, in their order; None or NaN where nothing is recorded, None for all of a kind.

    `free_capacity`: what is free, as a share of the quantity asked. `certificates`: names of those it holds, as the
    lexicon writes them. `distance`: kilometres to where it is needed. `supplied`: earlier orders. `honours`: titles."""

    free_capacity: Numbers | None = None
    certificates: Sequence[frozenset[str] | None] | None = None
    distance: Numbers | None = None
    supplied: Numbers | None = None
    honours: Numbers | None = None


# From what is recorded to between -1 and 1.
CURVES: dict[str, Callable[[float], float]] = {
    "free_capacity": lambda share: 2 * min(max(share, 0.0), 1.0) - 1,
    "certificates": lambda share: 2 * share - 1,
    "distance": lambda kilometres: 1 - 2 * min(max(kilometres, 0.0) / FAR, 1.0),
    # Who never supplied here or holds no title is no worse for it: a newcomer must be able to win.
    "supplied": lambda orders: min(max(orders, 0.0) / ENOUGH, 1.0),
    "honours": lambda titles: min(max(titles, 0.0) / ENOUGH, 1.0),
}


def weighed(matches: Sequence[Match], facts: Facts, standards: frozenset[str] = frozenset()) -> list[Match]:
    """The matches with their facts, in the order of both; of two alike the first stays first.

    `standards`: certificates that the need asks for. Raises ValueError where facts are of another number of firms."""
    for each in fields(facts):
        held = getattr(facts, each.name)
        if held is not None and len(held) != len(matches):
            raise ValueError(f"{each.name} tells of {len(held)} firms, and {len(matches)} were found")
    told = (replace(match, facts=tuple(_told(facts, at, standards))) for at, match in enumerate(matches))
    moved = [replace(match, score=match.score * (1 + sum(fact.moved for fact in match.facts))) for match in told]
    return sorted(moved, key=lambda match: -match.score)


def _told(facts: Facts, at: int, standards: frozenset[str]) -> list[Fact]:
    """All that bears on a need which asks for these certificates, in the order of WEIGHTS."""
    told = []
    for name, weight in WEIGHTS.items():
        held = getattr(facts, name)
        if held is None or (name == "certificates" and not standards):
            continue
        value = _share(held[at], standards) if name == "certificates" else _number(held[at])
        told.append(Fact(name, value, 0.0 if value is None else weight * CURVES[name](value)))
    return told


def _share(held: frozenset[str] | None, standards: frozenset[str]) -> float | None:
    return None if held is None else len(held & standards) / len(standards)


def _number(value: float | None) -> float | None:
    return None if value is None or isnan(value) else float(value)
