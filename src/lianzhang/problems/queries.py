"""Problems as the pages ask for them: the list with its counts, one problem with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, in_rare_states, listed_rows, may, unit_keys, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel.filters import known_count
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.registry.api import joined
from lianzhang.work.api import Ticks, ticks_of_rows

from .filters import Wanted
from .lifecycle import STARTED
from .models import CLOSED, OPEN, Problem, State
from .permissions import Permission

__all__ = [
    *("LIMITS", "LISTED", "Line", "Tally", "filter_problems", "lines_of", "page_of", "tally_of", "to_do"),
]

LISTED = ("kind", "level", "chain", "enterprise", *joined("lead"), *joined("merged_into__lead"))
ROWS = 50
# Part of another, and asked for a word by itself.
ASKED_ALONG = Q(state=State.MERGED, due__isnull=False)
# Of those that run, the one that matters first.
LIMITS = ("decide", "redo", "handle", "verify", "confirm", "accept")


def to_do(by: User) -> Q:
    """What waits for this person, as what it acts now; nothing of it is another's to do."""
    active = acting(by)
    if active is None:
        return Q(pk__in=())
    waiting = Q(pk__in=())
    units = unit_keys(active)
    if may(by, Permission.COORDINATE):
        own = Q() if active.role.acts_for == "city" else Q(level__rank__role=active.role.code)
        asked = Q(state=State.IN_HAND) & ~Q(pending="")
        others = ~Q(lead__in=units) & ~Q(answered_by=by.pk)
        waiting |= own & Q(state=State.RAISED)
        waiting |= own & Q(state__in=STARTED, lead__ended__isnull=False)
        waiting |= own & others & (Q(state__in=(State.DISPUTED, State.ANSWERED, State.QUERIED)) | asked)
    if may(by, Permission.HANDLE):
        waiting |= Q(lead__in=units, state__in=(State.ASSIGNED, State.SUSPENDED))
        waiting |= Q(lead__in=units, state=State.IN_HAND, pending="")
    if may(by, Permission.DECIDE):
        waiting |= Q(state=State.ESCALATED)
    if may(by, Permission.RAISE):
        mine = Q(post=active.post) if active.role.acts_for != "firm" else Q()
        waiting |= mine & (Q(state=State.VERIFIED) | ASKED_ALONG)
    # Said once more of all of it: so few are open that the database need not look at the others.
    return in_rare_states(Problem, active.city, (*OPEN, State.MERGED)) & waiting


def overdue(on: date) -> Q:
    return Q(state__in=OPEN, due__lt=on)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by state, how many wait for the person, how many are past their day."""

    by_state: dict[str, int]
    todo: int
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in OPEN)

    @property
    def closed(self) -> int:
        return sum(self.by_state.get(state, 0) for state in CLOSED)

    @property
    def solved(self) -> int:
        return self.by_state.get(State.SOLVED, 0)

    @property
    def unsaid(self) -> int:
        return self.by_state.get(State.UNCONFIRMED, 0)

    @property
    def explained(self) -> int:
        return self.by_state.get(State.EXPLAINED, 0)

    def count(self, wanted: Wanted) -> int | None:
        """How many a list so narrowed holds, where it is known."""
        tabs = {name: getattr(self, name) for name in ("todo", "overdue", "open", "closed")}
        return known_count(wanted, self.by_state, tabs | {"": self.total})


def tally_of(by: User) -> Tally:
    """Two queries, of which one looks through everything in sight."""
    rows = visible(by, Problem).order_by()
    late = Count("due", filter=overdue(timezone.localdate()))
    states = list(rows.values_list("state").annotate(all=Count("*"), late=late))
    todo = rows.filter(to_do(by)).count()
    return Tally({state: count for state, count, _ in states}, todo, sum(overran for _, _, overran in states))


ORDERS: Columns = {
    "title": ("title",),
    "lead": ("lead__organization__name", "lead__region__name", "lead__park__name"),
    "due": ("due",),
    "state": ("state", "due"),
    "raised": ("raised_at",),
}


def filter_problems(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Problem]:
    """The problems wanted, in the order asked for; else of those that are open what is due first, or the latest."""
    rows = visible(by, Problem).filter(*_conditions(wanted, by))
    by_due = wanted.mine in ("todo", "overdue", "open")
    usual = rows.order_by(F("due").asc(nulls_last=True), "-pk") if by_due else rows.order_by("-pk")
    return sorted_rows(usual, ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        firm = Q(enterprise__search__contains=folded(wanted.q))
        yield Q(title__contains=wanted.q) | Q(number__startswith=wanted.q) | firm
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.kind:
        yield Q(kind__code=wanted.kind)
    if wanted.level:
        yield Q(level__code=wanted.level)
    for name in ("chain", "lead"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})
    if wanted.firm:
        yield Q(enterprise=wanted.firm)


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return to_do(by)
        case "overdue":
            return overdue(timezone.localdate())
        case "open":
            return Q(state__in=OPEN)
    return Q(state__in=CLOSED)


class Line(NamedTuple):
    """A problem in a list with the limit that matters."""

    row: Problem
    ticks: Ticks | None


def page_of(
    wanted: Wanted, number: str | None, by: User, order: str | None = None, *, tally: Tally
) -> tuple[Page, list[Line]]:
    """One page of a list: keys first, then their rows."""
    rows = filter_problems(wanted, by, order)
    page, shown = listed_rows(by, rows, ROWS, number, *LISTED, count=tally.count(wanted))
    return page, lines_of(shown)


def lines_of(rows: list[Problem]) -> list[Line]:
    """One query for all their limits."""
    ticks = ticks_of_rows(rows, timezone.localdate(), LIMITS)
    return [Line(row, ticks.get(row.pk)) for row in rows]
