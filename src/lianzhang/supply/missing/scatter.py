"""Where points of a drawing with two axes stand, and where each is named so that no name lies on another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HEIGHT", "Dot", "dots"]

WIDTH, HEIGHT = 640, 420  # of the narrowest drawing that is shown; a phone gets a list
LETTER, LINE, RADIUS = 13.0, 16.0, 5.0
SIDES = ("start", "end", "above")
NUMBER = 24.0  # a number of three digits
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point: `x` from the left as a share of the width, `y` from the top in pixels. `side` of the name: "start" to
    its right, "end" to its left; "above" for its number where there is room for no name, "" where for neither."""

    number: int
    x: float
    y: float
    side: str

    @property
    def below(self) -> float:
        """Where the baseline of its name lies."""
        return self.y + 4


def dots(points: Sequence[tuple[float, float, str]]) -> list[Dot]:
    """From (x, y, name) with x and y from 0 to 1, y upwards; the first are named first."""
    taken: list[Box] = [_around(x, y) for x, y, _ in points]
    told = []
    for number, (x, y, name) in enumerate(points, 1):
        side = next((side for side in SIDES if _free(_box(x, y, name, side), taken)), "")
        if side:
            taken.append(_box(x, y, name, side))
        told.append(Dot(number, x, _top(y), side))
    return told


def _top(y: float) -> float:
    return round((1 - y) * HEIGHT, 1)


def _around(x: float, y: float) -> Box:
    return x * WIDTH - RADIUS, _top(y) - RADIUS, x * WIDTH + RADIUS, _top(y) + RADIUS


def _box(x: float, y: float, name: str, side: str) -> Box:
    if side == "above":
        return x * WIDTH - NUMBER / 2, _top(y) - RADIUS - LINE - 2, x * WIDTH + NUMBER / 2, _top(y) - RADIUS - 2
    left, right = x * WIDTH + RADIUS + 3, x * WIDTH - RADIUS - 3
    length = LETTER * len(name)
    start, end = (left, left + length) if side == "start" else (right - length, right)
    return start, _top(y) - LINE / 2, end, _top(y) + LINE / 2


def _free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    if left < 0 or right > WIDTH:
        return False
    return not any(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken)
