"""What is open at a post when it passes on: figures not yet submitted, or returned."""

from __future__ import annotations

from lianzhang.access.models import Assignment
from lianzhang.access.open_work import OpenWork
from lianzhang.plans.models import Observation
from lianzhang.work.reports import hand_over_reports

__all__ = ["move_figures"]


def move_figures(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """Drafts and returned figures of the post: whoever takes it over goes on with them."""
    return [OpenWork("observation", row.pk, str(row)) for row in hand_over_reports(Observation, left)]
