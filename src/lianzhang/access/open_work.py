"""Open work goes along when a post passes on: a room's manifest says how what is open is moved."""

from __future__ import annotations

from typing import Any, NamedTuple

from lianzhang.kernel.rooms import rooms

from .models import Assignment

__all__ = ["OpenWork", "move_open_work"]


class OpenWork(NamedTuple):
    """A row that passed on: its kind (see `row_pages` of a room), its key, its title and state when it moved.

    Several that are counted alone have no kind."""

    kind: str
    pk: int
    title: str
    state: str = ""

    def as_json(self) -> dict[str, Any]:
        return self._asdict()


def move_open_work(left: Assignment, taken: Assignment) -> list[dict[str, Any]]:
    """Everything that moved, as the hand-over keeps it."""
    moved = [row for room in rooms() if room.open_work for row in room.open_work(left, taken)]
    # What two rooms tell is one thing; of what is only counted each line stays.
    once = {(row.kind, row.pk) if row.kind else (row.title, place): row for place, row in enumerate(moved)}
    return [row.as_json() for row in once.values()]
