"""Meetings and decisions as the lists ask for them, with their counts, and what of them waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.registry.api import joined
from lianzhang.tasks.models import TaskState

from .agenda import Fulfilled, fulfilled
from .filters import DecisionsWanted, MeetingsWanted
from .models import COMING, HAPPENED, Decision, DecisionState, Meeting, State
from .permissions import Permission

__all__ = [
    *("DECISION_LISTED", "DECISION_RELATED", "LISTED", "RELATED", "DecisionTally", "MeetingTally", "decision_tally"),
    *("decisions_page", "filter_decisions", "filter_meetings", "meeting_tally", "meetings_page"),
    *("to_confirm", "to_decide", "to_do", "to_record"),
]

LISTED = ("chain", "city", "chair", "rank")
RELATED = (*LISTED, "plan__city", "post", "confirmed_by")
DECISION_RELATED = ("meeting__chain", "meeting__city", "meeting__plan__city", "meeting__chair", "task", "post")
DECISION_LISTED = (*DECISION_RELATED, "decided_by", *joined("lead"))
ROWS = 50


# --- what waits
def to_confirm(by: User) -> Q:
    """Minutes that wait for the post that chaired."""
    active = acting(by)
    if active is None or not may(by, Permission.CONFIRM):
        return Q(pk__in=())
    return Q(state=State.WRITTEN, chair=active.assignment.post_id)


def to_record(by: User) -> Q:
    """Agendas to fix within ten days, days to note that have passed, minutes to write."""
    active = acting(by)
    if active is None or not may(by, Permission.RECORD):
        return Q(pk__in=())
    own = Q(post=active.assignment.post_id)
    today = timezone.localdate()
    return own & (Q(state__in=COMING, on__lte=today) | Q(state=State.HELD))


def to_do(by: User) -> Q:
    return to_confirm(by) | to_record(by)


def to_decide(by: User) -> Q:
    """Decisions that wait for the post that chairs their meeting."""
    active = acting(by)
    if active is None or not may(by, Permission.DECIDE):
        return Q(pk__in=())
    still_open = Q(meeting__state__in=(*COMING, State.HELD))
    return Q(state=DecisionState.ASKED, meeting__chair=active.assignment.post_id) & still_open


# --- lists
@dataclass(frozen=True, slots=True)
class MeetingTally:
    by_state: dict[str, int]
    todo: int
    late: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def coming(self) -> int:
        return sum(self.by_state.get(state, 0) for state in COMING)

    @property
    def held(self) -> int:
        return sum(self.by_state.get(state, 0) for state in HAPPENED)

    @property
    def confirmed(self) -> int:
        return self.by_state.get(State.CONFIRMED, 0)


LATE = Q(held_on__gt=F("limit"))


def meeting_tally(by: User) -> MeetingTally:
    """Three queries."""
    rows = visible(by, Meeting).order_by()
    states = Counter(rows.values_list("state", flat=True))
    return MeetingTally(dict(states), rows.filter(to_do(by)).count(), rows.filter(LATE).count())


ORDERS: Columns = {"on": ("on",), "period": ("starts", "on"), "state": ("state", "on"), "chair": ("chair__name",)}


def filter_meetings(wanted: MeetingsWanted, by: User, order: str | None = None) -> QuerySet[Meeting]:
    """The meetings wanted in the order asked for; else those to come first, and the latest."""
    rows = visible(by, Meeting).filter(*_of_meetings(wanted, by))
    usual = rows.order_by("on", "pk") if wanted.mine in ("todo", "coming") else rows.order_by("-on", "-pk")
    return sorted_rows(usual, ORDERS, order)


def _of_meetings(wanted: MeetingsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(room__contains=wanted.q) | Q(chair__name__contains=wanted.q) | Q(chain__name__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.chain:
        yield Q(chain=wanted.chain)
    if wanted.mine == "todo":
        yield to_do(by)
    elif wanted.mine == "coming":
        yield Q(state__in=COMING)
    elif wanted.mine == "late":
        yield LATE
    elif wanted.mine:
        yield Q(state=State.CONFIRMED)


def meetings_page(
    wanted: MeetingsWanted, number: str | None, by: User, order: str | None
) -> tuple[Page, list[Meeting]]:
    return listed_rows(by, filter_meetings(wanted, by, order), ROWS, number, *LISTED)


@dataclass(frozen=True, slots=True)
class DecisionTally:
    total: int
    todo: int
    asked: int
    open: int
    late: int
    done: int


DONE = Q(state=DecisionState.ASSIGNED, task__state=TaskState.CLOSED)
UNDONE = Q(state=DecisionState.ASSIGNED) & ~Q(task__state__in=(TaskState.CLOSED, TaskState.CANCELLED))


def _late(today: date) -> Q:
    return UNDONE & Q(task__due__lt=today) & ~Q(task__state=TaskState.REPORTED)


def decision_tally(by: User) -> DecisionTally:
    """Six queries."""
    rows, today = visible(by, Decision).order_by(), timezone.localdate()
    wanted = (Q(), to_decide(by), Q(state=DecisionState.ASKED), UNDONE, _late(today), DONE)
    return DecisionTally(*(rows.filter(each).count() for each in wanted))


DECISION_ORDERS: Columns = {
    "title": ("title",),
    "lead": ("lead__organization__name", "lead__region__name", "lead__park__name"),
    "deadline": ("deadline",),
    "state": ("state", "deadline"),
    "meeting": ("meeting__on",),
}


def filter_decisions(wanted: DecisionsWanted, by: User, order: str | None = None) -> QuerySet[Decision]:
    rows = visible(by, Decision).filter(*_of_decisions(wanted, by))
    usual = rows.order_by("deadline", "pk") if wanted.mine in ("todo", "open", "late") else rows.order_by("-pk")
    return sorted_rows(usual, DECISION_ORDERS, order)


def _of_decisions(wanted: DecisionsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(title__contains=wanted.q)
    if wanted.chain:
        yield Q(meeting__chain=wanted.chain)
    if wanted.lead:
        yield Q(lead=wanted.lead)
    if wanted.mine:
        today = timezone.localdate()
        yield {"todo": to_decide(by), "open": UNDONE, "late": _late(today), "done": DONE}[wanted.mine]


def decisions_page(
    wanted: DecisionsWanted, number: str | None, by: User, order: str | None
) -> tuple[Page, list[Fulfilled]]:
    page, rows = listed_rows(by, filter_decisions(wanted, by, order), ROWS, number, *DECISION_LISTED)
    return page, fulfilled(rows, timezone.localdate())
