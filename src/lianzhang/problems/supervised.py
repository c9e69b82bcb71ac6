"""Problems that could be supervised: those whose limit to answer has run out in their lead unit's hands."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.desk import Link
from lianzhang.kernel.supervision import Candidate, Said
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar

from .models import CLOSED, Problem, State

__all__ = ["settled", "supervised"]

UNIT = ("organization", "region", "park")
IN_HAND = (State.ASSIGNED, State.DISPUTED, State.IN_HAND)


def supervised(vp: Viewpoint) -> Iterator[Candidate]:
    """The longest overdue first, from one workday on. Five queries, whatever their number."""
    today, calendar = timezone.localdate(), work_calendar()
    last = today if calendar.is_workday(today) else calendar.add_workdays(today, -1)
    late = visible(vp.user, Problem).filter(state__in=IN_HAND, answer_by__lt=last, lead__isnull=False)
    rows = late.select_related("chain", "kind", *joined("lead")).prefetch_related(
        *(f"helpers__{name}" for name in UNIT)
    )
    for row in rows.order_by("answer_by", "pk"):
        yield _candidate(row)


def settled(row: object) -> bool | None:
    return row.state in CLOSED if isinstance(row, Problem) else None


def _candidate(row: Problem) -> Candidate:
    said = Said("", row.reason, row.last_act_at.date() if row.last_act_at else None) if row.reason else None
    return Candidate(
        kind="problem",
        row=row,
        link=Link(row.title, "problem", (row.pk,)),
        deadline=row.answer_by,
        why=f"{row.get_state_display()}，{row.kind}",
        note=f"{row.chain or row.kind}，{row.number}",
        chain=row.chain,
        leads=(row.lead.body,) if row.lead else (),
        helpers=tuple(each.body for each in row.helpers.all()),
        said=said,
        urgent=row.urgent,
    )
