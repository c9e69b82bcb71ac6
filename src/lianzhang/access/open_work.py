"""Open work goes along when a post passes on: each room says what is open at an account and how it is moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .models import Assignment

__all__ = ["OpenWork", "move_open_work", "register_open_work"]


class OpenWork(NamedTuple):
    """A row that passed on: its kind (see kernel doors), its key and its title when it moved."""

    kind: str
    pk: int
    title: str

    def as_json(self) -> dict[str, Any]:
        return self._asdict()


# Moves what is open from the account that leaves to the one that takes over, inside the running transaction.
Mover = Callable[[Assignment, Assignment], list[OpenWork]]
_MOVERS: dict[str, Mover] = {}


def register_open_work(name: str, mover: Mover) -> None:
    """Raises ValueError when two rooms use one name."""
    if _MOVERS.setdefault(name, mover) is not mover:
        raise ValueError(f"open work {name!r} is registered twice")


def move_open_work(left: Assignment, taken: Assignment) -> list[dict[str, Any]]:
    """Everything that moved, as the hand-over keeps it."""
    return [row.as_json() for mover in _MOVERS.values() for row in mover(left, taken)]
