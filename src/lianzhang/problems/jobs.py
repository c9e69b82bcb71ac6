"""Every night: silence past its limit closes as such, and what shows no progress rises by one level."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job
from lianzhang.work.api import StepRefused
from lianzhang.work.models import Clock

from .actions import climb
from .closing_actions import lapse, pass_over
from .models import Problem, State
from .needs import next_level

__all__ = ["close_and_climb"]


@job("problems.night", title="问题到期的按没有回话销号、没有进展的升级", daily=time(1, 30))
def close_and_climb() -> dict[str, Any]:
    """Each row in a transaction of its own; one that somebody moved meanwhile is left."""
    silent = _overdue("confirm", State.VERIFIED, State.MERGED)
    return {"lapsed": sum(map(_lapse, silent)), "climbed": sum(map(_climb, _stuck()))}


def _overdue(clock: str, *states: str) -> list[Problem]:
    today = timezone.localdate()
    late = Clock.objects.filter(name=clock, stopped_at=None, due__lt=today, subject__startswith="problems.Problem:")
    keys = [int(subject.rpartition(":")[2]) for subject in late.values_list("subject", flat=True)]
    return list(Problem.objects.filter(pk__in=keys, state__in=states).order_by("pk"))


def _stuck() -> list[Problem]:
    return _overdue("climb", State.ASSIGNED, State.IN_HAND)


def _lapse(row: Problem) -> bool:
    try:
        (pass_over if row.state == State.MERGED else lapse)(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True


def _climb(row: Problem) -> bool:
    if next_level(row) is None:
        return False
    try:
        climb(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True
