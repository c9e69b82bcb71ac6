"""Tasks that units have in hand, for those who assigned them: how many, how many are late, the longest first."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import LastWord, Link, WaitingRow, WithOthers
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar
from lianzhang.work.api import in_hand

from .models import Task
from .permissions import Permission
from .queries import HANDLED, to_do

__all__ = ["with_others"]

MOST = 8


def with_others(vp: Viewpoint) -> WithOthers | None:
    """None for those who assign none."""
    if not may(vp.user, Permission.ASSIGN):
        return None
    rows = visible(vp.user, Task).filter(state__in=HANDLED).exclude(to_do(vp.user))
    related = rows.select_related("chain", *joined("lead"))
    return in_hand(related, _row, Link("任务", "tasks"), late="overdue", most=MOST)


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
