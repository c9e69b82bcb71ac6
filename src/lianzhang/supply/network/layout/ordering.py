"""In which order the spots of each column stand, so that few links cross. Pure, deterministic."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

import numpy as np

from .parts import Drawn, Spot

__all__ = ["ordered"]

SWEEPS, PATIENCE = 16, 4  # at most; as many without a better order are enough


def ordered(spots: Sequence[Spot], links: Sequence[Drawn]) -> list[list[str]]:
    """The keys of each column from above: the order with the fewest crossings that sweeps to and fro come upon.

    `spots` stand column by column; those that stand for others stay last. Crossings are counted among the links that
    run between the same two columns.
    """
    sweep = _Sweep(spots, links)
    best, least, since = [*sweep.order], sweep.crossings(), 0
    for number in range(SWEEPS):
        sweep.across(forward=number % 2 == 0)
        count = sweep.crossings()
        since += 1
        if count < least:
            best, least, since = [*sweep.order], count, 0
        if not least or since == PATIENCE:
            break
    return [[spots[each].key for each in order.tolist()] for order in best]


class _Sweep:
    """Spots as numbers; each goes to the mean height of its neighbours on one side, heights running from 0 to 1."""

    def __init__(self, spots: Sequence[Spot], links: Sequence[Drawn]) -> None:
        number = {spot.key: each for each, spot in enumerate(spots)}
        self.column = np.array([spot.column for spot in spots], dtype=int)
        self.last = np.array([bool(spot.others) for spot in spots], dtype=bool)
        ends = np.array([(number[link.supplier], number[link.customer]) for link in links], dtype=int).reshape(-1, 2)
        ends = ends[self.column[ends[:, 0]] != self.column[ends[:, 1]]]
        turned = self.column[ends[:, 0]] > self.column[ends[:, 1]]
        ends[turned] = ends[turned][:, ::-1]
        self.left, self.right = ends.T
        between = np.unique(self.column[ends], axis=0)
        self.runs = [np.flatnonzero((self.column[ends] == pair).all(axis=1)) for pair in between]
        self.order = [np.flatnonzero(self.column == each) for each in range(self.column.max(initial=-1) + 1)]
        self.height = np.zeros(len(spots))
        for order in self.order:
            self._stand(order)

    def across(self, *, forward: bool) -> None:
        here, there = (self.right, self.left) if forward else (self.left, self.right)
        count = np.bincount(here, minlength=len(self.height))
        for column in range(len(self.order)) if forward else reversed(range(len(self.order))):
            own = self.column[here] == column
            total = np.bincount(here[own], weights=self.height[there[own]], minlength=len(self.height))
            wish = np.where(count > 0, total / np.maximum(count, 1), self.height)
            order = self.order[column]
            self.order[column] = order[np.lexsort((wish[order].round(9), self.last[order]))]
            self._stand(self.order[column])

    def _stand(self, order: np.ndarray) -> None:
        self.height[order] = (np.arange(len(order)) + 0.5) / max(len(order), 1)

    def crossings(self) -> int:
        total = 0
        for run in self.runs:
            left, right = self.height[self.left[run]], self.height[self.right[run]]
            ends: list[float] = []
            for end in right[np.lexsort((right, left))].tolist():
                total += len(ends) - bisect_right(ends, end)
                insort(ends, end)
        return total
