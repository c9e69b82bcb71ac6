"""The clocks of a row: started, paused, resumed and stopped by its steps, and read as kernel clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.lifecycle import Lifecycle, Step
from lianzhang.records.api import model_of, subject_of
from lianzhang.registry.api import work_calendar

from .models import Clock, TimedRow
from .workflows import workflow_of

__all__ = ["RunningClock", "clocks_of", "move_clocks", "read", "rewrite_due", "running_clocks"]


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A limit that runs, seen from a day. `due` None: nobody can know the day; `beyond`: workdays past the limit."""

    title: str
    since: date
    limit: int
    due: date | None
    provisional: bool
    paused: bool
    overdue: bool
    left: int
    beyond: int


def read(row: Clock) -> reckoning.Clock:
    """A stored clock as the reckoning takes it."""
    pauses = tuple(reckoning.Pause(_moment(since), _moment(until) if until else None) for since, until in row.pauses)
    return reckoning.Clock(row.name, row.limit_workdays, row.started_at, pauses, row.stopped_at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def clocks_of(rows: Iterable[Model]) -> dict[str, list[Clock]]:
    """The clocks of many rows by their subject, oldest first. One query."""
    by_subject: dict[str, list[Clock]] = {}
    for clock in Clock.objects.filter(subject__in=[subject_of(row) for row in rows]).order_by("pk"):
        by_subject.setdefault(clock.subject, []).append(clock)
    return by_subject


def running_clocks(row: Model, on: date) -> list[RunningClock]:
    """The clocks that run on one row, oldest first, seen from the day `on`. One query."""
    titles = {name: rule.title for name, rule in workflow_of(type(row)).lifecycle.clocks.items()}
    running = Clock.objects.filter(subject=subject_of(row), stopped_at=None).order_by("pk")
    return [_seen(read(each), titles.get(each.name, each.name), on) for each in running]


def _seen(clock: reckoning.Clock, title: str, on: date) -> RunningClock:
    calendar = work_calendar()
    due, provisional = reckoning.due(clock, calendar)
    return RunningClock(
        title,
        calendar.local_day(clock.started),
        clock.limit_workdays,
        due,
        provisional,
        paused=reckoning.is_paused(clock, on, calendar),
        overdue=reckoning.is_overdue(clock, on, calendar),
        left=reckoning.left(clock, on, calendar),
        beyond=reckoning.overdue_days(clock, on, calendar),
    )


def move_clocks(row: Any, step: Step, lifecycle: Lifecycle) -> None:
    """Do to the row's clocks what the step says. The row is locked; a clock without a limit does not start."""
    if not step.clocks:
        return
    now, subject = timezone.now(), subject_of(row)
    running = {each.name: each for each in Clock.objects.filter(subject=subject, stopped_at=None)}
    for name in (*step.stops, *step.starts):
        if clock := running.pop(name, None):
            _stop(clock, now)
    for name in step.starts:
        limit = lifecycle.clocks[name].limit(row)
        if limit is not None:
            _save(Clock(subject=subject, name=name, limit_workdays=limit, started_at=now))
    for name, clock in running.items():
        if name in step.clocks:
            _change(clock, step, now, lifecycle.clocks[name].extension(row))
    if isinstance(row, TimedRow):
        _tell_due(row, subject)


def _change(clock: Clock, step: Step, now: datetime, more: int) -> None:
    """Pause, resume or extend a clock that goes on."""
    if clock.name in step.pauses and not _open(clock):
        clock.pauses.append([now.isoformat(), None])
    if clock.name in step.resumes and _open(clock):
        _close(clock, now)
    if clock.name in step.extends:
        clock.limit_workdays += more
        clock.extended_workdays += more
    _save(clock)


def _tell_due(row: TimedRow, subject: str) -> None:
    """Write onto the row when the first of its running clocks runs out."""
    dues = Clock.objects.filter(subject=subject, stopped_at=None, due__isnull=False)
    row.due = dues.order_by("due").values_list("due", flat=True).first()
    type(row)._default_manager.filter(pk=row.pk).update(due=row.due)


def _open(clock: Clock) -> bool:
    return bool(clock.pauses) and clock.pauses[-1][1] is None


def _close(clock: Clock, now: datetime) -> None:
    clock.pauses[-1][1] = now.isoformat()


def _stop(clock: Clock, now: datetime) -> None:
    if _open(clock):
        _close(clock, now)
    clock.stopped_at = now
    _save(clock)


def _save(clock: Clock) -> None:
    clock.due, clock.provisional = reckoning.due(read(clock), work_calendar())
    clock.save()


def rewrite_due() -> int:
    """Write every running clock's `due` anew, once another year's holidays are published; how many moved.

    A clock that a step moves meanwhile is reckoned by that step."""
    moved, subjects = 0, set()
    for clock in Clock.objects.filter(stopped_at=None).iterator(2_000):
        deadline = reckoning.due(read(clock), work_calendar())
        if (clock.due, clock.provisional) != (deadline.on, deadline.provisional):
            same = Clock.objects.filter(pk=clock.pk, stopped_at=None, pauses=clock.pauses)
            moved += same.update(due=deadline.on, provisional=deadline.provisional)
            subjects.add(clock.subject)
    for subject in sorted(subjects):
        model = model_of(subject)
        row = model._default_manager.filter(pk=subject.rpartition(":")[2]).first() if model else None
        if isinstance(row, TimedRow):
            _tell_due(row, subject)
    return moved
