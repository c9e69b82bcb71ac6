"""What waits for a post when it passes on: diagnoses to be assigned or carried."""

from __future__ import annotations

from lianzhang.access.api import OpenWork, acting_as, visible
from lianzhang.access.models import Assignment

from .models import Diagnosis
from .queries import DIAGNOSIS_LISTED, diagnoses_to_do

__all__ = ["move_diagnoses"]


def move_diagnoses(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """They are the post's, or its firm's, so whoever takes it over goes on with them."""
    user = acting_as(left)
    if user is None:
        return []
    rows = visible(user, Diagnosis).filter(diagnoses_to_do(user)).select_related(*DIAGNOSIS_LISTED).order_by("pk")
    return [OpenWork("diagnosis", row.pk, str(row), row.get_state_display()) for row in rows]
