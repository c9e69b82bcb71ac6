"""What figures and statements share: counts of lists, conditions of steps, and the acts that are the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db.models import Q, TextChoices
from django.utils import timezone

from lianzhang.access.api import ActiveAssignment, acting, policy_of, role
from lianzhang.access.models import Assignment
from lianzhang.kernel.lifecycle import need

from .acts import Act, take_step
from .models import Report, ReportState
from .transactions import action

__all__ = [
    "ON_ITS_WAY",
    "ListWork",
    "confirm",
    "discard",
    "give_back",
    "hand_over_reports",
    "is_own",
    "mine",
    "not_in_correction",
    "own_reports",
    "replaces_nothing_lost",
    "reports_of",
    "submit",
    "withdraw",
]

AnyReport = TypeVar("AnyReport", bound=Report)
ON_ITS_WAY = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED)
OPEN = (ReportState.DRAFT, ReportState.RETURNED)


def is_own(row: Report, by: Any) -> bool:
    """Whether a report is the duty of the post one acts for; one without a post is its account's."""
    active = acting(by)
    if row.post_id is None:
        return bool(row.entered_by_id == by.pk)
    return active is not None and active.post is not None and active.post.pk == row.post_id


def own_reports(by: Any) -> Q:
    """The reports that `is_own` says are one's own, as a condition."""
    active = acting(by)
    return reports_of(active) if active else Q(post=None, entered_by=by)


def reports_of(active: ActiveAssignment) -> Q:
    """The same for a room's `scope.py`, which knows as what somebody acts."""
    own = Q(post=None, entered_by=active.user_pk)
    return own | Q(post=active.post) if active.post else own


class StateCount(NamedTuple):
    code: str
    word: str
    rows: int


@dataclass(frozen=True, slots=True)
class ListWork:
    """How many rows of a list are in each state, among those in sight, and how many wait for the person to decide."""

    of: ClassVar[type[TextChoices]] = ReportState

    counts: dict[str, int]
    to_decide: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def states(self) -> list[StateCount]:
        return [StateCount(state.value, str(state.label), self.counts.get(state, 0)) for state in self.of]


@need("由填报的岗位办理")
def mine(row: Any, by: Any) -> str:
    return "" if is_own(row, by) else f"由填报的“{row.post or row.entered_by}”办理；要改动请退回或更正"


@need("它要更正的那一份仍是“已确认”")
def replaces_nothing_lost(row: Any, _by: Any) -> str:
    replaced = row.replaces
    if replaced is None or replaced.state == ReportState.CONFIRMED:
        return ""
    return "它要更正的那一份已不是“已确认”；请退回"


@need("没有另一份更正在办")
def not_in_correction(row: Any, _by: Any) -> str:
    return "已有一份更正在办；请先办完那一份" if hasattr(row, "replaced_by") else ""


@action
def submit(*, row: AnyReport, version: int, by: Any) -> AnyReport:
    """Hand a draft, or what came back, to those who confirm."""
    with take_step(row, "submit", by=by, version=version) as act:
        act.row.submitted_at, act.row.submitted_by = timezone.now(), by
        act.row.decided_at = act.row.decided_by = None
        act.row.return_reason = ""
    return act.row


@action
def withdraw(*, row: AnyReport, version: int, by: Any) -> AnyReport:
    with take_step(row, "withdraw", by=by, version=version) as act:
        act.row.submitted_at = act.row.submitted_by = None
    return act.row


@action
def confirm(*, row: AnyReport, version: int, by: Any) -> AnyReport:
    """Let a report count. What it corrects is replaced in the same transaction."""
    with take_step(row, "confirm", by=by, version=version) as act:
        decide(act)
    return act.row


def decide(act: Act) -> Any:
    """Note who decided; the report that is corrected, replaced by now, or None."""
    act.row.decided_at, act.row.decided_by = timezone.now(), act.by
    if act.row.replaces_id is None:
        return None
    act.facts["replaces"] = act.row.replaces_id
    return act.follow(act.row.replaces_id, "replace")


@action
def give_back(*, row: AnyReport, version: int, reason: str, by: Any) -> AnyReport:
    """Return a submitted report to the post that entered it."""
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.decided_at, act.row.decided_by = timezone.now(), by
        act.row.return_reason = reason.strip()
    return act.row


@action
def discard(*, row: Report, version: int, by: Any) -> None:
    """Delete a report that never counted. The log keeps what it said."""
    with take_step(row, "discard", by=by, version=version):
        pass


def hand_over_reports(model: type[AnyReport], left: Assignment) -> list[AnyReport]:
    """What is open at a post that passes on: it stays the post's, and who typed it stays its author.

    What its account typed before rows knew their post, within the post's reach, becomes the post's now.
    """
    held_role, policy = role(left.role_code), policy_of(model)
    rows = model._default_manager.filter(state__in=OPEN)
    if held_role is None or policy is None:
        return []
    reach = policy.acted_by(ActiveAssignment(left.user_id, left, held_role))
    nobodys = rows.filter(reach, post=None, entered_by=left.user)
    rows.filter(pk__in=list(nobodys.values_list("pk", flat=True))).update(post=left.post)
    return list(rows.filter(post=left.post).order_by("pk"))
