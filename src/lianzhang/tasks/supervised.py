"""Tasks that could be supervised: those past their deadline that nobody has reported done."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.desk import Link
from lianzhang.kernel.supervision import Candidate, Said
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar

from .models import ENDED, Pace, Task, TaskState

__all__ = ["settled", "supervised"]

UNIT = ("organization", "region", "park")


def supervised(vp: Viewpoint) -> Iterator[Candidate]:
    """The longest overdue first, from one workday on; what is reported waits for the office and not for its unit."""
    today, calendar = timezone.localdate(), work_calendar()
    last = today if calendar.is_workday(today) else calendar.add_workdays(today, -1)
    late = visible(vp.user, Task).filter(state__in=(TaskState.ASSIGNED, TaskState.IN_HAND), due__lt=last)
    helpers = [f"helpers__{name}" for name in UNIT]
    rows = late.select_related("chain", "duty", "target", *joined("lead")).prefetch_related(*helpers)
    for row in rows.order_by("due", "pk"):
        yield _candidate(row)


def settled(row: object) -> bool | None:
    return row.state in ENDED if isinstance(row, Task) else None


def _candidate(row: Task) -> Candidate:
    pace = str(Pace(row.pace).label) if row.pace else ""
    return Candidate(
        kind="task",
        row=row,
        link=Link(row.title, "task", (row.pk,)),
        deadline=row.due,
        why="，".join(filter(None, (row.get_state_display(), str(row.duty or row.target or "")))),
        note="，".join(filter(None, (str(row.chain or ""), row.number))),
        chain=row.chain,
        leads=(row.lead.body,),
        helpers=tuple(each.body for each in row.helpers.all()),
        said=Said(str(row.lead), pace, row.pace_on) if pace else None,
    )
