"""Every night: a first report without progress lets its investor go."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.jobs.api import job
from lianzhang.work.api import StepRefused

from .first_report import lapse
from .models import EARLY, Project

__all__ = ["lapse_first_reports"]


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
