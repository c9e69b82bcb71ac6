"""What is recorded of firms beside their words, mixed into the order: each with a bounded weight, each told.

What nobody recorded moves a firm neither up nor down. Where a firm is from is no fact here, only how far away it is:
the origin of a supplier may not rank (公平竞争审查条例, 国令第783号, 2024)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

__all__ = ["WEIGHTS", "Fact", "Facts", "facts_of"]

Numbers = npt.ArrayLike

# How far each may move a score at most, as a share of it.
WEIGHTS = {"free_capacity": 0.10, "certificates": 0.10, "distance": 0.06, "supplied": 0.06, "honours": 0.04}
FAR = 1_000.0  # kilometres from which on distance counts no more
ENOUGH = 3.0  # so many orders or titles count whole


@dataclass(frozen=True, slots=True)
class Facts:
    """Of each firm of an index, in the order of its `firms`; NaN or None where nothing is recorded, None for all.

    `free_capacity`: what is free, as a share of the quantity asked. `distance`: kilometres to where it is needed.
    `certificates`: names of those it holds. `supplied`: earlier orders confirmed. `honours`: titles held."""

    free_capacity: Numbers | None = None
    distance: Numbers | None = None
    certificates: Sequence[frozenset[str] | None] | None = None
    supplied: Numbers | None = None
    honours: Numbers | None = None

    def __len__(self) -> int:
        """How many firms it speaks of; 0 where nothing is recorded at all."""
        return next((len(held) for each in fields(self) if (held := getattr(self, each.name)) is not None), 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one firm: its name, what is recorded (None: nothing), and by what share it moves the score."""

    name: str
    value: float | None
    moved: float


# From what is recorded to between -1 and 1.
CURVES: dict[str, Callable[[float], float]] = {
    "free_capacity": lambda share: 2 * min(max(share, 0.0), 1.0) - 1,
    "distance": lambda kilometres: 1 - 2 * min(max(kilometres, 0.0) / FAR, 1.0),
    "certificates": lambda share: 2 * share - 1,
    # Who never supplied here or holds no title is no worse for it: a newcomer must be able to win.
    "supplied": lambda orders: min(max(orders, 0.0) / ENOUGH, 1.0),
    "honours": lambda titles: min(max(titles, 0.0) / ENOUGH, 1.0),
}


def facts_of(facts: Facts, firm: int, standards: frozenset[str]) -> list[Fact]:
    """All that bears on a need which asks for these certificates, in the order of WEIGHTS."""
    told = []
    for name, weight in WEIGHTS.items():
        held = getattr(facts, name)
        if held is None or (name == "certificates" and not standards):
            continue
        value = _share(held[firm], standards) if name == "certificates" else _number(np.asarray(held)[firm])
        moved = 0.0 if value is None else weight * CURVES[name](value)
        told.append(Fact(name, value, moved))
    return told


def _share(held: frozenset[str] | None, standards: frozenset[str]) -> float | None:
    return None if held is None else len(held & standards) / len(standards)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
