"""Every night: a first report without progress lets its investor go; limits that the plan changed move standstills."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.jobs.api import job
from lianzhang.work.api import StepRefused

from .first_report import lapse
from .limits import standstills
from .models import EARLY, UNDER_WAY, Project

__all__ = ["lapse_first_reports", "renew_standstills"]

LOT = 500  # rows written at once


@job("projects.night", title="首报保护到期的放开投资方", daily=time(1, 40))
def lapse_first_reports() -> dict[str, Any]:
    """Each row in a transaction of its own; one that moved meanwhile is left."""
    rows = Project.objects.filter(state__in=EARLY, investor_key__isnull=False, protected_until__lt=timezone.localdate())
    return {"lapsed": sum(map(_lapse, list(rows)))}


def _lapse(row: Project) -> bool:
    try:
        lapse(row=row)
    except StepRefused:
        return False
    return True


@job("projects.limits", title="按方案的期限重算停滞日", daily=time(1, 45))
def renew_standstills() -> dict[str, Any]:
    """From which day on each stands still, by the limits that the plan has today."""
    moved = []
    for row, on in standstills(Project.objects.filter(state__in=UNDER_WAY)):
        if row.stalled_on != on:
            row.stalled_on = on
            moved.append(row)
    Project.objects.bulk_update(moved, ["stalled_on"], batch_size=LOT)
    return {"moved": len(moved)}
