"""What waits for a post when it passes on: applications to be decided, handed in, or mended."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Application
from .queries import APPLICATION_LISTED, to_do

__all__ = ["move_applications"]


def move_applications(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, or its firm's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    if user is None:
        return []
    rows = visible(user, Application).filter(to_do(user)).select_related(*APPLICATION_LISTED).order_by("pk")
    return [OpenWork("application", row.pk, str(row), row.standing) for row in rows]
