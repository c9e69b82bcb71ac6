"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .actions import discard, enqueue, retry, set_aside
from .rows import job_on_rows
from .tasks import job, next_due, tasks
from .working import work

__all__ = [
    "discard",
    "enqueue",
    "job",
    "job_on_rows",
    "next_due",
    "retry",
    "set_aside",
    "tasks",
    "work",
]
