"""Where each spot of an ordered column stands, how large it is, and where the city's border runs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt

from .parts import LEFT, RIGHT, Border, Column, Drawn, Side, Spot

__all__ = ["HEAD", "Placing", "widened"]

LANE, OUTSIDE = 116, 150  # a firm with its name; outside the name stands beside the circle
BETWEEN = 120  # columns
MARGIN = 10
LEAST, MOST = 5.0, 15.0  # radius
THIN, THICK = 1.0, 7.0  # links
NAME, ROOM = 17, 12  # a name's height; over and under each firm
HEAD = 64  # over the first firm: the words on the border, the names of columns
BORDER = 24  # the upper edge of the border
ROWS = 24  # a column is longer only where the drawing would be too wide
WIDTH = 1.7  # of the height, where columns are wrapped


@dataclass(frozen=True)
class Placing:
    """`sides` from left to right; `columns` the spots of each from above, at least one in each."""

    sides: Sequence[Side]
    columns: Sequence[Sequence[Spot]]

    @cached_property
    def sized(self) -> list[list[Spot]]:
        most = max((spot.value for column in self.columns for spot in column if not spot.others), default=0)
        return [
            [spot._replace(radius=_share(spot.value, most, LEAST, MOST)) for spot in column] for column in self.columns
        ]

    @cached_property
    def heights(self) -> list[list[float]]:
        """What each row of each column needs."""
        heights = []
        for number, column in enumerate(self.sized):
            lanes, outside = self.lanes[number], self._outside(number)
            rows = [column[start : start + lanes] for start in range(0, len(column), lanes)]
            heights.append([_high(max(spot.radius for spot in row), outside) for row in rows])
        return heights

    @cached_property
    def deep(self) -> float:
        return max((sum(rows) for rows in self.heights), default=0)

    def spots(self) -> list[Spot]:
        return [spot for number, column in enumerate(self.sized) for spot in self._column(number, column)]

    def _column(self, number: int, column: Sequence[Spot]) -> list[Spot]:
        """Rows over the whole height, as far apart as it allows."""
        lanes, rows, under = self.lanes[number], self.heights[number], 0 if self._outside(number) else NAME
        apart, top, middles = (self.deep - sum(rows)) / len(rows), float(HEAD), []
        for row in rows:
            middles.append(round(top + (row + apart - under) / 2, 1))
            top += row + apart
        across = [self._x(number, lane) for lane in range(lanes)]
        return [spot._replace(x=across[rank % lanes], y=middles[rank // lanes]) for rank, spot in enumerate(column)]

    def _outside(self, number: int) -> bool:
        return self.sides[number] in (LEFT, RIGHT)

    @cached_property
    def lanes(self) -> list[int]:
        """How many firms stand beside each other in each column, so that the drawing is no tower."""
        counts = [len(column) for column in self.columns]
        rows = ROWS
        while max(counts, default=0) > rows:
            lanes = [ceil(many / rows) for many in counts]
            if self._right(lanes) <= WIDTH * rows * _high(LEAST, outside=False):
                break
            rows += 1
        return [ceil(many / rows) for many in counts]

    def _lane(self, number: int) -> int:
        return OUTSIDE if self._outside(number) else LANE

    def _right(self, lanes: Sequence[int]) -> float:
        """Where the last column ends."""
        widths = sum(self._lane(number) * many for number, many in enumerate(lanes))
        return MARGIN + widths + BETWEEN * max(len(lanes) - 1, 0)

    def _left(self, number: int) -> float:
        """Where a column begins."""
        return self._right(self.lanes[:number]) + (BETWEEN if number else 0)

    def _x(self, number: int, lane: int) -> float:
        at = {LEFT: OUTSIDE - MOST, RIGHT: MOST}.get(str(self.sides[number]), LANE / 2)
        return self._left(number) + lane * self._lane(number) + at

    def heads(self) -> tuple[Column, ...]:
        ends = [(self._x(number, 0), self._x(number, lanes - 1)) for number, lanes in enumerate(self.lanes)]
        return tuple(
            Column(side, sum(middle) / 2, sum(spot.firms for spot in column))
            for side, middle, column in zip(self.sides, ends, self.columns, strict=True)
        )

    def size(self) -> tuple[float, float]:
        return self._right(self.lanes) + MARGIN, HEAD + round(self.deep, 1) + 2 * MARGIN

    def border(self) -> Border | None:
        inside = [number for number in range(len(self.sides)) if not self._outside(number)]
        if not inside:
            return None
        left, right = self._left(inside[0]) - MARGIN, self._right(self.lanes[: inside[-1] + 1]) + MARGIN
        return Border(left, BORDER, right - left, self.size()[1] - BORDER - MARGIN)


def _high(radius: float, outside: bool) -> float:
    return max(2 * radius, NAME) + ROOM if outside else 2 * radius + NAME + ROOM


def widened(links: Sequence[Drawn]) -> list[Drawn]:
    """As wide as what they are worth."""
    most = max((link.value for link in links), default=0)
    return [link._replace(width=_share(link.value, most, THIN, THICK)) for link in links]


def _share(value: float, most: float, least: float, greatest: float) -> float:
    """By the root, so that the area of a circle tells the value."""
    return round(min(greatest, least + (greatest - least) * sqrt(max(value, 0) / most)), 2) if most > 0 else least
