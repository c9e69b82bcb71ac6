"""Every night: silence past its limit closes as such, and what shows no progress rises by one level."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job_on_rows
from lianzhang.work.api import StepRefused
from lianzhang.work.models import Clock

from .actions import climb
from .closing_actions import lapse, pass_over
from .models import Problem, State
from .needs import next_level

__all__ = ["close_and_climb", "due"]

SUBJECT = "problems.Problem:"


def due() -> list[int]:
    """Problems of which a clock has run out that moves them by itself."""
    return sorted({row.pk for row in (*_silent(), *_stuck())})


@job_on_rows("problems.night", title="问题到期的按没有回话销号、没有进展的升级", daily=time(1, 30), due=due)
def close_and_climb(*, keys: Collection[int]) -> dict[str, Any]:
    """One that somebody moved meanwhile is left."""
    return {"lapsed": sum(map(_lapse, _silent(keys))), "climbed": sum(map(_climb, _stuck(keys)))}


def _silent(among: Collection[int] | None = None) -> list[Problem]:
    return _overdue("confirm", among, State.VERIFIED, State.MERGED)


def _stuck(among: Collection[int] | None = None) -> list[Problem]:
    return _overdue("climb", among, State.ASSIGNED, State.IN_HAND)


def _overdue(clock: str, among: Collection[int] | None, *states: State) -> list[Problem]:
    today = timezone.localdate()
    late = Clock.objects.filter(name=clock, stopped_at=None, due__lt=today, subject__startswith=SUBJECT)
    if among is not None:
        late = late.filter(subject__in=[f"{SUBJECT}{key}" for key in among])
    keys = [int(subject.removeprefix(SUBJECT)) for subject in late.values_list("subject", flat=True)]
    return list(Problem.objects.filter(pk__in=keys, state__in=states).order_by("pk"))


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
