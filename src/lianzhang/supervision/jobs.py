"""Every night: matters still open take on the colour that the passing days give them; and what follows other acts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job_on_rows
from lianzhang.records.api import subject_of
from lianzhang.records.models import AuditEvent
from lianzhang.tasks.models import Task
from lianzhang.work.api import StepRefused, link, subscribe

from .colours import ORDER, Colours, overdue_days
from .item_actions import darken
from .models import OPEN, SupervisionItem

__all__ = ["darken_overdue", "due", "link_task"]


def due() -> list[int]:
    """Open matters to which their days give a darker colour."""
    return [row.pk for row in _darker(SupervisionItem.objects.all())]


@job_on_rows("supervision.night", title="督办事项按超期天数升色", daily=time(1, 40), due=due)
def darken_overdue(*, keys: Collection[int]) -> dict[str, Any]:
    """One that somebody moved meanwhile is left."""
    return {"darkened": sum(_darken(row) for row in list(_darker(SupervisionItem.objects.filter(pk__in=keys))))}


def _darker(rows: QuerySet[SupervisionItem]) -> Iterator[SupervisionItem]:
    today = timezone.localdate()
    tables: dict[int, Colours] = {}
    for row in rows.filter(state__in=OPEN, deadline__lt=today).select_related("list").order_by("pk"):
        if row.list.plan_id not in tables:
            tables[row.list.plan_id] = Colours.of(row.list.plan_id)
        colour = tables[row.list.plan_id].of_days(overdue_days(row.deadline, today))
        if ORDER.index(colour) > ORDER.index(row.colour_now):
            yield row


def _darken(row: SupervisionItem) -> bool:
    try:
        darken(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True


def link_task(event: AuditEvent) -> None:
    """A task that is set for a target or duty belongs to the matter that is open on it."""
    task = Task.objects.select_related("target", "duty").filter(pk=event.subject.rpartition(":")[2]).first()
    about = task and (task.target or task.duty)
    matter = SupervisionItem.objects.filter(subject=subject_of(about), state__in=OPEN).first() if about else None
    if task and matter:
        link(matter, task, by=SYSTEM)


subscribe("supervision.tasks", "task.assign", link_task)
