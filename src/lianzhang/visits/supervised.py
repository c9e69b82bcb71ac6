"""Promises that could be supervised: those past their day that nobody has found kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.desk import Link
from lianzhang.kernel.supervision import Candidate, Said
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar

from .models import Promise, PromiseState
from .queries import LISTED_PROMISES

__all__ = ["settled", "supervised"]


def supervised(vp: Viewpoint) -> Iterator[Candidate]:
    """The longest overdue first, from one workday on."""
    today, calendar = timezone.localdate(), work_calendar()
    last = today if calendar.is_workday(today) else calendar.add_workdays(today, -1)
    late = visible(vp.user, Promise).filter(state=PromiseState.OPEN, deadline__lt=last)
    for row in late.select_related(*LISTED_PROMISES).order_by("deadline", "pk"):
        yield _candidate(row)


def settled(row: object) -> bool | None:
    return not row.is_open if isinstance(row, Promise) else None


def _candidate(row: Promise) -> Candidate:
    moved = f"改期{row.moved}次" if row.moved else ""
    return Candidate(
        kind="promise",
        row=row,
        link=Link(row.text, "promise", (row.pk,)),
        deadline=row.deadline,
        why="，".join(filter(None, (f"承诺{row.name}的没有兑现", moved))),
        note=str(row.chain or ""),
        chain=row.chain,
        leads=(row.unit.body,),
        said=Said(str(row.unit), row.said, row.said_on) if row.said else None,
    )
