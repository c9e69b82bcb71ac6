"""Applications and awards as the lists ask for them, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import acting, listed_rows, may, page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import known_count
from lianzhang.kernel.sorting import Columns, sorted_rows

from .filters import Wanted
from .levels import at_own_level
from .models import ENDED, OPEN, Application, ApplicationState, Award, AwardState, Payment, PaymentState
from .permissions import Permission

__all__ = [
    *("APPLICATION_LISTED", "AWARD_LISTED", "LATE", "UNPAID", "Owed", "Tally", "filter_applications"),
    *("filter_awards", "late", "owed_of", "page_of_applications", "page_of_awards", "payments_due", "tally_of"),
    *("to_decide", "to_do"),
]

ROWS = 50
SOON = timedelta(days=90)  # before an award ends
APPLICATION_LISTED = ("programme__kind", "enterprise", "level", "post", "entered_by")
AWARD_LISTED = ("application__programme__kind", "application__programme__unit", "enterprise")
UNPAID = Q(state=AwardState.HELD, amount__gt=F("paid"))


def LATE(on: date) -> Q:
    """Promised by a day that has passed, and not wholly paid."""
    return UNPAID & Q(due_on__lt=on)


def late(on: date) -> Q:
    """Before a level longer than its clock."""
    return Q(state=ApplicationState.SUBMITTED, due__lt=on)


def to_decide(by: User) -> QuerySet[Application]:
    """What lies before this person's level; nobody decides what they, or their unit, filed."""
    active = acting(by)
    rows = visible(by, Application)
    if active is None or active.post is None or not may(by, Permission.DECIDE):
        return rows.none()
    rows = rows.filter(at_own_level(active), ~Q(authors__includes=by.pk), state=ApplicationState.SUBMITTED)
    own = Q(post=active.post)
    if active.organization is not None:
        own |= Q(post__organization=active.organization) | Q(enterprise__organization=active.organization)
    return rows.exclude(pk__in=visible(by, Application).filter(own, state=ApplicationState.SUBMITTED).values("pk"))


def to_do(by: User) -> Q:
    """Applications that wait for this person: to be decided, handed in, or mended where they came back."""
    active = acting(by)
    own = Q(pk__in=())
    if active is not None and active.post is not None and may(by, Permission.ENTER):
        own = Q(post=active.post, state__in=(ApplicationState.DRAFT, ApplicationState.RETURNED))
    return own | Q(pk__in=to_decide(by).values("pk"))


def payments_due(by: User) -> QuerySet[Payment]:
    """Planned payments that this person may record as paid."""
    rows = visible(by, Payment)
    if not may(by, Permission.PAY):
        return rows.none()
    return rows.filter(state=PaymentState.PLANNED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Applications in sight by state; `todo` wait for who looks, `overdue` lie before a level too long."""

    by_state: dict[str, int]
    todo: int
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(each, 0) for each in OPEN)

    @property
    def closed(self) -> int:
        return sum(self.by_state.get(each, 0) for each in ENDED)

    def count(self, wanted: Wanted) -> int | None:
        """How many a list so narrowed holds, where it is known."""
        tabs = {name: getattr(self, name) for name in ("todo", "overdue", "open", "closed")}
        return known_count(wanted, self.by_state, tabs | {"": self.total})


def tally_of(by: User) -> Tally:
    """Three queries."""
    rows = visible(by, Application).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    return Tally(states, rows.filter(to_do(by)).count(), rows.filter(late(timezone.localdate())).count())


@dataclass(frozen=True, slots=True)
class Owed:
    """What is promised and not paid of awards in sight, in 万元; of it late, and how many awards each."""

    count: int
    sum: Decimal
    late: int
    late_sum: Decimal


def owed_of(rows: QuerySet[Award], on: date) -> Owed:
    """One query."""
    left = F("amount") - F("paid")
    told = (
        rows.filter(UNPAID)
        .order_by()
        .aggregate(
            count=Count("*"),
            sum=Sum(left),
            late=Count("pk", filter=LATE(on)),
            late_sum=Sum(left, filter=LATE(on)),
        )
    )
    return Owed(told["count"], told["sum"] or Decimal(0), told["late"], told["late_sum"] or Decimal(0))


APPLICATION_ORDERS: Columns = {
    "programme": ("programme__order",),
    "firm": ("enterprise__name",),
    "state": ("state", "level__order"),
    "asked": ("asked",),
    "due": ("due",),
    "submitted": ("submitted_on",),
}
AWARD_ORDERS: Columns = {
    "programme": ("application__programme__order",),
    "firm": ("enterprise__name",),
    "decided": ("decided_on",),
    "amount": ("amount",),
    "paid": ("paid",),
    "due": ("due_on",),
}


def filter_applications(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Application]:
    rows = visible(by, Application).filter(*_common(wanted), *_of_applications(wanted, by))
    first = ("due", "pk") if wanted.mine in ("todo", "overdue") else ("-pk",)
    return sorted_rows(rows.order_by(*first), APPLICATION_ORDERS, order)


def _common(wanted: Wanted, path: str = "") -> Iterator[Q]:
    if wanted.programme:
        yield Q(**{f"{path}programme": wanted.programme})
    if wanted.kind:
        yield Q(**{f"{path}programme__kind": wanted.kind})
    if wanted.year:
        yield Q(year=int(wanted.year))
    if wanted.q:
        yield Q(enterprise__name__contains=wanted.q) | Q(**{f"{path}object__contains": wanted.q})


def _of_applications(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.state:
        yield Q(state=wanted.state)
    match wanted.mine:
        case "todo":
            yield to_do(by)
        case "overdue":
            yield late(timezone.localdate())
        case "open":
            yield Q(state__in=OPEN)
        case "closed":
            yield Q(state__in=ENDED)


def page_of_applications(
    wanted: Wanted, number: str | None, by: User, order: str | None = None, *, tally: Tally
) -> Page:
    """Keys first, then their rows."""
    rows = filter_applications(wanted, by, order)
    page, shown = listed_rows(by, rows, ROWS, number, *APPLICATION_LISTED, count=tally.count(wanted))
    page.object_list = shown
    return page


def filter_awards(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Award]:
    """What is promised and late comes first."""
    today = timezone.localdate()
    rows = visible(by, Award).filter(*_common(wanted, "application__"))
    match wanted.mine:
        case "unpaid":
            rows = rows.filter(UNPAID)
        case "late":
            rows = rows.filter(LATE(today))
        case "removed":
            rows = rows.filter(state=AwardState.REMOVED)
        case "ending":
            rows = rows.filter(state=AwardState.HELD, valid_until__gte=today, valid_until__lte=today + SOON)
    first: tuple[Any, ...] = ("-decided_on", "-pk")
    if wanted.mine in ("unpaid", "late"):
        first = (F("due_on").asc(nulls_last=True), "pk")
    return sorted_rows(rows.order_by(*first), AWARD_ORDERS, order)


def page_of_awards(wanted: Wanted, number: str | None, by: User, order: str | None = None, *, owed: Owed) -> Page:
    rows = filter_awards(wanted, by, order).select_related(*AWARD_LISTED)
    count = known_count(wanted, {}, {"unpaid": owed.count, "late": owed.late})
    return page_rows(by, rows, ROWS, number, count=count)
