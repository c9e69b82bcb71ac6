"""A lifecycle as a drawing: states as boxes in columns from left to right, steps as arrows that bear their titles.

Pure geometry, in units of a screen's pixel. The same table gives the same drawing on every screen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from .lifecycle import GONE, Lifecycle

__all__ = ["Arrow", "Box", "Drawing", "draw"]

START = "start"  # before a row is there
GONE_TITLE = "不再有"
TITLE, LABEL = 14, 12  # sizes of type
PORT = 24  # from one arrow to the next at a box's side; a label fits between
PAD, MARGIN, ROW_GAP, LOOP = 22, 12, 26, 30
TRACK, LANE, HEAD = 12, 18, 16  # vertical and horizontal ways of their own; room for an arrow's head
DOT = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A state. `kind` is "start", "state" or "end": where rows come from and where they are no more."""

    title: str
    kind: str
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """Steps from one state to another, along `points`; `label` is where their title begins, on its baseline.

    `follows`: nobody takes them by hand. `centred`: the label stands about its point."""

    title: str
    points: tuple[Point, ...]
    label: Point
    follows: bool = False
    centred: bool = False

    @property
    def path(self) -> str:
        """As SVG writes it."""
        return "M" + " L".join(f"{x:g} {y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """All steps between two states that are taken, or follow, alike."""

    source: str
    target: str
    follows: bool
    title: str


def draw(lifecycle: Lifecycle) -> Drawing:
    """The drawing of a table: columns by the fewest steps from the start, ends at the right."""
    return _Layout(lifecycle).drawing()


def _edges(lifecycle: Lifecycle) -> list[_Edge]:
    titles: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for step in lifecycle.steps.values():
        for source in step.sources or (START,):
            to = next(iter(lifecycle.states)) if step.to is None and source == START else step.to
            target = source if to is None else to
            titles[source, target, not step.by_hand].append(step.title)
    return [_Edge(*ends, "、".join(step_titles)) for ends, step_titles in titles.items()]


def _columns(states: list[str], edges: list[_Edge]) -> dict[str, int]:
    """The column of each state, and of START and GONE where a step leads from or to them."""
    columns: dict[str, int] = {}
    begins = [START] if any(each.source == START for each in edges) else []
    for root in (*begins, *states):
        if root not in columns:  # beyond the first: what nothing leads to
            _walk(root, min(1, len(columns)), edges, columns)
    last = max(columns.values())
    onwards = {each.source for each in edges if each.target not in (each.source, GONE)}
    placed = {name: column if name in onwards else last for name, column in columns.items()}
    used = sorted(set(placed.values()))
    return {name: used.index(column) for name, column in placed.items()}


def _walk(root: str, column: int, edges: list[_Edge], columns: dict[str, int]) -> None:
    """Give what can be reached from `root` its column, one further with each step."""
    reached = [root]
    while reached:
        columns |= dict.fromkeys(reached, column)
        leads = dict.fromkeys(each.target for name in reached for each in edges if each.source == name)
        reached, column = [name for name in leads if name not in columns], column + 1


def _width(text: str, size: int) -> float:
    """Han characters are as wide as they are high, others about half of that."""
    return sum(1 if ord(each) > 0x2E7F else 0.6 for each in text) * size


class _Layout:
    """Arrows leave a box at its right for the same or a later column, else at its left for the one before, and pass
    through the gap between columns on a track of their own; longer ways run on lanes beneath all boxes."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.titles = {**lifecycle.states, GONE: GONE_TITLE, START: ""}
        edges = _edges(lifecycle)
        self.column = _columns(list(lifecycle.states), edges)
        self.loops = [each for each in edges if each.source == each.target]
        self.edges = [each for each in edges if each.source != each.target]
        ordered = sorted(self.column, key=lambda name: (name == GONE, [START, *lifecycle.states, GONE].index(name)))
        self.row = {name: self._above(name, ordered) for name in ordered}
        self.names = ordered
        self.right, self.left = self._ports()
        self.tracks = self._tracks()
        self.lane = {edge: number for number, edge in enumerate(each for each in self.edges if self._is_long(each))}
        self.boxes = self._boxes()

    def _above(self, name: str, ordered: list[str]) -> int:
        return sum(self.column[each] == self.column[name] for each in ordered[: ordered.index(name)])

    def _span(self, edge: _Edge) -> int:
        return self.column[edge.target] - self.column[edge.source]

    def _is_long(self, edge: _Edge) -> bool:
        return self._span(edge) not in (-1, 0, 1)

    def _gaps(self, edge: _Edge) -> list[int]:
        """The gaps an arrow passes through up or down; its title stands in the first. Gap 0 is right of column 0."""
        source, target = self.column[edge.source], self.column[edge.target]
        return [source, max(target - 1, 0)] if self._is_long(edge) else [min(source, target)]

    def _ends_at_right(self, edge: _Edge) -> bool:
        """Of a box that nothing stands before, too: there is no gap at its left."""
        return self._span(edge) in (-1, 0) or self.column[edge.target] == 0

    def _ports(self) -> tuple[dict[str, list[_Edge]], dict[str, list[_Edge]]]:
        """The arrows at the right and the left of each box, from the top down."""
        right: dict[str, list[_Edge]] = defaultdict(list)
        left: dict[str, list[_Edge]] = defaultdict(list)
        for edge in sorted(
            self.edges, key=lambda each: (self._is_long(each), self.row[each.source] + self.row[each.target])
        ):
            (left if self._span(edge) == -1 else right)[edge.source].append(edge)
            (right if self._ends_at_right(edge) else left)[edge.target].append(edge)
        return right, left

    def _tracks(self) -> dict[tuple[_Edge, int], int]:
        """The place of each arrow among those that pass through a gap."""
        count: dict[int, int] = defaultdict(int)
        tracks = {}
        for edge in self.edges:
            for gap in self._gaps(edge):
                tracks[edge, gap] = count[gap]
                count[gap] += 1
        return tracks

    # --- boxes
    def _boxes(self) -> dict[str, Box]:
        last = max(self.column.values())
        widths = [max(self._box_width(name) for name in self._in_column(column)) for column in range(last + 1)]
        steps = [width + self._gap_width(gap) for gap, width in enumerate(widths)]
        self.xs = list(accumulate(steps, initial=MARGIN))
        self.widths = widths
        heights = [self._row_height(row) for row in range(max(self.row.values()) + 1)]
        tops = list(accumulate((height + ROW_GAP for height in heights), initial=MARGIN))
        self.bottom = tops[-1] - ROW_GAP
        return {name: self._box(name, tops[self.row[name]]) for name in self.names}

    def _in_column(self, column: int) -> list[str]:
        return [name for name in self.names if self.column[name] == column]

    def _loop_title(self, name: str) -> str:
        return "、".join(each.title for each in self.loops if each.source == name)

    def _box_width(self, name: str) -> float:
        if name == START:
            return DOT
        return max(_width(self.titles[name], TITLE) + 2 * PAD, _width(self._loop_title(name), LABEL) + 8)

    def _label_width(self, gap: int) -> float:
        return max((_width(each.title, LABEL) for each in self.edges if self._gaps(each)[0] == gap), default=0)

    def _gap_width(self, gap: int) -> float:
        used = sum(1 for _, each in self.tracks if each == gap)
        return self._label_width(gap) + HEAD + used * TRACK + HEAD if used else 0

    def _height(self, name: str) -> float:
        ports = max(len(self.right[name]), len(self.left[name]), 1)
        return (ports - 1) * PORT + (DOT if name == START else 2 * PAD)

    def _row_height(self, row: int) -> float:
        names = [name for name in self.names if self.row[name] == row]
        return max(map(self._height, names)) + self._headroom(row)

    def _headroom(self, row: int) -> float:
        return LOOP if any(self.row[each.source] == row for each in self.loops) else 0

    def _box(self, name: str, top: float) -> Box:
        y = top + self._headroom(self.row[name]) + (PAD - DOT / 2 if name == START else 0)
        kind = {START: "start", GONE: "end"}.get(name, "state")
        column = self.column[name]
        return Box(self.titles[name], kind, self.xs[column], y, self.widths[column], self._height(name))

    # --- arrows
    def drawing(self) -> Drawing:
        arrows = [*map(self._arrow, self.edges), *map(self._loop, dict.fromkeys(each.source for each in self.loops))]
        right = max(x for arrow in arrows for x, _ in arrow.points) if arrows else 0
        width = max(right, *(box.right for box in self.boxes.values())) + MARGIN
        height = self.bottom + len(self.lane) * LANE + 2 * MARGIN
        return Drawing(width, height, tuple(self.boxes.values()), tuple(arrows))

    def _port(self, name: str, edge: _Edge, *, right: bool) -> Point:
        box = self.boxes[name]
        place = (self.right if right else self.left)[name].index(edge)
        y = box.y + (DOT / 2 if box.kind == "start" else PAD) + place * PORT
        return (box.right if right else box.x), y

    def _track(self, edge: _Edge, gap: int) -> float:
        begins = self.xs[gap] + self.widths[gap] + self._label_width(gap) + HEAD
        return begins + self.tracks[edge, gap] * TRACK

    def _arrow(self, edge: _Edge) -> Arrow:
        span, gaps = self._span(edge), self._gaps(edge)
        begin = self._port(edge.source, edge, right=span != -1)
        end = self._port(edge.target, edge, right=self._ends_at_right(edge))
        ways = [self._track(edge, gap) for gap in gaps]
        if self._is_long(edge):
            lane = self.bottom + MARGIN + (self.lane[edge] + 0.5) * LANE
            bends: list[Point] = [(ways[0], begin[1]), (ways[0], lane), (ways[1], lane), (ways[1], end[1])]
        else:
            bends = [] if begin[1] == end[1] and span else [(ways[0], begin[1]), (ways[0], end[1])]
        titled = end if span == -1 else begin
        return Arrow(edge.title, (begin, *bends, end), (titled[0] + HEAD / 2, titled[1] - 5), edge.follows)

    def _loop(self, name: str) -> Arrow:
        box = self.boxes[name]
        x, y = box.middle[0], box.y
        points = ((x - 10, y), (x - 10, y - 12), (x + 10, y - 12), (x + 10, y))
        return Arrow(self._loop_title(name), points, (x, y - 17), follows=False, centred=True)
