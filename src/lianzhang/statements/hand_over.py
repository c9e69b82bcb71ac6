"""What is open at a post when it passes on: statements not yet submitted, or returned."""

from __future__ import annotations

from lianzhang.access.api import OpenWork
from lianzhang.access.models import Assignment
from lianzhang.enterprises.api import touch
from lianzhang.statements.models import Statement
from lianzhang.work.api import hand_over_reports

__all__ = ["move_statements"]


def move_statements(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """Drafts and returned statements of the post: whoever takes it over goes on with them."""
    if left.post:
        touch(left.post.city_id)
    moved = hand_over_reports(Statement, left)
    return [OpenWork("statement", row.pk, str(row), row.get_state_display()) for row in moved]
