"""The chains beside each other, by trouble, each with the change that says most; what is alike in all is said once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import LIGHTS, signed
from lianzhang.plans.api import State

from .chains import ChainLight, ChainLine, PeriodCell, PeriodColumn

__all__ = ["BAD", "Change", "Comparison", "change_of", "compare"]

BAD = (State.MISSED, State.BEHIND)
# How much a change of a target's state says; a figure's change counts by its percents, a fall twice.
WEIGHTS = {State.MISSED: 1000, State.BEHIND: 800, State.MET: 500, State.UNKNOWN: 300}
BETTER, WORSE, MISSING = "better", "worse", "missing"
WORDS = {BETTER: "好", WORSE: "差", MISSING: "缺"}


@dataclass(frozen=True, slots=True)
class Change:
    """Better, worse or missing (好 差 缺), and what; `link` opens it."""

    kind: str
    text: str
    link: Link
    weight: Decimal

    @property
    def word(self) -> str:
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A chain with what the rooms' columns hold of it, and the change that says most."""

    line: ChainLine
    cells: tuple[tuple[ChainColumn, ChainFigure | None], ...]
    periods: tuple[PeriodCell, ...]
    change: Change | None

    @property
    def late(self) -> int:
        return sum(figure.late or 0 for _, figure in self.cells if figure)

    @property
    def bad(self) -> int:
        return sum(light.state in BAD for light in self.line.lights)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table: `periods`, `lights` and `marks` are columns where they tell chains apart; `alike` says the rest."""

    lines: list[ComparedLine]
    columns: Sequence[ChainColumn]
    periods: list[tuple[int, PeriodColumn]]
    lights: bool
    marks: bool
    alike: list[str]


def compare(lines: Sequence[ChainLine], periods: Sequence[PeriodColumn], columns: Sequence[ChainColumn]) -> Comparison:
    """Those in trouble first: what is late, then targets that are missed or behind, then the plan's order."""
    differing = [(at, column) for at, column in enumerate(periods) if _differ(_cell(line, at) for line in lines)]
    lights = _differ(tuple(light.state for light in line.lights) for line in lines)
    marks = _differ((line.marks.there, len(line.marks)) for line in lines)
    kept = [at for at, _ in differing]
    compared = [_line(line, columns, kept) for line in lines]
    compared.sort(key=lambda each: (-each.late, -each.bad))
    alike = [_period_words(column, lines[0], at) for at, column in enumerate(periods) if lines and at not in kept]
    if lines and not lights and lines[0].lights:
        alike.append("各目标的状态")
    if lines and not marks and lines[0].marks:
        alike.append(f"应有配备{lines[0].marks.there}/{len(lines[0].marks)}")
    return Comparison(compared, columns, differing, lights, marks, alike)


def _line(line: ChainLine, columns: Sequence[ChainColumn], kept: Iterable[int]) -> ComparedLine:
    cells = tuple((column, column.figures.get(line.chain.pk)) for column in columns)
    return ComparedLine(line, cells, tuple(line.cells[at] for at in kept), change_of(line, cells))


def change_of(line: ChainLine, figures: Iterable[tuple[ChainColumn, ChainFigure | None]]) -> Change | None:
    """Of a target that moved, or a figure that grew or fell, the one that says most; None where nothing changed."""
    changes = [_moved(light) for light in line.moved]
    changes += [_grown(column, each, line) for column, each in figures if each and each.growth]
    return max(changes, key=lambda each: each.weight, default=None)


def _moved(light: ChainLight) -> Change:
    word = WORSE if light.state in BAD else MISSING if light.state is State.UNKNOWN else BETTER
    link = Link(light.target.name, "target", (light.target.code,))
    return Change(word, f"{light.target.name}转{LIGHTS[light.state]}", link, Decimal(WEIGHTS.get(light.state, 100)))


def _grown(column: ChainColumn, figure: ChainFigure, line: ChainLine) -> Change:
    growth = figure.growth or Decimal(0)
    text = f"{column.name}{signed(growth, 1)}%"
    link = Link(text, "chain", (line.chain.code,))
    return Change(BETTER if growth > 0 else WORSE, text, link, growth if growth > 0 else -2 * growth)


def _cell(line: ChainLine, at: int) -> Hashable:
    evaluation, point = line.cells[at].evaluation, line.cells[at].point
    return (evaluation.state if evaluation else None, point.date if point else None)


def _period_words(column: PeriodColumn, line: ChainLine, at: int) -> str:
    evaluation, point = line.cells[at].evaluation, line.cells[at].point
    state = "没有记录" if evaluation and not point else LIGHTS[evaluation.state] if evaluation else "不考核"
    return f"{column.period}{column.target.name}{state}"


def _differ(values: Iterable[Hashable]) -> bool:
    return len(set(values)) > 1
