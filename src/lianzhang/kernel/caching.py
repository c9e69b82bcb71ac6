"""Answers kept in this process for as long as what they were worked out of stays in the same state."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

__all__ = ["RevisionCache"]

Answer = TypeVar("Answer")
MISSING: Any = (None, None)


class RevisionCache:
    """The answers asked for last, at most so many, each with the state it was worked out of."""

    def __init__(self, most: int) -> None:
        self.most, self.answers = most, OrderedDict[Hashable, tuple[Hashable, Any]]()

    def get(self, key: Hashable, current: Hashable) -> Any:
        """What is kept of `key` in the state `current`; None where that is nothing."""
        state, answer = self.answers.get(key, MISSING)
        if state is None or state != current:
            return None
        with suppress(KeyError):  # another thread may have let go of it
            self.answers.move_to_end(key)
        return answer

    def put(self, key: Hashable, current: Hashable, answer: Any) -> None:
        """Without a state (None) nothing is kept."""
        if current is not None:
            self.answers.pop(key, None)
            self.answers[key] = current, answer
        while len(self.answers) > self.most:
            self.answers.popitem(last=False)

    def get_or_compute(self, key: Hashable, current: Hashable, work: Callable[[], Answer]) -> Answer:
        """What is kept of `key` in the state `current`, else `work()`. No state (None): nothing is kept."""
        answer = self.get(key, current)
        if answer is None:
            answer = work()
            self.put(key, current, answer)
        return answer
