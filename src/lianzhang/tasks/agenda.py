"""What tasks and records of work put on the agenda of a meeting: what is open and late, and what work was done."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import WorkKind
from lianzhang.registry.api import joined, work_calendar

from .models import COUNTS, OPEN, RecordState, Task, WorkRecord
from .queries import overdue

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Five queries."""
    of_chain = {} if query.chain is None else {"chain": query.chain}
    asked = {} if query.chain is None else {"chain": query.chain.code}
    rows: Any = visible(vp.user, Task).filter(**of_chain).order_by()
    late = rows.filter(overdue(query.at))
    counts = (
        ("tasks_open", "在办任务", rows.filter(state__in=OPEN).count(), "open", None),
        ("tasks_late", "超期任务", late.count(), "overdue", False),
    )
    for code, title, count, mine, up in counts:
        link = Link(title, "tasks", query=asked | {"mine": mine})
        value = Decimal(count)
        yield AgendaRow(
            group=AgendaGroup.MOVED, title=title, link=link, code=code, value=value, unit="件", up_is_good=up
        )
    for row in late.select_related(*joined("lead")).order_by("due", "pk")[: query.most]:
        yield _late(row, query)
    records: Any = visible(vp.user, WorkRecord).filter(COUNTS, **of_chain)
    done = records.filter(date__gte=query.since, date__lte=query.at).order_by()
    kinds = {each.pk: each for each in WorkKind.objects.filter(plan__city=vp.city)}
    for pk, count in done.values_list("kind").annotate(many=Count("*")):
        if kind := kinds.get(pk):
            link = Link(kind.name, "work_records", query=asked | {"kind": kind.code, "state": RecordState.CONFIRMED})
            code, value = f"record_{kind.code}", Decimal(count)
            yield AgendaRow(group=AgendaGroup.DONE, title=kind.name, link=link, code=code, value=value, unit="条")


def _late(row: Task, query: AgendaQuery) -> AgendaRow:
    return AgendaRow(
        group=AgendaGroup.BEHIND,
        title=row.title,
        link=Link(row.title, "task", (row.pk,)),
        kind="任务",
        state=f"超{work_calendar().workdays_between(row.due, query.at)}",
        owner=str(row.lead),
        since=row.assigned_at.date(),
        due=row.due,
        note=str(row.get_pace_display() if row.pace else "没有进展记录"),
        late=True,
        row=row,
    )
