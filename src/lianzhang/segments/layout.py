"""Where the segments of a chain stand on its map: a column for each place, upstream at the left, few lines crossing.

Pure and deterministic. The way of Sugiyama, Tagawa and Toda (1981): lines that pass a column get a waypoint there, one
for all that lead to the same segment; barycentre sweeps order each column, then every item is drawn towards its
neighbours as far as the room allows."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import floor
from typing import NamedTuple

__all__ = ["HEAD", "HIGH", "WIDE", "Layout", "Line", "Node", "crossings", "lay_out", "spread"]

# Measures in the map's own units, of which a wide screen shows one a pixel.
WIDE, HIGH = 164, 40  # a segment
BETWEEN = 60  # columns
APART = 6  # segments in a column
LANE = 12  # what passes between segments on its way to one of them
HEAD = 28  # the names of the columns
SWEEPS, PULLS = 24, 12


class Node(NamedTuple):
    """A segment: `place` counts the columns, `order` is its rank there where no line decides."""

    key: int
    place: int
    stage: str
    order: int = 0


class Line(NamedTuple):
    """What `upstream` makes goes into `downstream`."""

    upstream: int
    downstream: int


class Waypoint(NamedTuple):
    """Where lines pass a column without stopping: all that lead to one segment pass it together."""

    downstream: int
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: name and left edge; `at`: left and upper edge of each segment; `paths`: each line in SVG's words."""

    columns: tuple[tuple[str, int], ...]
    at: dict[int, tuple[int, int]]
    paths: dict[Line, str]
    width: int
    height: int


Item = int | Waypoint
Layers = list[list[Item]]
Steps = list[list[tuple[Item, Item]]]


@lru_cache(maxsize=256)
def lay_out(nodes: tuple[Node, ...], lines: tuple[Line, ...]) -> Layout:
    """Lines to a segment that is not among `nodes` are left out."""
    if not nodes:
        return Layout((), {}, {}, 0, 0)
    places = sorted({node.place for node in nodes})
    column = {node.key: places.index(node.place) for node in nodes}
    known = [line for line in dict.fromkeys(lines) if {line.upstream, line.downstream} <= column.keys()]
    layers, steps, ways = _layers(nodes, known, column, len(places))
    layers = _ordered(layers, steps)
    middle = _middles(layers, steps)
    top = HEAD - min(middle[item] - _half(item) for layer in layers for item in layer)
    y = {item: floor(value + top + 0.5) for item, value in middle.items()}
    left = [number * (WIDE + BETWEEN) for number in range(len(places))]
    return Layout(
        columns=tuple((_stages(nodes, place), x) for place, x in zip(places, left, strict=True)),
        at={node.key: (left[column[node.key]], y[node.key] - HIGH // 2) for node in nodes},
        paths={line: _path([(left[_column(item, column)], y[item]) for item in ways[line]]) for line in known},
        width=left[-1] + WIDE,
        height=max(y[item] + _half(item) for layer in layers for item in layer),
    )


def _stages(nodes: Iterable[Node], place: int) -> str:
    return "、".join(dict.fromkeys(node.stage for node in nodes if node.place == place))


def _column(item: Item, column: dict[int, int]) -> int:
    return item.column if isinstance(item, Waypoint) else column[item]


def _half(item: Item) -> int:
    return LANE // 2 if isinstance(item, Waypoint) else (HIGH + APART) // 2


def _layers(
    nodes: Sequence[Node], lines: Sequence[Line], column: dict[int, int], count: int
) -> tuple[Layers, Steps, dict[Line, list[Item]]]:
    """Columns with their items, the steps of lines from each column to the next, and the way of each line."""
    layers: Layers = [[] for _ in range(count)]
    for node in sorted(nodes, key=lambda node: (node.order, node.key)):
        layers[column[node.key]].append(node.key)
    steps: Steps = [[] for _ in range(count - 1)]
    ways: dict[Line, list[Item]] = {}
    for line in sorted(lines):
        start, end = column[line.upstream], column[line.downstream]
        between = range(start + 1, end) if start < end else range(start - 1, end, -1)
        passed: list[Item] = [Waypoint(line.downstream, number) for number in between]
        way = ways[line] = [line.upstream, *passed, line.downstream]
        for item, number in zip(passed, between, strict=True):
            if item not in layers[number]:
                layers[number].append(item)
        for one, other in pairwise(way):
            first, second = _column(one, column), _column(other, column)
            if first != second:  # two segments of one column: the line bends around, no step
                step = (one, other) if first < second else (other, one)
                if step not in steps[min(first, second)]:
                    steps[min(first, second)].append(step)
    return layers, steps, ways


def crossings(layers: Layers, steps: Steps) -> int:
    """How many pairs of lines cross between neighbouring columns."""
    total = 0
    for number, pairs in enumerate(steps):
        here, there = _ranks(layers[number]), _ranks(layers[number + 1])
        ends: list[int] = []
        for _, end in sorted((here[one], there[other]) for one, other in pairs):
            total += len(ends) - bisect_right(ends, end)
            insort(ends, end)
    return total


def _ranks(layer: Iterable[Item]) -> dict[Item, int]:
    return {item: rank for rank, item in enumerate(layer)}


def _ordered(layers: Layers, steps: Steps) -> Layers:
    """The order with the fewest crossings that sweeps to and fro come upon; the first one where several tie."""
    best, least = layers, crossings(layers, steps)
    current = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        numbers = range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1)
        for number in numbers:
            fixed = _ranks(current[number - 1 if forward else number + 1])
            pairs = steps[number - 1] if forward else [(other, one) for one, other in steps[number]]
            current[number] = _by_barycentre(current[number], fixed, pairs)
        count = crossings(current, steps)
        if count < least:
            best, least = [list(layer) for layer in current], count
    return best


def _by_barycentre(layer: list[Item], fixed: dict[Item, int], pairs: Iterable[tuple[Item, Item]]) -> list[Item]:
    """An item goes to the mean rank of its neighbours, measured along its own column; one without any stays."""
    ranks: dict[Item, list[int]] = defaultdict(list)
    for neighbour, item in pairs:
        ranks[item].append(fixed[neighbour])
    scale = max(len(layer) - 1, 1) / max(len(fixed) - 1, 1)
    wish = {
        item: scale * sum(ranks[item]) / len(ranks[item]) if ranks[item] else rank for rank, item in enumerate(layer)
    }
    return sorted(layer, key=wish.__getitem__)


def _middles(layers: Layers, steps: Steps) -> dict[Item, float]:
    """The height of each item's middle: near that of its neighbours, never over another item."""
    neighbours: dict[Item, list[Item]] = defaultdict(list)
    for one, other in (pair for pairs in steps for pair in pairs):
        neighbours[one].append(other)
        neighbours[other].append(one)
    tallest = max(sum(2 * _half(item) for item in layer) for layer in layers)
    middle: dict[Item, float] = {}
    for layer in layers:
        middle |= dict(zip(layer, spread([tallest / 2] * len(layer), _gaps(layer)), strict=True))
    for pull in range(PULLS):
        for layer in layers if pull % 2 == 0 else reversed(layers):
            wished = [_mean([middle[each] for each in neighbours[item]] or [middle[item]]) for item in layer]
            middle |= dict(zip(layer, spread(wished, _gaps(layer)), strict=True))
    return middle


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _gaps(layer: Sequence[Item]) -> list[int]:
    return [_half(one) + _half(other) for one, other in pairwise(layer)]


def spread(wished: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The values nearest to `wished` (least squares) that keep its order and at least `gaps` from one to the next.

    Pooling adjacent violators (Ayer et al. 1955): what would overlap moves together, to the mean of its wishes.
    """
    offset, total = [0.0], 0.0
    for gap in gaps:
        total += gap
        offset.append(total)
    pools: list[tuple[float, int]] = []  # mean, how many
    for wish, before in zip(wished, offset, strict=False):
        mean, many = wish - before, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, many = (mean * many + other * more) / (many + more), many + more
        pools.append((mean, many))
    flat = [mean for mean, many in pools for _ in range(many)]
    return [value + before for value, before in zip(flat, offset, strict=False)]


def _path(way: Sequence[tuple[int, int]]) -> str:
    """From the edge of the first segment to that of the last, level across each column that is passed."""
    (x, y), *rest = way
    if rest[-1][0] == x:  # within a column: around its right side
        edge, bend = x + WIDE, x + WIDE + BETWEEN // 2
        return f"M{edge} {y}C{bend} {y} {bend} {rest[-1][1]} {edge} {rest[-1][1]}"
    forward = rest[0][0] > x
    drawn, at = [f"M{x + WIDE if forward else x} {y}"], (x + WIDE if forward else x)
    for number, (left, level) in enumerate(rest, start=1):
        near, far = (left, left + WIDE) if forward else (left + WIDE, left)
        half = (at + near) // 2
        drawn.append(f"C{half} {y} {half} {level} {near} {level}")
        if number < len(rest):
            drawn.append(f"H{far}")
        at, y = far, level
    return "".join(drawn)
