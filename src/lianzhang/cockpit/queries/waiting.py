"""What waits for the person who looks: figures to confirm, figures that came back."""

from __future__ import annotations

from dataclasses import dataclass

from lianzhang.access.doors import may, visible
from lianzhang.access.permissions import Permission
from lianzhang.accounts.models import User
from lianzhang.plans.models import Observation, ObservationState, Plan

__all__ = ["Waiting", "waiting"]

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """Figures that somebody else submitted and one may confirm; one's own that were returned or never submitted."""

    to_confirm: int
    confirmable: tuple[Observation, ...]
    returned: tuple[Observation, ...]
    drafts: int

    @property
    def count(self) -> int:
        return self.to_confirm + len(self.returned) + self.drafts


def waiting(plan: Plan, user: User) -> Waiting | None:
    """None for those who neither enter nor confirm."""
    enters, confirms = may(user, Permission.ENTER_OBSERVATION), may(user, Permission.CONFIRM_OBSERVATION)
    if not (enters or confirms):
        return None
    rows = visible(user, Observation).filter(plan=plan).select_related("target", "duty", "entered_by")
    mine = rows.filter(entered_by=user)
    others = rows.filter(state=ObservationState.SUBMITTED).exclude(entered_by=user).order_by("submitted_at", "pk")
    return Waiting(
        to_confirm=others.count() if confirms else 0,
        confirmable=tuple(others[:SHOWN]) if confirms else (),
        returned=tuple(mine.filter(state=ObservationState.RETURNED)) if enters else (),
        drafts=mine.filter(state=ObservationState.DRAFT).count() if enters else 0,
    )
