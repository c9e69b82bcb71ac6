"""Every night: what was asked for and can no longer be, or that nobody answered in time, waits no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.jobs.api import job_on_rows
from lianzhang.records.api import subject_of
from lianzhang.work.api import StepRefused, action, clocks_of

from .models import MembershipProposal, ProposalState
from .proposal_actions import lapse
from .proposal_lifecycle import ANSWER_WORKDAYS, can_no_longer_be

__all__ = ["due", "lapse_proposals"]


def due() -> list[int]:
    return [row.pk for row, _ in _over(Q())]


@job_on_rows("enterprises.proposals", title="了结过期和办不成的在链提请", daily=time(2, 15), due=due)
def lapse_proposals(*, keys: Collection[int]) -> dict[str, Any]:
    """How many lapsed."""
    return {"lapsed": sum(_lapsed(row, why) for row, why in _over(Q(pk__in=keys)))}


def _over(which: Q) -> Iterator[tuple[MembershipProposal, str]]:
    rows = MembershipProposal.objects.filter(which, state=ProposalState.WAITING).order_by("pk")
    waiting = list(rows.select_related("enterprise__merged_into", "membership"))
    clocks, today = clocks_of(waiting), timezone.localdate()
    late = {subject for subject, kept in clocks.items() if any(_is_late(each, today) for each in kept)}
    for row in waiting:
        overdue = subject_of(row) in late
        if why := can_no_longer_be(row) or (f"{ANSWER_WORKDAYS}个工作日没有答复" if overdue else ""):
            yield row, why


def _is_late(clock: Any, today: Any) -> bool:
    return clock.stopped_at is None and clock.due is not None and clock.due < today


@action
def _lapsed(row: MembershipProposal, why: str) -> bool:
    """Whether it did: somebody may have answered meanwhile."""
    try:
        lapse(row=row, why=why)
    except StepRefused:
        return False
    return True
