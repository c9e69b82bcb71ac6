"""A sentence as the rules for goals read it: its parts, and the time words that rule them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from .paper import Paper
from .proposals import Target
from .times import Time

__all__ = ["Sentence"]

BREAKS = ",。;:!?\n"
# Whatever a file holds, nothing is looked for further back.
FURTHEST = 300


@dataclass
class Sentence:
    """A sentence as it is read: its time words, and what was read before."""

    paper: Paper
    start: int
    end: int
    times: list[Time]
    before: Target | None = None

    @cached_property
    def whole(self) -> int:
        """Where the sentence begins of which this is a part before or behind a semicolon."""
        plain, least = self.paper.plain, max(0, self.start - FURTHEST)
        return max(least, plain.rfind("。", least, self.start) + 1, plain.rfind("\n", least, self.start) + 1)

    def text(self, start: int, end: int) -> str:
        return self.paper.plain[start:end]

    @cached_property
    def _starts(self) -> list[int]:
        """For each place where its part begins. A bracket holds parts of its own, and breaks none outside."""
        begun, starts = [self.start], []
        for place in range(self.start, self.end + 1):
            starts.append(begun[-1])
            char = self.paper.plain[place : place + 1]
            if char and char in "(“〔《":
                begun.append(place + 1)
            elif char and char in ")”〕》" and len(begun) > 1:
                begun.pop()
            elif char and char in BREAKS:
                begun[-1] = place + 1
        return starts

    def part_start(self, at: int) -> int:
        """Where the part of the sentence begins that holds this place."""
        return max(self._starts[max(at, self.start) - self.start], at - FURTHEST)

    def ruling(self, at: int) -> tuple[Time | None, Time | None]:
        """The last day and the 每年 under which a place stands: what opens a sentence rules it until the next opening;
        a 每年 within a sentence that 到2023年 opens rules its own part alone."""
        due = every = None
        last = bisect_left(self.times, at, key=lambda time: time.at)
        first = next((place for place in range(last - 1, -1, -1) if self.times[place].due), 0)
        for time in self.times[first:last]:
            if time.due:
                due, every = time, None
            elif due is None or due.at < self.start or self.part_start(time.at) == self.part_start(at):
                every = time
        return due, every
