"""What work there is: rooms declare their functions here by name, and when some of it is due by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

__all__ = ["Task", "job", "last_due", "next_due", "task", "tasks"]

Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Task:
    """`attempts` before it is parked; `daily` is the time of day in Asia/Shanghai at which it is due by itself.

    `prepare` reads and reckons before the transaction, so that nobody waits for it; the function gets what it made.
    `given_up` is called once it is parked, with the same arguments, so that nothing that people see stays half done.
    """

    name: str
    title: str
    function: Work
    attempts: int = 5
    daily: time | None = None
    prepare: Work | None = None
    given_up: Work | None = None


_TASKS: dict[str, Task] = {}


def job(
    name: str,
    *,
    title: str,
    attempts: int = 5,
    daily: time | None = None,
    prepare: Work | None = None,
    given_up: Work | None = None,
) -> Callable[[Work], Work]:
    """Declare a keyword-only function as work. What it writes stands or falls with its being done.

    With `prepare`, which takes the same arguments, it also takes what that returned, as `prepared`.

    Raises ValueError when two functions use one name.
    """

    def declare(function: Work) -> Work:
        if name in _TASKS and _TASKS[name].function is not function:
            raise ValueError(f"job {name!r} is declared twice")
        _TASKS[name] = Task(name, title, function, attempts, daily, prepare, given_up)
        return function

    return declare


def tasks() -> dict[str, Task]:
    return _TASKS


def task(name: str) -> Task:
    """Raises LookupError for work that nobody declared."""
    if name not in _TASKS:
        raise LookupError(f"no room declares the job {name!r}")
    return _TASKS[name]


def last_due(daily: time, now: datetime) -> datetime:
    """The latest moment at or before `now` at which daily work was due, by the clock of Asia/Shanghai."""
    here = timezone.localtime(now)
    today = here.replace(hour=daily.hour, minute=daily.minute, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def next_due(daily: time, now: datetime) -> datetime:
    return last_due(daily, now) + timedelta(days=1)
