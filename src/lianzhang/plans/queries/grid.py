"""The parts of a target as a grid: chains down, periods across, a light in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import Evaluation, Part, State
from lianzhang.plans.item_evaluation import ITEM
from lianzhang.plans.models import Goal, Measure, ScopeKind, Target
from lianzhang.plans.models.scopes import EACH_OF
from lianzhang.plans.words.wording import point_text

__all__ = ["Cell", "Grid", "GridRow", "grid_of"]

WHAT = {ScopeKind.CHAIN: "产业链", ScopeKind.GROUP: "产业群", ScopeKind.REGION: "区域", ScopeKind.PARK: "园区"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A light; a period that has not begun has none."""

    period: Period
    evaluation: Evaluation | None

    @property
    def state(self) -> State:
        return self.evaluation.state if self.evaluation else State.NOT_DUE

    @property
    def label(self) -> str:
        """What a reader without eyes for the shape is told."""
        return f"{self.period}{LIGHTS[self.state]}"


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    code: str
    evaluation: Evaluation
    value: str
    cells: list[Cell]


class Year(NamedTuple):
    name: str
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns` are the periods asked for, none where each chain is judged once."""

    columns: list[Period]
    rows: list[GridRow]
    what: str

    @property
    def years(self) -> list[Year]:
        """Periods shorter than a year stand under it; none where the periods are years or of many kinds."""
        if any(period.window not in ("month", "quarter", "half_year") for period in self.columns):
            return []
        named = [(f"{period.start.year}年", str(period)) for period in self.columns]
        return [
            Year(year, [name.removeprefix(year) for _, name in names])
            for year, names in groupby(named, lambda each: each[0])
        ]


def grid_of(standing: Standing, names: Mapping[Scope, Any]) -> Grid | None:
    """None for a target that has no parts."""
    target, evaluation = standing.target, standing.evaluation
    if not evaluation.parts:
        return None
    if any(isinstance(part.key, Scope) and part.key.kind == ITEM for part in evaluation.parts):
        items = {item.pk: item for item in target.items.all()}
        parts = [(items[key.pk], part) for key, part in _scoped(evaluation) if key.pk in items]
        return Grid([], [_row(target, item.name, "", part, []) for item, part in parts], "事项")
    columns = _columns(target, standing.goals, evaluation)
    if names:
        rows = [_row(target, str(names[key]), names[key].code, part, columns) for key, part in _scoped(evaluation)]
        return Grid(columns, rows, WHAT[EACH_OF[ScopeKind(target.scope_kind)]])
    return Grid(columns, [_row(target, "全市", "", evaluation, columns)], "范围")


def _scoped(evaluation: Evaluation) -> list[tuple[Scope, Evaluation]]:
    return [(part.key, part.evaluation) for part in evaluation.parts if isinstance(part.key, Scope)]


def _row(target: Target, name: str, code: str, evaluation: Evaluation, columns: list[Period]) -> GridRow:
    value = point_text(evaluation.point, target.unit) if evaluation.point and not columns else ""
    return GridRow(name, code, evaluation, value, [Cell(period, _of(evaluation.parts, period)) for period in columns])


def _of(parts: tuple[Part, ...], period: Period) -> Evaluation | None:
    return next((part.evaluation for part in parts if part.key == period), None)


def _columns(target: Target, goals: tuple[Goal, ...], evaluation: Evaluation) -> list[Period]:
    """Every window the target is asked anew in, or the periods that goal rows name, with those judged already."""
    named = {Period(goal.period_start, goal.period_end) for goal in goals if goal.period_start and goal.period_end}
    if goals and target.measure == Measure.EACH and target.window:
        asked = windows(target.starts, target.due, target.window)
        return [window for window in asked if not named or any(period.overlaps(window) for period in named)]
    return sorted(named | {key for key in _keys(evaluation) if isinstance(key, Period)})


def _keys(evaluation: Evaluation) -> Iterator[object]:
    for part in evaluation.parts:
        yield part.key
        yield from _keys(part.evaluation)
