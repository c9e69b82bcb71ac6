"""What is open at a post when it passes on: figures not yet submitted, or returned."""

from __future__ import annotations

from lianzhang.access.api import OpenWork
from lianzhang.access.models import Assignment
from lianzhang.plans.models import Observation
from lianzhang.work.api import hand_over_reports

__all__ = ["move_figures"]


def move_figures(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """Drafts and returned figures of the post: whoever takes it over goes on with them."""
    moved = hand_over_reports(Observation, left)
    return [OpenWork("observation", row.pk, str(row), row.get_state_display()) for row in moved]
