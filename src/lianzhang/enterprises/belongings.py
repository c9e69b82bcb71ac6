"""What belongs to a firm and moves with it when it is merged into another; rooms above register what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from .models import Enterprise

__all__ = ["Belonging", "Union", "belongings", "compare_by_key", "let_go", "register_belonging", "take_over"]


@dataclass(slots=True)
class Union:
    """What a merge would do: rows that move, rows that only say again what is known, and what stands in the way."""

    moving: dict[str, list[Any]] = field(default_factory=dict)
    twice: dict[str, list[Model]] = field(default_factory=dict)
    taken: dict[str, Any] = field(default_factory=dict)
    against: list[str] = field(default_factory=list)

    def sort(self, title: str, row: Model, *, known: bool) -> None:
        (self.twice if known else self.moving).setdefault(title, []).append(row)

    @property
    def moves(self) -> dict[str, int]:
        return {title: len(rows) for title, rows in self.moving.items()}

    @property
    def repeats(self) -> dict[str, int]:
        return {title: len(rows) for title, rows in self.twice.items()}


def _delete(row: Model, stays: Enterprise) -> None:  # noqa: ARG001 - what others do with the firm that stays
    if row.pk:
        row.delete()


@dataclass(frozen=True, slots=True)
class Belonging:
    """A kind of rows of a firm, by its title. `compare(stays, goes, union)` sorts the rows of `goes` into `union`;
    `let_go(row, stays)` gives up a row that only says again what is known of `stays`; the row it was given stands as
    it is stored then, or has no key. `field` leads from a row to its firm."""

    title: str
    order: int
    compare: Callable[[Enterprise, Enterprise, Union], None]
    let_go: Callable[[Any, Enterprise], None] = _delete
    field: str = "enterprise"


_BELONGINGS: dict[str, Belonging] = {}


def register_belonging(belonging: Belonging) -> None:
    """Raises ValueError when two rooms use one title."""
    if _BELONGINGS.setdefault(belonging.title, belonging) is not belonging:
        raise ValueError(f"{belonging.title!r} is registered twice")


def belongings() -> list[Belonging]:
    return sorted(_BELONGINGS.values(), key=lambda each: each.order)


def take_over(title: str, row: Model, stays: Enterprise) -> None:
    """Let a row belong to the firm that goes on."""
    setattr(row, _BELONGINGS[title].field, stays)
    row.save()


def let_go(title: str, row: Model, stays: Enterprise) -> None:
    _BELONGINGS[title].let_go(row, stays)


def compare_by_key(
    title: str, relation: str, key: Callable[[Any], Hashable]
) -> Callable[[Enterprise, Enterprise, Union], None]:
    """Of these rows two say the same when their keys are equal."""

    def compare(stays: Enterprise, goes: Enterprise, union: Union) -> None:
        known = {key(row) for row in getattr(stays, relation).all()}
        for row in getattr(goes, relation).all():
            union.sort(title, row, known=key(row) in known)

    return compare
