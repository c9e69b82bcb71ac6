"""What waits for a post when it passes on: projects to take over, and those that stand still."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Project
from .queries import to_do

__all__ = ["move_projects"]


def move_projects(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are its unit's, so whoever takes the post over goes on with them."""
    user = acting_as(left)
    rows = visible(user, Project).filter(to_do(user)).order_by("due", "pk") if user else ()
    return [OpenWork("project", row.pk, str(row)) for row in rows]
