"""Rows that are begun from a row of another room: what they are begun with, and whether they have been done."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.seeds import Seed
from lianzhang.records.api import model_of, subject_of

from .links import links_of, rows_in_sight

__all__ = ["FROM", "proved_rows", "seed_of", "sown"]

# The name in an address of the row from which something is begun: app.Model:pk.
FROM = "from"


def seed_of(vp: Any, row: Model) -> Seed | None:
    """None where no room lets anything be begun from the row."""
    return next((seed for room in rooms() if room.seed and (seed := room.seed(vp, row))), None)


def sown(vp: Any, subject: str | None) -> tuple[Model, Seed] | None:
    """The row named in an address and its seed; None where it is none in sight, or nothing may be begun from it."""
    row = rows_in_sight([subject], vp.user).get(subject) if subject else None
    seed = seed_of(vp, row) if row is not None else None
    return (row, seed) if row is not None and seed is not None else None


def proved_rows(row: Model) -> list[Model]:
    """The rows begun from this one that were done, as another said, whoever looks."""
    subject = subject_of(row)
    begun = [each.target for each in links_of(row) if each.source == subject]
    rows = [_row(each) for each in begun]
    return [each for each in rows if each is not None and _proved(each)]


def _row(subject: str) -> Model | None:
    model = model_of(subject)
    return model._default_manager.filter(pk=subject.rpartition(":")[2]).first() if model else None


def _proved(row: Model) -> bool:
    return any(room.proved(row) for room in rooms() if room.proved)
