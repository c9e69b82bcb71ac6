"""Links between rows of different rooms: what a row led to, and where it came from. Rooms need not know each other."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from lianzhang.access.row_policy import SYSTEM
from lianzhang.records.subjects import subject_of

from .models import Link

__all__ = ["link", "links_of"]


def link(source: Model, target: Model, *, by: Any) -> Link:
    """Store that `source` led to `target`, within the act that wrote the latter; once for each pair."""
    stored_link, _ = Link.objects.get_or_create(
        source=subject_of(source), target=subject_of(target), defaults={"by": None if by is SYSTEM else by}
    )
    return stored_link


def links_of(row: Model) -> list[Link]:
    """What the row came from and what it led to, oldest first. One query."""
    subject = subject_of(row)
    return list(Link.objects.filter(Q(source=subject) | Q(target=subject)).order_by("pk"))
