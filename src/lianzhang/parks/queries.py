"""Capacities as the pages ask for them: the list with what is left of each, one with what draws on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of

from .filters import Wanted
from .left import Left, left_of
from .lifecycle import CAPACITY
from .models import COMING, Capacity, CapacityState
from .permissions import Permission
from .scope import acted

__all__ = [
    *(
        "CAPACITY_LISTED",
        "CapacityDossier",
        "Line",
        "Tally",
        "capacity_dossier",
        "filter_capacities",
        "late",
        "lines_of",
    ),
    *("mine", "page_of_capacities", "stale", "tally_of", "to_do"),
]

ROWS = 50
CAPACITY_LISTED = ("kind", "park", "region", "unit")
OLD = timedelta(days=365)  # after which a statement of what is used is asked for again
ORDERS: Columns = {
    "name": ("name",),
    "kind": ("kind__order", "name"),
    "state": ("state", "ready_on"),
    "amount": ("amount",),
}


def late() -> Q:
    """What was to be usable by a day that passed."""
    return Q(state__in=COMING, ready_on__lt=timezone.localdate())


def stale() -> Q:
    """What is usable and good still, and nobody said for a year how much of it is used."""
    today = timezone.localdate()
    good = Q(lapses_on=None) | Q(lapses_on__gte=today)
    return good & Q(state=CapacityState.USABLE) & (Q(used_on=None) | Q(used_on__lt=today - OLD))


def mine(by: User) -> Q:
    """What the post of this person writes."""
    return acted(by, Capacity, Permission.KEEP)


def to_do(by: User) -> Q:
    return mine(by) & (late() | stale())


@dataclass(frozen=True, slots=True)
class Line:
    """One capacity with what is left of it."""

    row: Capacity
    left: Left

    @property
    def word(self) -> str:
        return self.left.word if self.row.state == CapacityState.USABLE else self.row.get_state_display()

    @property
    def late(self) -> bool:
        return self.row.state in COMING and self.row.ready_on is not None and self.row.ready_on < timezone.localdate()

    @property
    def stale(self) -> bool:
        """Nobody said for a year how much of it is used."""
        row, today = self.row, timezone.localdate()
        return self.left.usable and not self.left.lapsed and (row.used_on is None or row.used_on < today - OLD)


def lines_of(rows: Iterable[Capacity]) -> list[Line]:
    listed = list(rows)
    left = left_of(listed)
    return [Line(row, left[row.pk]) for row in listed]


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is in sight, withdrawn apart: `usable` of them can be used, and of these some are full or unknown."""

    total: int
    usable: int
    full: int
    unknown: int
    late: int
    todo: int


def tally_of(by: User) -> Tally:
    """Two queries, and one for each room that draws."""
    lines = lines_of(visible(by, Capacity).exclude(state=CapacityState.WITHDRAWN))
    good = [each for each in lines if each.left.usable and not each.left.lapsed]
    return Tally(
        total=len(lines),
        usable=len(good),
        full=sum(each.left.full for each in good),
        unknown=sum(each.left.left is None for each in good),
        late=sum(each.late for each in lines),
        todo=visible(by, Capacity).filter(to_do(by)).count(),
    )


def filter_capacities(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Capacity]:
    rows = visible(by, Capacity).filter(*_conditions(wanted, by)).select_related(*CAPACITY_LISTED)
    if not wanted.state:
        rows = rows.exclude(state=CapacityState.WITHDRAWN)
    if wanted.mine in ("full", "unknown"):
        rows = rows.filter(pk__in=[each.row.pk for each in lines_of(rows) if _is(each, wanted.mine)])
    return sorted_rows(rows.order_by("kind__order", "name", "pk"), ORDERS, order)


def _is(line: Line, word: str) -> bool:
    good = line.left.usable and not line.left.lapsed
    return line.left.full if word == "full" else good and line.left.left is None


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(name__contains=wanted.q) | Q(works__contains=wanted.q)
    if wanted.form:
        yield Q(kind__form=wanted.form)
    for name in ("kind", "park", "year", "state"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})
    if wanted.mine == "todo":
        yield to_do(by)
    if wanted.mine == "late":
        yield late()


def page_of_capacities(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> Page:
    page = page_rows(by, filter_capacities(wanted, by, order), ROWS, number)
    page.object_list = lines_of(page.object_list)
    return page


@dataclass(frozen=True, slots=True)
class CapacityDossier:
    """One capacity with all that its page says."""

    line: Line
    offers: list[Offer]
    history: list[Happening]

    @property
    def share(self) -> Decimal | None:
        """What part of it is taken; None where that is unknown."""
        left = self.line.left
        return left.taken / left.amount if left.known and left.amount else None

    @property
    def unused(self) -> Decimal:
        """What nobody took of one that lapsed."""
        left = self.line.left
        return max((left.amount or left.taken) - left.taken, Decimal(0))


def capacity_dossier(row: Capacity, by: User) -> CapacityDossier:
    (line,) = lines_of([row])
    return CapacityDossier(line, CAPACITY.offers(row, by), history_of(row))
