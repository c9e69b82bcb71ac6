"""What rooms above draw from what firms stand on, and how much of it they want by when; each registers its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.kernel.desk import Link
from lianzhang.plans.models import CapacityKind

__all__ = ["Draw", "Want", "drawn", "register_draws", "register_wants", "wanted"]


@dataclass(frozen=True, slots=True)
class Draw:
    """So much of a capacity, by its key, was delivered on a day."""

    capacity: int
    quantity: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Want:
    """Somebody wants so much of what capacities of kind `kind`, by its key, offer; None: not said how much, or when."""

    kind: int
    quantity: Decimal | None
    by: date | None
    link: Link
    source: str


Drawing = Callable[[Collection[int]], Iterable[Draw]]
Wanting = Callable[[Any, Collection[CapacityKind]], "Iterable[Want] | None"]
_DRAWS: dict[str, Drawing] = {}
_WANTS: dict[str, Wanting] = {}


def register_draws(code: str, told: Drawing) -> None:
    """`told(keys)`: all that was delivered of these capacities, whoever looks. Raises ValueError for a code twice."""
    if _DRAWS.setdefault(code, told) is not told:
        raise ValueError(f"{code!r} is registered twice")


def register_wants(code: str, told: Wanting) -> None:
    """`told(viewpoint, kinds)`: what is wanted and not delivered yet, as far as who looks sees it; None: who looks may
    not read what is wanted there at all. Raises ValueError for a code twice."""
    if _WANTS.setdefault(code, told) is not told:
        raise ValueError(f"{code!r} is registered twice")


def drawn(keys: Collection[int]) -> list[Draw]:
    """One query for each room that draws."""
    return [each for told in _DRAWS.values() for each in told(keys)] if keys else []


def wanted(vp: Any, kinds: Collection[CapacityKind]) -> tuple[list[Want], bool]:
    """What is wanted, and whether who looks may read of all rooms that want something."""
    told = [each(vp, kinds) for each in _WANTS.values()] if kinds else []
    return [each for rows in told if rows is not None for each in rows], None not in told
