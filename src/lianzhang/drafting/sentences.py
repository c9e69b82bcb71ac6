"""A sentence as the rules for goals read it: its parts, and the time words that rule them."""

from __future__ import annotations

from dataclasses import dataclass

from .paper import Paper
from .proposals import Target
from .times import Time

__all__ = ["Sentence"]

BREAKS = ",。;:!?\n"
# Whatever a file holds, nothing is looked for further back.
FURTHEST = 300


@dataclass(slots=True)
class Sentence:
    """A sentence as it is read: its time words, and what was read before."""

    paper: Paper
    start: int
    end: int
    times: list[Time]
    before: Target | None = None

    def text(self, start: int, end: int) -> str:
        return self.paper.plain[start:end]

    def part_start(self, at: int) -> int:
        """Where the part of the sentence begins that holds this place; signs in brackets and quotes break nothing."""
        depth = 0
        for place in range(at - 1, max(self.start, at - FURTHEST) - 1, -1):
            char = self.paper.plain[place]
            depth += (char in ")”〕》") - (char in "(“〔《")
            if depth < 0:
                return place + 1
            if depth == 0 and char in BREAKS:
                return place + 1
        return max(self.start, at - FURTHEST)

    def ruling(self, at: int) -> tuple[Time | None, Time | None]:
        """The last day and the 每年 under which a place stands: what opens a sentence rules it until the next opening;
        a 每年 within a sentence that 到2023年 opens rules its own part alone."""
        due = every = None
        for time in (each for each in self.times if each.at < at):
            if time.due:
                due, every = time, None
            elif due is None or due.at < self.start or self.part_start(time.at) == self.part_start(at):
                every = time
        return due, every
