"""Answers kept in this process for as long as what they were worked out of stays in the same state."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

__all__ = ["RevisionCache"]

Answer = TypeVar("Answer")
MISSING: Any = (None, None)


class RevisionCache:
    """The answers asked for last, at most so many, each with the state it was worked out of."""

    def __init__(self, most: int) -> None:
        self.most, self.answers = most, OrderedDict[Hashable, tuple[Hashable, Any]]()

    def get_or_compute(self, key: Hashable, current: Hashable, work: Callable[[], Answer]) -> Answer:
        """What is kept of `key` in the state `current`, else `work()`. No state (None): nothing is kept."""
        if current is None:
            return work()
        state, answer = self.answers.pop(key, MISSING)
        if state != current:
            answer = work()
        self.answers[key] = current, answer
        while len(self.answers) > self.most:
            self.answers.popitem(last=False)
        return answer
