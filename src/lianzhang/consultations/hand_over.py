"""What waits for a post when it passes on: questions to answer, and to say whether the answers were used."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Consultation
from .queries import to_do

__all__ = ["move_consultations"]


def move_consultations(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    rows = visible(user, Consultation).filter(to_do(user)).order_by("wanted_by", "pk") if user else ()
    return [OpenWork("consultation", row.pk, str(row), row.get_state_display()) for row in rows]
