"""How far a worker is with a batch: a small file, because what a running transaction writes nobody else sees yet."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings

__all__ = ["Progress", "Reporter", "clear", "progress_of", "report"]

SECONDS_BETWEEN = 0.5


class Progress(NamedTuple):
    """`word` says what is being done; `of` is 0 where nobody knows yet how much there is."""

    word: str
    done: int
    of: int

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.of) if self.of else 0


def _path(batch: int) -> Path:
    return settings.VAR / "progress" / f"{batch}.json"


class Reporter:
    """Reports how much is done, no more often than somebody looks."""

    def __init__(self, batch: int, word: str, of: int = 0) -> None:
        self.batch, self.word, self.of, self.last = batch, word, of, 0.0

    def __call__(self, done: int) -> None:
        if monotonic() - self.last > SECONDS_BETWEEN:
            report(self.batch, self.word, done, self.of)
            self.last = monotonic()


def report(batch: int, word: str, done: int = 0, of: int = 0) -> None:
    path = _path(batch)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps([word, done, of]), encoding="utf-8")
    draft.replace(path)


def progress_of(batch: int) -> Progress:
    """What was reported last; a worker that has not begun has reported nothing."""
    try:
        return Progress(*json.loads(_path(batch).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return Progress("等待办理", 0, 0)


def clear(batch: int) -> None:
    _path(batch).unlink(missing_ok=True)
