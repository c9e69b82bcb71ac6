"""What problems put on the agenda of a meeting: how many are open, those past their day, those that a chief decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar

from .models import OPEN, Problem, State
from .queries import LISTED, overdue

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Six queries at most."""
    rows: Any = visible(vp.user, Problem).order_by()
    if query.chain is not None:
        rows = rows.filter(chain=query.chain)
    late = rows.filter(overdue(query.at))
    yield _figure(query, "problems_open", "在办问题", rows.filter(state__in=OPEN).count(), "open", up=False)
    yield _figure(query, "problems_late", "超期问题", late.count(), "overdue", up=False)
    solved = rows.filter(state=State.SOLVED, **query.within("closed_at"))
    yield _figure(query, "problems_closed", "办结的问题", solved.count(), "closed", group=AgendaGroup.DONE)
    for row in late.select_related(*LISTED).order_by("due", "pk")[: query.most]:
        yield _row(row, AgendaGroup.BEHIND, f"超{work_calendar().workdays_between(row.due, query.at)}")
    for row in rows.filter(state=State.ESCALATED).select_related(*LISTED).order_by("due", "pk")[: query.most]:
        yield _row(row, AgendaGroup.DECIDE, "等决定", row.advice)


def _row(row: Problem, group: AgendaGroup, state: str, note: str = "") -> AgendaRow:
    return AgendaRow(
        group=group,
        title=row.title,
        link=Link(row.title, "problem", (row.pk,)),
        kind="问题",
        state=state,
        owner=str(row.lead or ""),
        since=_day(row),
        due=row.due,
        note=note or row.get_state_display(),
        late=group == AgendaGroup.BEHIND,
        row=row,
    )


def _day(row: Problem) -> date | None:
    return row.raised_at.date() if row.raised_at else None


def _figure(
    query: AgendaQuery,
    code: str,
    title: str,
    count: int,
    mine: str,
    *,
    up: bool | None = None,
    group: AgendaGroup = AgendaGroup.MOVED,
) -> AgendaRow:
    asked = {"mine": mine} | ({"chain": query.chain.code} if query.chain is not None else {})
    link = Link(title, "problems", query=asked)
    return AgendaRow(group=group, title=title, link=link, code=code, value=Decimal(count), unit="件", up_is_good=up)
