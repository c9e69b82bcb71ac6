"""The tasks that came of a matter, and the one by which it may end: done with a paper, and verified by another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.tasks.api import tasks_from
from lianzhang.tasks.models import Task, TaskState

from .models import SupervisionItem

__all__ = ["ground_of", "tasks_of"]

OF_PLAN = ("target", "duty")


def tasks_of(row: SupervisionItem, by: Any) -> QuerySet[Task]:
    """Those set from it or from what it goes on from; and of its target or duty those verified since it was issued."""
    came = Q(pk__in=tasks_from(row, by).values("pk"))
    if row.kind in OF_PLAN and row.list.issued_at:
        subject = row.subject.rpartition(":")[2]
        came |= Q(**{row.kind: subject}, verified_at__gte=row.list.issued_at)
    return visible(by, Task).filter(came)


def ground_of(row: SupervisionItem, by: Any) -> Task | None:
    """The last one that was verified; one that was only reported, or cancelled, is none."""
    return tasks_of(row, by).filter(state=TaskState.CLOSED).order_by("-verified_at", "-pk").first()
