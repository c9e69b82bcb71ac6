"""Visits and promises as the pages ask for them: the lists with their counts, one of them with all said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, listed_rows, may, page_rows, units_of, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.api import joined
from lianzhang.registry.models import Post, ResponsibleUnit

from .filters import PromisesWanted, VisitsWanted
from .lifecycle import PROMISE, VISIT
from .models import HELD, Promise, PromiseState, Reply, Visit, VisitState
from .permissions import Permission

__all__ = [
    *("LISTED", "LISTED_PROMISES", "RELATED", "RELATED_PROMISES", "PromiseDossier", "PromiseTally", "VisitDossier"),
    *("VisitTally", "filter_promises", "filter_visits", "overdue", "promise_dossier", "promise_page", "promise_tally"),
    *("promises_to_do", "visit_dossier", "visit_page", "visit_tally", "visits_to_do"),
]

LISTED = ("kind", "enterprise", "chain", "region", "lead")
RELATED = (*LISTED, "city", "post", "entered_by", "kind__duty")
LISTED_PROMISES = ("enterprise", "chain", *joined("unit"))
RELATED_PROMISES = (*LISTED_PROMISES, "city", "region", "post", "entered_by", "visit__kind", "visit__lead")
ROWS = 50


def visits_to_do(by: User) -> Q:
    """What waits for this person: visits whose day is past, to be written, to be confirmed."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.ENTER):
        own = Q(post=active.post) | Q(lead=active.post)
        waiting |= own & (Q(state=VisitState.HELD) | Q(state=VisitState.PLANNED, date__lt=timezone.localdate()))
    if may(by, Permission.CONFIRM):
        # Who had a hand in it is told apart by its table; the list shows what others wrote.
        waiting |= Q(state=VisitState.WRITTEN) & ~Q(entered_by=by.pk)
    return Q(state__in=(VisitState.PLANNED, VisitState.HELD, VisitState.WRITTEN)) & waiting


def promises_to_do(by: User) -> Q:
    """What this person's unit owes, and what may be found kept as the firm said so."""
    active = acting(by)
    if active is None:
        return NOTHING
    waiting = NOTHING
    units = visible(by, ResponsibleUnit).filter(pk__in=units_of(active)).values("pk")
    if may(by, Permission.SPEAK):
        waiting |= Q(unit__in=units)
    if may(by, Permission.DECIDE):
        waiting |= Q(heard=Reply.KEPT) & ~Q(unit__in=units)
    return Q(state=PromiseState.OPEN) & waiting


def overdue(on: date) -> Q:
    return Q(state=PromiseState.OPEN, deadline__lt=on)


@dataclass(frozen=True, slots=True)
class VisitTally:
    """How many there are in sight: by state, how many wait for the person, are past their day without a word."""

    by_state: dict[str, int]
    todo: int
    silent: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def held(self) -> int:
        return sum(self.by_state.get(state, 0) for state in HELD)

    @property
    def coming(self) -> int:
        return self.by_state.get(VisitState.PLANNED, 0) - self.silent


def visit_tally(by: User) -> VisitTally:
    """Three queries."""
    rows = visible(by, Visit).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    silent = rows.filter(state=VisitState.PLANNED, date__lt=timezone.localdate()).count()
    return VisitTally(states, rows.filter(visits_to_do(by)).count(), silent)


@dataclass(frozen=True, slots=True)
class PromiseTally:
    """How many there are in sight: by state, how many wait for the person, are past their day, kept in time."""

    by_state: dict[str, int]
    todo: int
    overdue: int
    in_time: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return self.by_state.get(PromiseState.OPEN, 0)

    @property
    def kept(self) -> int:
        return self.by_state.get(PromiseState.KEPT, 0)

    @property
    def broken(self) -> int:
        return self.by_state.get(PromiseState.BROKEN, 0)


def promise_tally(by: User) -> PromiseTally:
    """Four queries."""
    rows = visible(by, Promise).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    late = rows.filter(overdue(timezone.localdate())).count()
    in_time = rows.filter(state=PromiseState.KEPT, kept_on__lte=F("deadline")).count()
    return PromiseTally(states, rows.filter(promises_to_do(by)).count(), late, in_time)


ORDERS: Columns = {
    "topic": ("topic",),
    "kind": ("kind__order",),
    "lead": ("lead__name",),
    "date": ("date",),
    "state": ("state", "date"),
}
PROMISE_ORDERS: Columns = {
    "text": ("text",),
    "unit": ("unit__organization__name", "unit__region__name", "unit__park__name"),
    "deadline": ("deadline",),
    "state": ("state", "deadline"),
    "said": ("said_on",),
    "moved": ("moved",),
}


def filter_visits(wanted: VisitsWanted, by: User, order: str | None = None) -> QuerySet[Visit]:
    """The visits wanted, in the order asked for; else what is to come first, or the latest."""
    rows = visible(by, Visit).filter(*_conditions(wanted, by))
    usual = ("date", "-pk") if wanted.mine in ("todo", "coming", "silent") else ("-date", "-pk")
    return sorted_rows(rows.order_by(*usual), ORDERS, order)


def _conditions(wanted: VisitsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(topic__contains=wanted.q) | Q(target__contains=wanted.q) | Q(enterprise__name__contains=wanted.q)
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.year:
        yield Q(date__gte=date(wanted.year, 1, 1), date__lte=date(wanted.year, 12, 31))
    yield from _same(wanted, {"state": "state", "firm": "enterprise", "kind": "kind"})


def _same(wanted: Any, names: dict[str, str]) -> Iterator[Q]:
    for name, path in (names | {"chain": "chain", "region": "region"}).items():
        if value := getattr(wanted, name):
            yield Q(**{path: value})


def _mine(which: str, by: User) -> Q:
    today = timezone.localdate()
    match which:
        case "todo":
            return visits_to_do(by)
        case "coming":
            return Q(state=VisitState.PLANNED, date__gte=today)
        case "silent":
            return Q(state=VisitState.PLANNED, date__lt=today)
    return Q(state__in=HELD)


def filter_promises(wanted: PromisesWanted, by: User, order: str | None = None) -> QuerySet[Promise]:
    """The promises wanted, in the order asked for; else of those that are open what is due first, or the latest."""
    rows = visible(by, Promise).filter(*_promise_conditions(wanted, by))
    by_day = wanted.mine in ("todo", "open", "overdue")
    return sorted_rows(rows.order_by(*(("deadline", "-pk") if by_day else ("-pk",))), PROMISE_ORDERS, order)


def _promise_conditions(wanted: PromisesWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(text__contains=wanted.q) | Q(target__contains=wanted.q) | Q(enterprise__name__contains=wanted.q)
    if wanted.mine:
        yield _promises_mine(wanted.mine, by)
    yield from _same(wanted, {"state": "state", "firm": "enterprise", "visit": "visit", "unit": "unit"})


def _promises_mine(which: str, by: User) -> Q:
    today = timezone.localdate()
    match which:
        case "todo":
            return promises_to_do(by)
        case "open":
            return Q(state=PromiseState.OPEN)
        case "overdue":
            return overdue(today)
    return Q(state=PromiseState.KEPT)


def visit_page(
    wanted: VisitsWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Visit]]:
    """One page of the list, each visit with how much was `promised`, and how much of it is `owing` still."""
    rows = filter_visits(wanted, by, order)
    page = page_rows(by, rows.values_list("pk", flat=True), ROWS, number)
    still = Count("promises", filter=Q(promises__state=PromiseState.OPEN))
    made = Count("promises", filter=~Q(promises__state=PromiseState.WITHDRAWN))
    counted = visible(by, Visit).order_by().select_related(*LISTED).annotate(promised=made, owing=still)
    shown = counted.in_bulk(list(page))
    return page, [shown[key] for key in page if key in shown]


def promise_page(
    wanted: PromisesWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Promise]]:
    return listed_rows(by, filter_promises(wanted, by, order), ROWS, number, *LISTED_PROMISES)


@dataclass(frozen=True, slots=True)
class VisitDossier:
    """One visit with all that its page says about it. `firm` is whether the reader may open the firm,
    `promises_more` whether a promise may be added."""

    row: Visit
    offers: list[Offer]
    members: list[Post]
    promises: list[Promise]
    history: list[Happening]
    firm: bool
    promises_more: bool
    following: Visit | None


def visit_dossier(row: Visit, by: User) -> VisitDossier:
    promises = visible(by, Promise).filter(visit=row).select_related(*LISTED_PROMISES).order_by("deadline", "pk")
    return VisitDossier(
        row=row,
        offers=VISIT.offers(row, by),
        members=list(row.members.order_by("code")),
        promises=list(promises[:ROWS]),
        history=history_of(row),
        firm=row.enterprise_id is not None and bool(firms_in_sight(by, [row.enterprise_id])),
        promises_more=row.is_held and may(by, Permission.ENTER, row),
        following=visible(by, Visit).filter(visits_to_do(by)).exclude(pk=row.pk).order_by("date", "pk").first(),
    )


@dataclass(frozen=True, slots=True)
class PromiseDossier:
    """One promise with all that its page says about it. `visit` is whether the reader may open the visit."""

    row: Promise
    offers: list[Offer]
    visit: bool
    history: list[Happening]
    following: Promise | None


def promise_dossier(row: Promise, by: User) -> PromiseDossier:
    waiting = visible(by, Promise).filter(promises_to_do(by)).exclude(pk=row.pk)
    return PromiseDossier(
        row=row,
        offers=[each for each in PROMISE.offers(row, by) if each.step.name != "reply" or may(by, Permission.REPLY)],
        visit=row.visit_id is not None and visible(by, Visit).filter(pk=row.visit_id).exists(),
        history=history_of(row),
        following=waiting.order_by("deadline", "pk").first(),
    )
