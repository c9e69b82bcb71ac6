"""Records of work as the pages ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Sum

from lianzhang.access.api import acting, in_rare_states, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.registry.api import joined

from .filters import RecordsWanted
from .models import RecordState, WorkRecord
from .permissions import Permission

__all__ = [
    *("LISTED_RECORDS", "RELATED_RECORDS", "RecordTally", "filter_records", "record_tally", "records_page"),
    *("records_to_do",),
]

LISTED_RECORDS = ("kind", "topic", "chain", "region", "post", *joined("unit"))
RELATED_RECORDS = (*LISTED_RECORDS, "city", "duty__plan", "task", "entered_by", "decided_by")
ROWS = 50
ON_THEIR_WAY = (RecordState.DRAFT, RecordState.RETURNED, RecordState.SUBMITTED)


def records_to_do(by: User) -> Q:
    """Own ones that are still to be handed in, and those of others that wait to be confirmed."""
    active = acting(by)
    if active is None:
        return Q(pk__in=())
    waiting = Q(post=active.assignment.post_id, state__in=(RecordState.DRAFT, RecordState.RETURNED))
    if may(by, Permission.CONFIRM_RECORD):
        waiting |= Q(state=RecordState.SUBMITTED) & ~Q(authors__includes=by.pk)
    # Said once more of all of it: so few are on their way that the database need not look at the others.
    return in_rare_states(WorkRecord, active.city, ON_THEIR_WAY) & waiting


@dataclass(frozen=True, slots=True)
class RecordTally:
    """`saved`: what confirmed records saved, in 万元; None where none of them says so."""

    by_state: dict[str, int]
    todo: int
    saved: Decimal | None = None

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def confirmed(self) -> int:
        return self.by_state.get(RecordState.CONFIRMED, 0)

    @property
    def submitted(self) -> int:
        return self.by_state.get(RecordState.SUBMITTED, 0)


def record_tally(by: User) -> RecordTally:
    """Two queries."""
    rows = visible(by, WorkRecord).order_by()
    told = list(rows.values_list("state").annotate(Count("pk"), Sum("saved")))
    saved = {state: value for state, _, value in told}.get(RecordState.CONFIRMED)
    return RecordTally({state: count for state, count, _ in told}, rows.filter(records_to_do(by)).count(), saved)


ORDERS: Columns = {
    "title": ("title",),
    "kind": ("kind__order",),
    "date": ("date",),
    "state": ("state", "date"),
}


def filter_records(wanted: RecordsWanted, by: User, order: str | None = None) -> QuerySet[WorkRecord]:
    rows = visible(by, WorkRecord).filter(*_conditions(wanted, by)).order_by("-date", "-pk")
    return sorted_rows(rows, ORDERS, order)


def _conditions(wanted: RecordsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(title__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        active = acting(by)
        yield records_to_do(by) if wanted.mine == "todo" else Q(post=active.assignment.post_id if active else None)
    for name in ("kind", "chain", "unit", "duty"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})


def records_page(
    wanted: RecordsWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[WorkRecord]]:
    return listed_rows(by, filter_records(wanted, by, order), ROWS, number, *LISTED_RECORDS)
