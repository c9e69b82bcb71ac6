"""Every night: due dates of running clocks are written anew, once the holidays of another year are published."""

from __future__ import annotations

from datetime import time
from typing import Any

from lianzhang.jobs.api import job
from lianzhang.jobs.models import Job, JobState
from lianzhang.registry.api import calendar_edition

from .clocks import rewrite_due

__all__ = ["renew_dues"]

NAME = "work.dues"


@job(NAME, title="按公布的放假安排更新到期日", daily=time(3, 0))
def renew_dues() -> dict[str, Any]:
    """No clock is read where the last night went by the same calendar."""
    edition = calendar_edition()
    done = Job.objects.filter(name=NAME, state=JobState.DONE).order_by("-pk")
    known = done.values_list("result__calendar", flat=True).first() == edition
    return {"calendar": edition, "moved": 0 if known else rewrite_due()}
