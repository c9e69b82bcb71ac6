"""Tasks as the pages ask for them: the list with its counts, one task with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import (
    ActiveAssignment,
    acting,
    in_rare_states,
    listed_rows,
    may,
    unit_keys,
    units_keeping,
    visible,
)
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.api import joined
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import links_of

from .dates import TaskPeriod, periods_of
from .filters import TasksWanted
from .lifecycle import TASK
from .models import OPEN, Progress, Task, TaskState, WorkRecord
from .permissions import Permission

__all__ = [
    *("LISTED", "RELATED", "Dossier", "Tally", "dossier", "filter_tasks", "overdue", "page_of", "tally_of"),
    *("tasks_from", "to_do", "with_last_word"),
]

LISTED = ("chain", "duty", *joined("lead"))
RELATED = (*LISTED, "city", "duty__plan", "target", "region", "post", "assigned_by", "reported_by")
ROWS = 50
HANDLED = (TaskState.ASSIGNED, TaskState.DISPUTED, TaskState.IN_HAND)
ASKED = Q(asked_deadline__isnull=False) | ~Q(asked_title="")


def to_do(by: User) -> Q:
    """What waits for this person, as what it acts now; nothing of it is another's to do."""
    active = acting(by)
    if active is None:
        return Q(pk__in=())
    waiting = Q(pk__in=())
    units = unit_keys(active)
    if may(by, Permission.HANDLE):
        waiting |= Q(lead__in=units, state=TaskState.ASSIGNED)
        waiting |= Q(lead__in=units, state=TaskState.IN_HAND) & ~ASKED
    if may(by, Permission.VERIFY):
        helping = visible(by, Task).filter(helpers__in=units, state__in=OPEN).values("pk")
        others = ~Q(lead__in=units) & ~Q(pk__in=helping) & (Q(reported_by=None) | ~Q(reported_by=by.pk))
        if active.role.acts_for != "city":
            others &= _of_the_office(by, active.city)
        waiting |= others & (Q(state=TaskState.REPORTED) | Q(state=TaskState.IN_HAND) & ASKED)
    if may(by, Permission.ASSIGN):
        waiting |= Q(state=TaskState.DISPUTED) & ~Q(lead__in=units) & _assigned(active)
    # Said once more of all of it: so few are open that the database need not look at the others.
    return in_rare_states(Task, active.city, OPEN) & waiting


def _of_the_office(by: User, city: int | None) -> Q:
    """What those who usually decide have in hand themselves: a post beside them decides."""
    units = units_keeping(city, Permission.VERIFY).values("pk")
    helping = visible(by, Task).filter(helpers__in=units, state__in=OPEN).values("pk")
    return Q(lead__in=units) | Q(pk__in=helping)


def _assigned(active: ActiveAssignment) -> Q:
    return Q() if active.role.acts_for == "city" else Q(post=active.assignment.post_id)


def overdue(on: date) -> Q:
    """Past its day and not reported; or reported after its day, and still to be verified."""
    return Q(state__in=HANDLED, due__lt=on) | Q(state=TaskState.REPORTED, due__lt=F("reported_on"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by state, how many wait for the person, are past their day, say nothing."""

    by_state: dict[str, int]
    todo: int
    overdue: int
    silent: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in OPEN)

    @property
    def closed(self) -> int:
        return self.by_state.get(TaskState.CLOSED, 0)


def tally_of(by: User) -> Tally:
    """Four queries."""
    rows = visible(by, Task).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    late = rows.filter(overdue(timezone.localdate())).count()
    silent = rows.filter(state=TaskState.IN_HAND, pace="").count()
    return Tally(states, rows.filter(to_do(by)).count(), late, silent)


ORDERS: Columns = {
    "title": ("title",),
    "lead": ("lead__organization__name", "lead__region__name", "lead__park__name"),
    "due": ("due",),
    "state": ("state", "due"),
    "moved": ("moved",),
    "assigned": ("assigned_at",),
}


def filter_tasks(wanted: TasksWanted, by: User, order: str | None = None) -> QuerySet[Task]:
    """The tasks wanted, in the order asked for; else of those that are open what is due first, or the latest."""
    rows = visible(by, Task).filter(*_conditions(wanted, by))
    by_due = wanted.mine in ("todo", "overdue", "open")
    usual = rows.order_by("due", "-pk") if by_due else rows.order_by("-pk")
    return sorted_rows(usual, ORDERS, order)


def _conditions(wanted: TasksWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(title__contains=wanted.q) | Q(number__startswith=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield _mine(wanted.mine, by)
    for name in ("chain", "lead", "duty"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return to_do(by)
        case "overdue":
            return overdue(timezone.localdate())
        case "open":
            return Q(state__in=OPEN)
    return Q(state=TaskState.CLOSED)


def page_of(wanted: TasksWanted, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[Task]]:
    return listed_rows(by, filter_tasks(wanted, by, order), ROWS, number, *LISTED)


def tasks_from(row: Any, by: Any) -> QuerySet[Task]:
    """Those that a row of another room led to."""
    prefix = f"{Task._meta.label}:"
    ends = [each.target.removeprefix(prefix) for each in links_of(row) if each.target.startswith(prefix)]
    return visible(by, Task).filter(pk__in=ends)


def with_last_word(rows: Iterable[Task], by: User) -> list[tuple[Task, str]]:
    """Each with what was said of it last: the verification, what was reported, or the last word of progress."""
    listed = list(rows)
    words: dict[int, str] = {}
    for each in visible(by, Progress).filter(task__in=listed).order_by("on", "pk"):
        words[each.task_id] = f"{each.on:%Y-%m-%d} {each.get_pace_display()}：{each.text}"
    return [(row, _ended(row) or words.get(row.pk, "")) for row in listed]


def _ended(row: Task) -> str:
    if row.state == TaskState.CLOSED and row.verified_at:
        return f"{timezone.localdate(row.verified_at):%Y-%m-%d} 核验通过：{row.verification}"
    return f"{row.reported_on:%Y-%m-%d} 报办结：{row.report}" if row.state == TaskState.REPORTED else ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One task with all that its page says about it."""

    row: Task
    offers: list[Offer]
    helpers: list[ResponsibleUnit]
    periods: list[TaskPeriod]
    progress: list[Progress]
    records: list[WorkRecord]
    history: list[Happening]
    following: Task | None


def dossier(row: Task, by: User) -> Dossier:
    return Dossier(
        row=row,
        offers=TASK.offers(row, by),
        helpers=list(row.helpers.select_related("organization", "region", "park")),
        periods=periods_of(row),
        progress=list(visible(by, Progress).filter(task=row).select_related("paper", "by")[:50]),
        records=list(visible(by, WorkRecord).filter(task=row).select_related("kind", *joined("unit"))[:50]),
        history=history_of(row),
        following=visible(by, Task).filter(to_do(by)).exclude(pk=row.pk).order_by("due", "pk").first(),
    )
