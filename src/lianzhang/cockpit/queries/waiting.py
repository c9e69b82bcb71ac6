"""What waits for the person who looks: figures and firms' statements to confirm, those that came back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may, visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import Observation, Plan
from lianzhang.statements.models import Statement
from lianzhang.statements.queries import to_decide, unfinished
from lianzhang.work.models import ReportState

__all__ = ["Waiting", "waiting"]

SHOWN = 5
RETURNED, DRAFT = ReportState.RETURNED, ReportState.DRAFT


@dataclass(frozen=True, slots=True)
class Waiting:
    """Figures that somebody else submitted and one may confirm; one's own that were returned or never submitted."""

    to_confirm: int
    confirmable: tuple[Observation, ...]
    returned: tuple[Observation, ...]
    drafts: int
    statements: Statements

    @property
    def count(self) -> int:
        return self.to_confirm + len(self.returned) + self.drafts + self.statements.count


@dataclass(frozen=True, slots=True)
class Statements:
    """Firms' statements to confirm; one's own that were returned or never submitted."""

    to_confirm: int
    returned: int
    drafts: int

    @property
    def count(self) -> int:
        return self.to_confirm + self.returned + self.drafts


ENTERS = (Permission.ENTER_OBSERVATION, Permission.ENTER_STATEMENT)
CONFIRMS = (Permission.CONFIRM_OBSERVATION, Permission.CONFIRM_STATEMENT)


def waiting(plan: Plan, user: User) -> Waiting | None:
    """None for those who neither enter nor confirm."""
    if not any(may(user, permission) for permission in (*ENTERS, *CONFIRMS)):
        return None
    enters, confirms = may(user, Permission.ENTER_OBSERVATION), may(user, Permission.CONFIRM_OBSERVATION)
    rows = visible(user, Observation).filter(plan=plan).select_related("target", "duty", "entered_by")
    mine = rows.filter(entered_by=user, state__in=(RETURNED, DRAFT))
    others = rows.filter(state=ReportState.SUBMITTED).exclude(entered_by=user).order_by("submitted_at", "pk")
    own = Counter(mine.order_by().values_list("state", flat=True)) if enters else Counter()
    to_confirm = others.count() if confirms else 0
    return Waiting(
        to_confirm=to_confirm,
        confirmable=tuple(others[:SHOWN]) if to_confirm else (),
        returned=tuple(mine.filter(state=RETURNED)) if own[RETURNED] else (),
        drafts=own[DRAFT],
        statements=_statements(user),
    )


def _statements(user: User) -> Statements:
    """Two queries."""
    own = unfinished(user)
    return Statements(
        to_confirm=visible(user, Statement).filter(to_decide(user)).count(),
        returned=own.get(ReportState.RETURNED, 0),
        drafts=own.get(ReportState.DRAFT, 0),
    )
