"""The worker: takes what is due, does it, and marks it done in the same transaction, so that each effect happens once.

A worker that was killed leaves its work undone and its lease behind; when that ends, another takes the work again."""

from __future__ import annotations

import logging
import os
import random
import socket
from datetime import datetime, timedelta
from threading import Event, get_ident
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.records.api import chain_waiting

from .actions import enqueue
from .models import Job, JobState, Scheduled
from .tasks import last_due, task, tasks

__all__ = ["run_one", "tick", "work"]

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=5)  # doubled with each attempt, and spread, so that failures do not march in step
POLL, TICK = 1.0, 30.0  # seconds


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{get_ident()}"[:80]


def _due(now: datetime) -> QuerySet[Job]:
    waiting = Q(state=JobState.WAITING, due__lte=now)
    left_behind = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(waiting | left_behind).order_by("due", "pk")


def _claim() -> Job | None:
    """Take one job for this worker; a look without a lock comes first, because mostly there is nothing."""
    if not _due(timezone.now()).exists():
        return None
    with transaction.atomic():
        now = timezone.now()
        skip = connection.features.has_select_for_update_skip_locked
        job = _due(now).select_for_update(skip_locked=skip).first()
        if job is None:
            return None
        job.state, job.worker, job.lease_until = JobState.RUNNING, _me(), now + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "worker", "lease_until", "attempts"])
        return job


def run_one() -> bool:
    """Do one job that is due; whether there was one."""
    job = _claim()
    if job is None:
        return False
    try:
        _do(job, _prepared(job))
    except Exception as error:
        logger.exception("job %s failed, attempt %s", job, job.attempts)
        _failed(job, error)
    return True


def _prepared(job: Job) -> dict[str, Any]:
    prepare = task(job.name).prepare
    return {"prepared": prepare(**job.arguments)} if prepare else {}


@transaction.atomic
def _do(job: Job, prepared: dict[str, Any]) -> None:
    """The work and the mark that it is done, together."""
    mine = Job.objects.select_for_update().filter(pk=job.pk, state=JobState.RUNNING, worker=_me()).first()
    if mine is None:
        return  # another took it while this one slept
    mine.result = task(mine.name).function(**mine.arguments, **prepared)
    mine.state, mine.finished_at, mine.error, mine.lease_until = JobState.DONE, timezone.now(), "", None
    mine.save(update_fields=["result", "state", "finished_at", "error", "lease_until"])


def _failed(job: Job, error: Exception) -> None:
    """Wait and try again, or park. Of the error its kind is kept: its words may hold what nobody should read."""
    known = tasks().get(job.name)
    state = JobState.PARKED if known is None or job.attempts >= known.attempts else JobState.WAITING
    pause = FIRST_PAUSE * 2 ** (job.attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311 - not for secrets
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, worker=_me(), state=JobState.RUNNING)
        told = mine.update(state=state, due=timezone.now() + pause, lease_until=None, error=type(error).__name__)
        if told and state == JobState.PARKED and known and known.given_up:
            known.given_up(**job.arguments)


def tick() -> None:
    """Ask for what is due by the clock: once for each moment, whatever the number of workers, and once after a gap."""
    now = timezone.now()
    for each in tasks().values():
        if each.daily is None:
            continue
        moment = last_due(each.daily, now)
        if Scheduled.objects.filter(name=each.name, last__gte=moment).exists():
            continue
        with transaction.atomic():
            row, made = Scheduled.objects.select_for_update().get_or_create(name=each.name, defaults={"last": moment})
            if made or row.last < moment:
                row.last = moment
                row.save(update_fields=["last"])
                enqueue(each.name, key="daily", asked_by="定时")


def work(stop: Event, *, until_idle: bool = False) -> None:
    """Work until told to stop; the job in hand is finished first. `until_idle`: only until nothing is due."""
    ticked: Any = None
    while not stop.is_set():
        try:
            close_old_connections()
            now = timezone.now()
            if ticked is None or (now - ticked).total_seconds() > TICK:
                tick()
                ticked = now
            chain_waiting()
            busy = run_one()
        except Exception:
            logger.exception("the worker stumbles and goes on")
            busy = False
        if not busy:
            if until_idle:
                break
            stop.wait(POLL)
    connection.close()
