"""What waits for a post when it passes on: needs to be checked or written on, answers to be taken up."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Match, Need, Pool
from .pools.queries import pools_to_do
from .queries import MATCH_LISTED, matches_to_do, to_do

__all__ = ["move_needs"]


def move_needs(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, or its firm's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    if user is None:
        return []
    needs = visible(user, Need).filter(to_do(user)).order_by("pk")
    matches = visible(user, Match).filter(matches_to_do(user)).select_related(*MATCH_LISTED).order_by("pk")
    pools = visible(user, Pool).filter(pools_to_do(user)).order_by("pk")
    return [
        *(OpenWork("need", row.pk, str(row), row.get_state_display()) for row in needs),
        *(OpenWork("match", row.pk, str(row), row.get_state_display()) for row in matches),
        *(OpenWork("pool", row.pk, str(row), row.get_state_display()) for row in pools),
    ]
