"""What waits for a post when it passes on: problems to assign, to take up, to answer, to decide."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Problem
from .queries import to_do

__all__ = ["move_problems"]


def move_problems(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, or its unit's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    rows = visible(user, Problem).filter(to_do(user)).order_by("due", "pk") if user else ()
    return [OpenWork("problem", row.pk, str(row), row.get_state_display()) for row in rows]
