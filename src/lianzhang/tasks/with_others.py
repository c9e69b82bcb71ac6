"""Tasks that units have in hand, for those who assigned them: how many, how many are late, the longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import LastWord, Link, Owing, WaitingRow, WithOthers
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import ResponsibleUnit

from .models import Task
from .permissions import Permission
from .queries import HANDLED, to_do

__all__ = ["with_others"]

MOST = 8


def with_others(vp: Viewpoint) -> WithOthers | None:
    """None for those who assign none. Three queries at most."""
    if not may(vp.user, Permission.ASSIGN):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Task).filter(state__in=HANDLED).exclude(to_do(vp.user)).order_by("due", "pk")
    held = list(rows.values_list("pk", "lead", "due"))
    late = [pk for pk, _, due in held if due < today]
    shown = rows.filter(pk__in=late[:MOST]).select_related("chain", *joined("lead")) if late else ()
    return WithOthers(
        count=len(held),
        late=len(late),
        everything=Link("任务", "tasks", query={"mine": "open"}),
        overdue=Link("任务", "tasks", query={"mine": "overdue"}),
        rows=tuple(_row(row, today) for row in shown),
        owing=tuple(_owing(held, today)),
    )


def _row(row: Task, today: date) -> WaitingRow:
    on = timezone.localdate(row.last_act_at) if row.last_act_at else row.due
    return WaitingRow(
        Link(row.title, "task", (row.pk,)),
        f"超{work_calendar().workdays_between(row.due, today)}",
        row.number,
        urgent=True,
        kind="任务",
        chain=str(row.chain or ""),
        due=row.due,
        who=str(row.lead),
        last_word=LastWord(on=on, silent=work_calendar().workdays_between(on, today)),
    )


def _owing(held: list[tuple[int, int, date]], today: date) -> Iterator[Owing]:
    dues: dict[int, list[date]] = defaultdict(list)
    for _, lead, due in held:
        dues[lead].append(due)
    names = tuple(name.removeprefix("lead__") for name in joined("lead"))
    units = ResponsibleUnit.objects.select_related(*names).in_bulk(list(dues)) if dues else {}
    for lead, days in dues.items():
        late, who = [day for day in days if day < today], str(units[lead])
        longest = work_calendar().workdays_between(min(late), today) if late else 0
        link = Link(who, "tasks", query={"lead": str(lead), "mine": "open"})
        yield Owing(who, len(days), len(late), longest, link)
