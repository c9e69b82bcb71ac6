"""What waits for a post when it passes on: the second sources that it seeks."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment
from lianzhang.supply.models import Sourcing
from lianzhang.supply.queries.sourcings import to_do

__all__ = ["move_sourcings"]


def move_sourcings(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    rows = visible(user, Sourcing).filter(to_do(user)).order_by("due", "pk") if user else ()
    return [OpenWork("sourcing", row.pk, str(row), row.get_state_display()) for row in rows]
