"""Second sources that are sought, as the pages ask for them: the lists with their counts, what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.supply.models import Demand, Sourcing, SourcingState
from lianzhang.supply.permissions import Permission
from lianzhang.supply.sourcing.filters import CasesWanted
from lianzhang.supply.sourcing.rules import ENDED
from lianzhang.work.api import Ticks, ticks_of_rows

__all__ = [
    *("LIMITS", "LISTED", "OPEN", "Case", "Tally", "cases_of", "filter_sourcings", "overdue", "page_of", "tally_of"),
    "to_do",
]

LISTED = ("chain", "product", "supplier", "candidate", "post")
LIMITS = ("qualify", "search")
OPEN = (SourcingState.FOUND, SourcingState.SEARCHING, SourcingState.QUALIFYING, SourcingState.SUPPLYING)
ROWS = 50


def to_do(by: User) -> Q:
    """What this post carries, until it is measured or given up."""
    active = acting(by)
    if active is None or active.post is None or not may(by, Permission.SOURCE):
        return Q(pk__in=())
    return Q(state__in=OPEN, post=active.post)


def overdue(on: date) -> Q:
    return Q(state__in=OPEN, due__lt=on)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by state, how many wait for the person, are late, are 卡脖子 and open still."""

    by_state: dict[str, int]
    todo: int
    overdue: int
    chokepoint: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in OPEN)

    @property
    def ended(self) -> int:
        return sum(self.by_state.get(state, 0) for state in ENDED)

    @property
    def measured(self) -> int:
        return self.by_state.get(SourcingState.MEASURED, 0)


def tally_of(by: User) -> Tally:
    """Two queries."""
    rows = visible(by, Sourcing).order_by()
    late, choked = Q(due__lt=timezone.localdate()), Q(chokepoint=True)
    by_state: Any = rows.values("state")
    told = list(by_state.annotate(all=Count("*"), late=Count("pk", filter=late), choked=Count("pk", filter=choked)))
    running = [each for each in told if each["state"] in OPEN]
    return Tally(
        {each["state"]: each["all"] for each in told},
        rows.filter(to_do(by)).count(),
        sum(each["late"] for each in running),
        sum(each["choked"] for each in told),
    )


ORDERS: Columns = {
    "item": ("item",),
    "state": ("state", "due"),
    "due": ("due",),
    "value": ("needed",),
    "risk": ("risk_before",),
    "stage": ("substitution",),
    "entered": ("entered_at",),
}


def filter_sourcings(wanted: CasesWanted, by: User, order: str | None = None) -> QuerySet[Sourcing]:
    """In the order asked for; else of those under way the first to run out, of the others the last to end.

    Each with what its customers need together (`needed`, 万元), and how many they are (`customers`)."""
    rows = visible(by, Sourcing).filter(*_conditions(wanted, by))
    rows = rows.annotate(needed=Sum("demands__value"), customers=Count("demands"))
    if wanted.mine in ("ended", "measured", "given_up"):
        usual = rows.order_by("-ended_at", "-pk")
    else:
        usual = rows.order_by(F("due").asc(nulls_last=True), "-pk")
    return sorted_rows(usual, ORDERS, order)


def _conditions(wanted: CasesWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        named = Q(item__contains=wanted.q) | Q(supplier_name__contains=wanted.q)
        yield named | Q(candidate_name__contains=wanted.q) | Q(pk__in=_needing(wanted.q, by))
    if wanted.mine and wanted.mine != "any":
        yield _mine(wanted.mine, by)
    for name, value in (("chain", wanted.chain), ("state", wanted.state), ("substitution", wanted.stage)):
        if value:
            yield Q(**{name: value})


def _needing(text: str, by: User) -> QuerySet[Any]:
    """What customers called so need."""
    return visible(by, Demand).filter(customer__name__contains=text).order_by().values("sourcing")


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return to_do(by)
        case "overdue":
            return overdue(timezone.localdate())
        case "chokepoint":
            return Q(chokepoint=True)
        case "ended":
            return Q(state__in=ENDED)
        case "measured" | "given_up":
            return Q(state=which)
    return Q(state__in=OPEN)


class Case(NamedTuple):
    """A case in a list with the limit that matters."""

    row: Any
    ticks: Ticks | None


def cases_of(rows: list[Sourcing]) -> list[Case]:
    """One query."""
    ticks = ticks_of_rows(rows, timezone.localdate(), LIMITS)
    return [Case(row, ticks.get(row.pk)) for row in rows]


def page_of(wanted: CasesWanted, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[Case]]:
    page, rows = listed_rows(by, filter_sourcings(wanted, by, order), ROWS, number, *LISTED)
    return page, cases_of(rows)
