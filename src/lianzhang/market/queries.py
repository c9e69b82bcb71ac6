"""Needs, postings and matches as the lists ask for them, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lianzhang.access.api import acting, in_rare_states, listed_rows, may, page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import known_count
from lianzhang.kernel.sorting import Columns, sorted_rows

from .filters import Wanted
from .judging import to_judge
from .models import DONE, RUNNING, Answer, FollowUp, Match, MatchState, Need, NeedState, Posting, Side
from .permissions import Permission
from .stuck import stuck_needs

__all__ = [
    *("MATCH_LISTED", "NEED_LISTED", "POSTING_LISTED", "Tally", "answered_by_self", "filter_matches", "filter_needs"),
    *("filter_postings", "follow_ups_to_answer", "matches_to_do", "page_of_matches", "page_of_needs"),
    *("page_of_postings", "slow", "tally_of", "to_check", "to_do", "with_answers"),
]

ROWS = 50
NEED_LISTED = ("kind", "enterprise", "chain", "post", "entered_by")
POSTING_LISTED = ("kind", "chain")
MATCH_LISTED = ("need__kind", "need__enterprise", "need__chain", "enterprise", "body", "stage")
ENDED = (NeedState.MET, NeedState.LAPSED, NeedState.WITHDRAWN, NeedState.POOLED)
WAITING = (NeedState.SUBMITTED, NeedState.RETURNED, NeedState.DRAFT)
# Listed customers that have no account here: who asks for them notes that they met.
WITHOUT_ACCOUNT = Q(
    need__customer__isnull=False,
    enterprise__isnull=False,
    enterprise__organization=None,
    state=MatchState.SUGGESTED,
)


def _running(by: User) -> QuerySet[Match]:
    """Of the need of a query around it, what answers it and did not come to nothing."""
    return visible(by, Match).filter(need=OuterRef("pk")).exclude(state=MatchState.FAILED).order_by()


def unanswered(by: User) -> Q:
    """Open needs that nobody answers."""
    return Q(state=NeedState.OPEN) & ~Q(Exists(_running(by)))


def to_check(by: User) -> QuerySet[Need]:
    """What waits to be checked and published by this person; nobody checks what they typed."""
    if not may(by, Permission.CHECK):
        return visible(by, Need).none()
    return visible(by, Need).filter(~Q(authors__includes=by.pk), state=NeedState.SUBMITTED)


def to_do(by: User) -> Q:
    """Needs that wait for this person: to be checked, or to be written on where they came back."""
    active = acting(by)
    own = Q(pk__in=())
    if active is not None and active.post is not None and may(by, Permission.ENTER):
        own = Q(post=active.post, state__in=(NeedState.RETURNED, NeedState.DRAFT))
    waiting = own | Q(pk__in=to_check(by).values("pk"))
    # Said once more of all of it: so few wait that the database need not look at the others.
    return in_rare_states(Need, active.city, WAITING) & waiting if active is not None else waiting


def matches_to_do(by: User) -> Q:
    """Answers that wait for this person: suggested to them, agreed and to be delivered to them, or to be judged."""
    active = acting(by)
    if active is None or active.post is None or not may(by, Permission.MATCH):
        return Q(pk__in=())
    if active.role.acts_for == "firm":
        firm = active.organization or 0
        mine = Q(enterprise__organization=firm, state=MatchState.SUGGESTED)
        met = Q(need__enterprise__organization=firm) & WITHOUT_ACCOUNT
        return mine | met | Q(need__enterprise__organization=firm, state=MatchState.AGREED)
    met = Q(need__post=active.post) & WITHOUT_ACCOUNT
    return Q(body=active.post, state=MatchState.SUGGESTED) | met | to_judge(by)


def follow_ups_to_answer(by: User) -> QuerySet[FollowUp]:
    """Questions what came of it that are put to this person's side."""
    active = acting(by)
    if active is None or active.post is None or not may(by, Permission.MATCH):
        return visible(by, FollowUp).none()
    asked = visible(by, FollowUp).filter(state=Answer.ASKED)
    if active.role.acts_for == "firm":
        firm = active.organization or 0
        owner = Q(side=Side.OWNER, match__need__enterprise__organization=firm)
        return asked.filter(owner | Q(side=Side.PARTY, match__enterprise__organization=firm))
    stays = Q(months__isnull=False, match__need__post=active.post)  # of a need that the post entered for a firm
    return asked.filter(Q(side=Side.PARTY, match__body=active.post) | stays)


def slow(on: date) -> Q:
    """Answers that stay in a stage longer than the plan calls healthy."""
    return Q(state__in=RUNNING, slow_on__lt=on)


@dataclass(frozen=True, slots=True)
class Tally:
    """Needs in sight by state; `todo` wait for who looks, `unanswered` are open and nobody answers."""

    by_state: dict[str, int]
    todo: int
    unanswered: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return self.by_state.get(NeedState.OPEN, 0)

    @property
    def met(self) -> int:
        return self.by_state.get(NeedState.MET, 0)

    def count(self, wanted: Wanted) -> int | None:
        """How many a list so narrowed holds, where it is known."""
        tabs = {name: getattr(self, name) for name in ("todo", "open", "unanswered")}
        return known_count(wanted, self.by_state, tabs | {"": self.total})


def tally_of(by: User) -> Tally:
    """Three queries."""
    rows = visible(by, Need).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    return Tally(states, rows.filter(to_do(by)).count(), rows.filter(unanswered(by)).count())


NEED_ORDERS: Columns = {
    "title": ("title",),
    "firm": ("enterprise__name",),
    "kind": ("kind__order",),
    "state": ("state", "valid_until"),
    "valid": ("valid_until",),
    "value": ("value",),
}
MATCH_ORDERS: Columns = {
    "need": ("need__title",),
    "party": ("enterprise__name",),
    "state": ("state", "stage__order"),
    "staged": ("staged_on",),
    "value": ("value",),
}
POSTING_ORDERS: Columns = {
    "title": ("title",),
    "kind": ("kind__order",),
    "published": ("published_on",),
    "valid": ("valid_until",),
}


def filter_needs(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Need]:
    rows = visible(by, Need).filter(*_common(wanted), *_of_needs(wanted, by))
    return sorted_rows(rows.order_by("-pk"), NEED_ORDERS, order)


def _common(wanted: Wanted, path: str = "") -> Iterator[Q]:
    for name in ("kind", "chain"):
        if value := getattr(wanted, name):
            yield Q(**{f"{path}{name}": value})
    if wanted.published:
        yield Q(**{f"{path}published_on__year": int(wanted.published)})


def _of_needs(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(title__contains=wanted.q) | Q(text__contains=wanted.q) | Q(enterprise__name__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    match wanted.mine:
        case "todo":
            yield to_do(by)
        case "own":
            active = acting(by)
            yield Q(post=active.post) if active and active.post else Q(pk__in=())
        case "open":
            yield Q(state=NeedState.OPEN)
        case "unanswered":
            yield unanswered(by)
        case "stuck":
            yield Q(pk__in=stuck_needs(by).values("pk"))
        case "ended":
            yield Q(state__in=ENDED)


def page_of_needs(wanted: Wanted, number: str | None, by: User, order: str | None = None, *, tally: Tally) -> Page:
    """Keys first, then their rows."""
    rows = with_answers(filter_needs(wanted, by, order), by)
    page, shown = listed_rows(by, rows, ROWS, number, *NEED_LISTED, count=tally.count(wanted))
    page.object_list = shown
    return page


def with_answers(rows: QuerySet[Need], by: User) -> QuerySet[Need]:
    """Needs as lists show them, each with `answers`: how many answer it."""
    counts = _running(by).values("need").annotate(count=Count("*")).values("count")
    return rows.annotate(answers=Coalesce(Subquery(counts), 0))


def filter_matches(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Match]:
    rows = visible(by, Match).filter(*_common(wanted, "need__"), *_of_matches(wanted, by))
    return sorted_rows(rows.order_by("-pk"), MATCH_ORDERS, order)


def _of_matches(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(need__title__contains=wanted.q) | Q(enterprise__name__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    match wanted.mine:
        case "todo":
            yield matches_to_do(by)
        case "running":
            yield Q(state__in=RUNNING)
        case "slow":
            yield slow(timezone.localdate())
        case "delivered":
            yield Q(state__in=DONE)
        case "failed":
            yield Q(state=MatchState.FAILED)


def page_of_matches(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> Page:
    """Keys first, then their rows."""
    page, shown = listed_rows(by, filter_matches(wanted, by, order), ROWS, number, *MATCH_LISTED)
    page.object_list = shown
    return page


def filter_postings(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Posting]:
    """What is on notice, or published and open still, of others; own needs have a list of their own."""
    rows = visible(by, Posting).filter(*_common(wanted), Q(open=True) | Q(notice=True))
    if wanted.q:
        rows = rows.filter(Q(title__contains=wanted.q) | Q(text__contains=wanted.q))
    return sorted_rows(rows.exclude(_own(by)).order_by("-published_on", "-pk"), POSTING_ORDERS, order)


def _own(by: User) -> Q:
    active = acting(by)
    if active is None or active.role.acts_for != "firm":
        return Q(pk__in=())
    return Q(need__enterprise__organization=active.organization or 0)


def page_of_postings(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> Page:
    return page_rows(by, filter_postings(wanted, by, order).select_related(*POSTING_LISTED), ROWS, number)


def answered_by_self(rows: list[Any], by: User) -> dict[int, Match]:
    """One's own answers to postings, by the need."""
    active = acting(by)
    if active is None or active.post is None:
        return {}
    if active.role.acts_for == "firm":
        own = Q(enterprise__organization=active.organization or 0)
    else:
        own = Q(body=active.post)
    given = visible(by, Match).filter(own, need__in=[row.need_id for row in rows])
    return {each.need_id: each for each in given}
