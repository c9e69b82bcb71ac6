"""What visits and promises put on the agenda of a meeting: what was promised and is not kept, how often one went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar

from .models import HELD, Promise, PromiseState, Visit
from .permissions import Permission
from .queries import LISTED_PROMISES

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """The longest overdue first; then how much is owed, and how often firms were visited."""
    if not may(vp.user, Permission.READ):
        return
    of_chain: dict[str, Any] = {} if query.chain is None else {"chain": query.chain}
    named = {} if query.chain is None else {"chain": query.chain.code}
    made = visible(vp.user, Promise).filter(state=PromiseState.OPEN, made_on__lte=query.at, **of_chain)
    for row in made.select_related(*LISTED_PROMISES).order_by("deadline", "pk")[: query.most]:
        yield _promised(row, query.at)
    owed = Link("没有兑现的承诺", "promises", query=named | {"mine": "open"})
    yield AgendaRow(
        group=AgendaGroup.MOVED, title="没有兑现的承诺", link=owed, code="promises_open",
        value=Decimal(made.count()), unit="件", up_is_good=False,
    )  # fmt: skip
    held = visible(vp.user, Visit).filter(state__in=HELD, date__gte=query.since, date__lte=query.at, **of_chain)
    yield AgendaRow(
        group=AgendaGroup.DONE, title="走访", link=Link("走访", "visits", query=named | {"mine": "held"}),
        code="visits_made", value=Decimal(held.count()), unit="次", up_is_good=True,
    )  # fmt: skip


def _promised(row: Promise, at: date) -> AgendaRow:
    late = row.deadline < at
    return AgendaRow(
        group=AgendaGroup.PROMISED,
        title=row.text,
        link=Link(row.text, "promise", (row.pk,)),
        kind="missed" if late else "running",
        state=f"超{work_calendar().workdays_between(row.deadline, at)}" if late else "没到期",
        owner=str(row.unit),
        since=row.made_on,
        due=row.deadline,
        note=row.said,
        late=late,
        row=row,
    )
