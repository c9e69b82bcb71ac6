"""How a stop spreads, laid out: a column for each round, in it the firms that were hit then, lines to those before.

Pure; places in pixels of a drawing that the browser scales. Amounts come in 万元."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from lianzhang.kernel.formatting import number
from lianzhang.supply.rates.places import stem

__all__ = ["Card", "Column", "Drawing", "Node", "Wire", "draw", "short_name"]

MOST_ROUNDS, MOST_CARDS = 5, 4
STEP, WIDTH, HEIGHT, GAP = 176, 146, 58, 14
LEFT, TOP, FOOT = 12, 100, 16
BAR_HIGHEST, BAR_WIDTH, BAR_BOTTOM = 44, 24, 70
METER, NAME_LONGEST = 42, 20  # width of the bar of what is left; columns of a terminal
HUNDRED_MILLION = 10_000
COMPANIES, SHORTEST = ("有限责任公司", "股份有限公司", "有限公司", "公司"), 3


@dataclass(frozen=True, slots=True)
class Node:
    """A firm in sight. `key` is what others name it by, `firm` its row, 0 for none; `left` 0..1; `through` keys and
    shares of those through whom it came; `short` a name for little room."""

    key: tuple[int, str]
    name: str
    firm: int
    round: int
    up: bool
    left: float
    lost: float
    through: tuple[tuple[tuple[int, str], float], ...] = ()
    short: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    x: int
    y: int
    round: int
    up: bool
    name: str
    whole: str
    firm: int
    left: float | None
    lost: str
    outline: str
    meter: str = ""
    filled: str = ""
    count: int = 0

    @property
    def stopped(self) -> bool:
        return self.round == 0

    @property
    def looks(self) -> str:
        """The classes of its style."""
        said = {"wave-stopped": self.stopped, "wave-rest": self.count, "wave-up": self.up}
        return " ".join(name for name, so in said.items() if so)


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    round: int
    title: str
    lost: str
    bar: str


@dataclass(frozen=True, slots=True)
class Wire:
    round: int
    up: bool
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """`last`: the round of the last column; `later`: whether it stands for all that follow."""

    width: int
    height: int
    unit: str
    last: int
    later: bool
    columns: tuple[Column, ...]
    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]

    @property
    def cards_by_round(self) -> list[tuple[Column, list[Card]]]:
        return [(column, [card for card in self.cards if card.round == column.round]) for column in self.columns]


def draw(
    nodes: Sequence[Node], others: Sequence[tuple[int, float | None]], by_round: Sequence[float] | None
) -> Drawing:
    """`others`: of firms out of sight the round, and the loss where it may be told; `by_round`: what is lost after each
    round, where that may be told."""
    final = max([node.round for node in nodes] + [each for each, _ in others], default=0)
    last = min(final, MOST_ROUNDS)
    largest = max([*(node.lost for node in nodes), *(by_round or ())], default=0)
    unit = "亿元" if largest >= HUNDRED_MILLION else "万元"
    scale = HUNDRED_MILLION if unit == "亿元" else 1
    cards: list[Card] = []
    places: dict[tuple[int, str], Card] = {}
    for at in range(last + 1):
        here = sorted((node for node in nodes if min(node.round, last) == at), key=lambda node: (-node.lost, node.left))
        rest = [lost for each, lost in others if min(each, last) == at]
        for card, node in _column(at, here, rest, scale):
            cards.append(card)
            if node:
                places[node.key] = card
    columns = tuple(_head(at, last, final, by_round, scale) for at in range(last + 1))
    tallest = max((sum(card.round == at for card in cards) for at in range(last + 1)), default=1)
    wires = tuple(_wires(nodes, places))
    height = TOP + tallest * (HEIGHT + GAP) + FOOT
    return Drawing(LEFT * 2 + last * STEP + WIDTH, height, unit, last, final > last, columns, tuple(cards), wires)


def _column(
    at: int, here: Sequence[Node], rest: Sequence[float | None], scale: int
) -> Iterable[tuple[Card, Node | None]]:
    shown = here if len(here) <= MOST_CARDS and not rest else here[: MOST_CARDS - 1]
    for place, node in enumerate(shown):
        yield _card(at, place, node, scale), node
    hidden = len(here) - len(shown) + len(rest)
    if hidden:
        lost = None if None in rest else sum(node.lost for node in here[len(shown) :]) + sum(each or 0 for each in rest)
        x, y = _place(at, len(shown))
        name = f"另外{hidden}家" if shown else f"{hidden}家"
        yield Card(x, y, at, False, name, name, 0, None, _money(lost, scale), _box(x, y), count=hidden), None


def _card(at: int, place: int, node: Node, scale: int) -> Card:
    x, y = _place(at, place)
    meter, filled = (_bar(x + 10, y + HEIGHT - 16, METER * part, 7) for part in (1.0, node.left))
    lost = _money(node.lost, scale) if node.lost else ""
    return Card(
        x,
        y,
        at,
        node.up,
        _clip(node.short or node.name),
        node.name,
        node.firm,
        node.left,
        lost,
        _box(x, y),
        meter,
        filled,
    )


def _place(column: int, place: int) -> tuple[int, int]:
    return LEFT + column * STEP, TOP + place * (HEIGHT + GAP)


def _head(at: int, last: int, final: int, by_round: Sequence[float] | None, scale: int) -> Column:
    x = LEFT + at * STEP
    if at == 0:
        return Column(x, 0, "停供", "", "")
    later = at == last and final > last
    title = f"第{at}轮起" if later else f"第{at}轮"
    if not by_round:
        return Column(x, at, title, "", "")
    lost = by_round[-1] if later else by_round[min(at, len(by_round) - 1)]
    high = BAR_HIGHEST * lost / by_round[-1] if by_round[-1] else 0
    bar = _bar(x + WIDTH - BAR_WIDTH, BAR_BOTTOM - high, BAR_WIDTH, high)
    return Column(x, at, title, number(lost / scale, 1), bar)


def _wires(nodes: Iterable[Node], places: dict[tuple[int, str], Card]) -> Iterable[Wire]:
    for node in nodes:
        to = places.get(node.key)
        for key, share in node.through:
            card = places.get(key)
            if to is None or card is None or card.round >= to.round:
                continue
            x, y = card.x + WIDTH, card.y + HEIGHT / 2
            middle, end = (x + to.x) / 2, to.y + HEIGHT / 2
            path = f"M{x} {y:g}C{middle:g} {y:g} {middle:g} {end:g} {to.x} {end:g}"
            yield Wire(to.round, node.up, path, round(1.5 + 3 * min(share, 1.0), 1))


def _money(lost: float | None, scale: int) -> str:
    if lost is None:
        return ""
    value = lost / scale
    return f"−{number(value, 1)}" if value >= 0.05 else "约0"


def _box(x: int, y: int) -> str:
    return _bar(x, y, WIDTH, HEIGHT)


def _bar(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g} {y:g}h{width:.4g}v{height:.4g}h{-width:.4g}z"


def short_name(name: str, city: str) -> str:
    """A name without the city in front and the form of company behind, which most have in common."""
    short = name
    for ending in COMPANIES:
        short = short.removesuffix(ending)
    for front in (city, stem(city)):
        if short.startswith(front):
            short = short.removeprefix(front)
            break
    return short if len(short) >= SHORTEST else name


def _clip(name: str) -> str:
    width, kept = 0, ""
    for letter in name:
        width += 2 if east_asian_width(letter) in "WF" else 1
        if width > NAME_LONGEST:
            return f"{kept[:-1]}…"
        kept += letter
    return kept
