"""When a task is due: its deadline, or period by period where it has a cadence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from lianzhang.kernel.periods import Period, windows

from .models import COUNTS, Task, WorkRecord

__all__ = ["TaskPeriod", "next_due", "periods_of"]


class TaskPeriod(NamedTuple):
    """A period of a task with a cadence: due on `due`, kept by a confirmed record of a day in it."""

    period: Period
    due: date
    kept: bool


def periods_of(row: Task) -> list[TaskPeriod]:
    """Every period from that of the assignment on, up to the deadline. One query; none of a task without a cadence."""
    if not row.cadence:
        return []
    kept: Iterable[date] = ()
    if row.pk is not None:
        kept = WorkRecord.objects.filter(COUNTS, task=row).values_list("date", flat=True)
    days = list(kept)
    start = timezone.localtime(row.assigned_at).date()
    return [
        TaskPeriod(each, min(each.end, row.deadline), any(each.start <= day <= each.end for day in days))
        for each in windows(start, row.deadline, row.cadence)
    ]


def next_due(row: Task) -> date:
    """The end of the first period without a record; the deadline, where there is none or all are kept."""
    return next((each.due for each in periods_of(row) if not each.kept), row.deadline)
