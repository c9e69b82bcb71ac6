"""Problems as the pages ask for them: the list with its counts, one problem with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, may, page_rows, units_of, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded, is_own_part
from lianzhang.kernel.lifecycle import Offer, Step, next_step
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of, subject_of
from lianzhang.registry.api import joined
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import Ticks, clocks_of, ticks_of, ticks_of_rows
from lianzhang.work.models import Clock

from .filters import Wanted
from .lifecycle import PROBLEM
from .models import CLOSED, OPEN, Problem, State
from .permissions import Permission

__all__ = [
    *("LISTED", "RELATED", "Dossier", "Lane", "Line", "Tally", "dossier", "filter_problems", "lines_of", "page_of"),
    *("tally_of", "to_do"),
]

LISTED = ("kind", "level", "chain", "enterprise", *joined("lead"))
RELATED = (*LISTED, "city", "level__rank", "segment", "region", "post", "raised_by", "answered_by", "merged_into")
ROWS = 50
SIMILAR = 3
# What those who govern decide among themselves; the firm is told what was decided, by the steps that follow.
WITHIN = (
    *("dispute", "uphold", "reassign", "ask_extension", "extend", "ask_pause", "refuse", "escalate", "instruct"),
    *("send_back", "query", "supply", "climb", "reject", "merge"),
)
# Of those that run, the one that matters first.
LIMITS = ("decide", "redo", "handle", "verify", "confirm", "accept")
LANES = {
    "accept": ("受理、分办", "分办的岗位"),
    "handle": ("办理", "主办单位"),
    "redo": ("重办", "主办单位"),
    "decide": ("批示", "上级"),
    "verify": ("核验", "核验的岗位"),
    "confirm": ("回话", "提出的一方"),
}


def to_do(by: User) -> Q:
    """What waits for this person, as what it acts now; nothing of it is another's to do."""
    active = acting(by)
    if active is None:
        return Q(pk__in=())
    waiting = Q(pk__in=())
    units = visible(by, ResponsibleUnit).filter(units_of(active)).values("pk")
    if may(by, Permission.COORDINATE):
        own = Q() if active.role.acts_for == "city" else Q(level__rank__role=active.role.code)
        asked = Q(state=State.IN_HAND) & ~Q(pending="")
        others = ~Q(lead__in=units) & ~Q(answered_by=by.pk)
        waiting |= own & Q(state=State.RAISED)
        waiting |= own & others & (Q(state__in=(State.DISPUTED, State.ANSWERED, State.QUERIED)) | asked)
    if may(by, Permission.HANDLE):
        waiting |= Q(lead__in=units, state__in=(State.ASSIGNED, State.SUSPENDED))
        waiting |= Q(lead__in=units, state=State.IN_HAND, pending="")
    if may(by, Permission.DECIDE):
        waiting |= Q(state=State.ESCALATED)
    if may(by, Permission.RAISE):
        mine = Q(post=active.post) if active.role.acts_for != "firm" else Q()
        waiting |= mine & Q(state=State.VERIFIED)
    # Said once more of all of it: so few are open that the database need not look at the others.
    return Q(state__in=OPEN) & waiting


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


def tally_of(by: User) -> Tally:
    """Three queries."""
    rows = visible(by, Problem).order_by()
    states = dict(rows.values_list("state").annotate(Count("pk")))
    return Tally(states, rows.filter(to_do(by)).count(), rows.filter(overdue(timezone.localdate())).count())


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


def page_of(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[Line]]:
    """One page of a list: keys first, then their rows."""
    rows = filter_problems(wanted, by, order)
    page = page_rows(by, rows.values_list("pk", flat=True), ROWS, number)
    shown = rows.order_by().select_related(*LISTED).in_bulk(list(page))
    return page, lines_of([shown[key] for key in page if key in shown])


def lines_of(rows: list[Problem]) -> list[Line]:
    """One query for all their limits."""
    ticks = ticks_of_rows(rows, timezone.localdate(), LIMITS)
    return [Line(row, ticks.get(row.pk)) for row in rows]


class Lane(NamedTuple):
    """A limit on the problem's page: whose it is, what for, drawn."""

    title: str
    who: str
    ticks: Ticks


@dataclass(frozen=True, slots=True)
class Dossier:
    """One problem with all that its page says about it."""

    row: Problem
    offers: list[Offer]
    lanes: list[Lane]
    history: list[Happening]
    similar: list[Problem]
    merged: list[Problem]
    following: Problem | None

    @property
    def next_step(self) -> Step | None:
        return next_step(self.offers)


def dossier(row: Problem, by: User) -> Dossier:
    today = timezone.localdate()
    clocks = [each for each in clocks_of([row]).get(subject_of(row), ()) if each.name != "climb"]
    return Dossier(
        row=row,
        offers=PROBLEM.offers(row, by),
        lanes=[_lane(each, row, today) for each in clocks],
        history=_history(row, outside=is_own_part(by)),
        similar=similar_to(row, by),
        merged=list(visible(by, Problem).filter(merged_into=row).select_related("enterprise")),
        following=visible(by, Problem).filter(to_do(by)).exclude(pk=row.pk).order_by("due", "pk").first(),
    )


def _history(row: Problem, *, outside: bool) -> list[Happening]:
    """All of it; to the firm what was done, and not the words in which those who govern speak of it."""
    if not outside:
        return history_of(row)
    untold = [f"problem.{step}" for step in WITHIN]
    return [replace(each, details=()) for each in history_of(row, untold=untold)]


def _lane(clock: Clock, row: Problem, on: date) -> Lane:
    title, who = LANES.get(clock.name, (clock.name, ""))
    names = {"主办单位": row.lead, "提出的一方": row.enterprise or row.post}
    return Lane(title, str(names.get(who) or who), ticks_of(clock, on))


def similar_to(row: Problem, by: User) -> list[Problem]:
    """Closed ones of the same kind, those alike in words first; what was not solved is among them."""
    rows = visible(by, Problem).filter(state__in=CLOSED, kind=row.kind_id).exclude(pk=row.pk)
    near = rows.filter(Q(segment=row.segment_id) | Q(chain=row.chain_id)) if row.chain_id else rows
    recent = near.select_related("enterprise", *joined("lead")).order_by("-pk")[:200]
    wanted = _pairs(row.title)
    ranked = sorted(recent, key=lambda each: len(wanted & _pairs(each.title)), reverse=True)
    return ranked[:SIMILAR]


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
