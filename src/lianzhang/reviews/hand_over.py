"""What waits for a post when it passes on: decisions to take, minutes to confirm or to write."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Decision, Meeting
from .queries import to_decide, to_do

__all__ = ["move_meetings"]


def move_meetings(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    if user is None:
        return []
    meetings = visible(user, Meeting).filter(to_do(user)).select_related("chain", "city").order_by("on", "pk")
    decisions = visible(user, Decision).filter(to_decide(user)).order_by("pk")
    told = [OpenWork("meeting", row.pk, str(row)) for row in meetings]
    return told + [OpenWork("decision", row.pk, str(row)) for row in decisions]
