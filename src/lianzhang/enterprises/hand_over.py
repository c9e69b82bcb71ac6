"""What is open at a post when it passes on: places on chains that it asked for and that wait for an answer."""

from __future__ import annotations

from lianzhang.access.api import OpenWork
from lianzhang.access.models import Assignment

from .models import MembershipProposal, ProposalState

__all__ = ["move_proposals"]


def move_proposals(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They stay the post's, so whoever takes it over may withdraw them; who asked still never agrees."""
    rows = MembershipProposal.objects.filter(post=left.post, state=ProposalState.WAITING).order_by("pk")
    waiting = rows.select_related("enterprise", "chain") if left.post else ()
    return [OpenWork("proposal", row.pk, str(row), row.get_state_display()) for row in waiting]
