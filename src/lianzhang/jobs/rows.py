"""Daily work on many rows: a job finds their keys, and others do so many of them at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import time
from typing import Any, TypeVar

from .actions import enqueue
from .tasks import Work, job

__all__ = ["AT_ONCE", "job_on_rows"]

AT_ONCE = 20  # rows in one transaction: others wait for it, on SQLite all who write
Function = TypeVar("Function", bound=Work)


def job_on_rows(
    name: str, *, title: str, daily: time, due: Callable[[], Iterable[int]]
) -> Callable[[Function], Function]:
    """Declare as daily work a function that takes `keys`, at most AT_ONCE of those that `due` tells.

    Each lot is a job of its own, in a transaction of its own. Rows move between two of them: the function asks again
    which of its rows are due. Raises ValueError when two functions use one name.
    """
    lot = f"{name}.rows"

    def ask(*, prepared: Sequence[int]) -> dict[str, Any]:
        for start in range(0, len(prepared), AT_ONCE):
            enqueue(lot, asked_by="定时", keys=list(prepared[start : start + AT_ONCE]))
        return {"rows": len(prepared)}

    def declare(function: Function) -> Function:
        job(lot, title=f"{title}（分批）")(function)
        job(name, title=title, daily=daily, prepare=lambda: list(due()))(ask)
        return function

    return declare
