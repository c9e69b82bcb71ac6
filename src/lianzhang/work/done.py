"""Which steps were taken while one request was answered; what was taken back with its transaction was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from lianzhang.kernel.lifecycle import Step

from .workflows import Workflow

__all__ = ["Taken", "forgotten_with_it", "note", "noting"]


class Taken(NamedTuple):
    """A step that was taken, and the row as it stood then."""

    flow: Workflow
    step: Step
    row: Any


_taken: ContextVar[list[Taken] | None] = ContextVar("steps taken", default=None)


@contextmanager
def noting() -> Iterator[list[Taken]]:
    """The steps taken meanwhile, in the order in which they ended."""
    taken: list[Taken] = []
    token = _taken.set(taken)
    try:
        yield taken
    finally:
        _taken.reset(token)


def note(flow: Workflow, step: Step, row: Any) -> None:
    """Jobs and commands answer nobody: of theirs nothing is noted."""
    if (taken := _taken.get()) is not None:
        taken.append(Taken(flow, step, row))


@contextmanager
def forgotten_with_it() -> Iterator[None]:
    """Around a transaction: what was noted in it is forgotten where it is taken back."""
    taken = _taken.get()
    before = len(taken or ())
    try:
        yield
    except BaseException:
        if taken is not None:
            del taken[before:]
        raise
