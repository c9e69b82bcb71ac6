"""Asking for work, and what the system administrator may do with work that failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.records.api import record

from .models import Job, JobState
from .tasks import task

__all__ = ["discard", "enqueue", "retry", "set_aside"]

OPEN = (JobState.WAITING, JobState.RUNNING)


@transaction.atomic
def enqueue(
    name: str, /, *, key: str = "", asked_by: str = "", not_before: datetime | None = None, **arguments: Any
) -> Job:
    """Ask for work within the caller's transaction: no act, no work. An open job with the same key is that job.

    Raises LookupError for work that nobody declared.
    """
    task(name)
    if key and (same := Job.objects.filter(name=name, key=key, state__in=OPEN).first()):
        return same
    due = not_before or timezone.now()
    return Job.objects.create(name=name, key=key, arguments=arguments, asked_by=asked_by, due=due)


def set_aside(name: str, key: str) -> bool:
    """Whether the last work of this name and key kept failing and waits for the system administrator."""
    last = Job.objects.filter(name=name, key=key).order_by("-pk").first()
    return last is not None and last.state == JobState.PARKED


def _parked(job: Job) -> Job:
    current = Job.objects.select_for_update().get(pk=job.pk)
    if current.state != JobState.PARKED:
        raise ValidationError(f"这件任务现在是“{current.get_state_display()}”，只有搁置的能重试或放弃。")
    return current


@transaction.atomic
def retry(*, job: Job, by: Any) -> Job:
    """Let a parked job run again, with as many attempts as a new one."""
    current = _parked(job)
    current.state, current.attempts, current.due = JobState.WAITING, 0, timezone.now()
    current.save(update_fields=["state", "attempts", "due"])
    record("job.retry", current, by=by, job=current.name, error=current.error)
    return current


@transaction.atomic
def discard(*, job: Job, by: Any) -> Job:
    current = _parked(job)
    current.state, current.finished_at = JobState.DISCARDED, timezone.now()
    current.save(update_fields=["state", "finished_at"])
    record("job.discard", current, by=by, job=current.name, error=current.error)
    return current
