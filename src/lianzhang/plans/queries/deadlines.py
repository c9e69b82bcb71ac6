"""What of the plan falls due next: targets, periods and duties not yet done, and what the ranks must do, by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhang.kernel.desk import DueRow, DueRows, Link
from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.cadences import asked_periods, rules_by_activity
from lianzhang.plans.evaluation import Evaluation, State
from lianzhang.plans.models import Cadence, Duty, Measure
from lianzhang.plans.queries.arrangements import cadences
from lianzhang.plans.viewpoint import PlanViewpoint

from .clauses import Item, items, part_on

__all__ = ["Deadline", "DueItem", "deadlines", "due"]

# Of one day; the rest is counted.
TARGETS_SHOWN, DUTIES_SHOWN = 6, 4


@dataclass(frozen=True, slots=True)
class DueItem:
    """A target or duty that falls due; `period` where it falls due anew each period, `short` of how many parts."""

    item: Item
    period: Period | None
    state: State
    short: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something falls due."""

    on: date
    items: tuple[DueItem, ...]
    cadences: tuple[Cadence, ...]

    @property
    def targets(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if each.item.kind == "target")

    @property
    def duties(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if each.item.kind == "duty")


def due(vp: PlanViewpoint, until: date) -> Iterator[DueRows]:
    """The same, ready to be shown."""
    for deadline in deadlines(vp, until):
        yield DueRows(deadline.on, tuple(map(_due_row, deadline.targets)), "项目标", TARGETS_SHOWN)
        yield DueRows(deadline.on, tuple(map(_due_row, deadline.duties)), "项任务", DUTIES_SHOWN)
        yield DueRows(deadline.on, tuple(map(_cadence_row, deadline.cadences)))


def _due_row(each: DueItem) -> DueRow:
    link = Link(each.item.subject.name, each.item.kind, (each.item.subject.code,))
    short = f"，{number(each.short)}条链还没有" if each.short else ""
    return DueRow(link, f"{each.period or '到期'}{short}；{each.item.owners or '无人负责'}", each.state)


def _cadence_row(cadence: Cadence) -> DueRow:
    return DueRow(Link(f"{cadence.rank.name}{cadence.activity}", ""), cadence.how_often)


def deadlines(vp: PlanViewpoint, until: date) -> list[Deadline]:
    """The days after the one looked from on which something not yet done falls due. One query after the evaluation."""
    falling: dict[date, list[DueItem]] = {}
    for item in items(vp):
        for day, each in _falling_due(item, vp.at, until):
            falling.setdefault(day, []).append(each)
    asked: dict[date, list[Cadence]] = {}
    for rules in rules_by_activity(cadences(vp)):
        for rule, period, limit in asked_periods(rules, vp.plan.starts, min(until, vp.plan.ends)):
            if vp.at < limit <= until and period.end <= vp.plan.ends:
                asked.setdefault(limit, []).append(rule)
    days = sorted(falling.keys() | asked.keys())
    return [Deadline(day, tuple(falling.get(day, ())), tuple(asked.get(day, ()))) for day in days]


def _ending(window: str, after: date, until: date) -> Iterator[Period]:
    """The windows that end after one day and by another."""
    if until <= after:
        return iter(())
    return (period for period in windows(after + timedelta(days=1), until, window) if period.end <= until)


def _falling_due(item: Item, at: date, until: date) -> Iterator[tuple[date, DueItem]]:
    subject = item.subject
    if item.state is State.WATCHED:
        return
    window = subject.cadence if isinstance(subject, Duty) else subject.window if subject.measure == Measure.EACH else ""
    if window:
        terms = item.evaluation.terms
        for period in _ending(window, max(at, terms.start - timedelta(days=1)), min(until, terms.due)):
            state, short = _state_in(item.evaluation, period)
            if state is not State.MET:
                yield period.end, DueItem(item, period, state, short)
    elif subject.due and at < subject.due <= until and item.state is not State.MET:
        yield subject.due, DueItem(item, None, item.state, _short(item.evaluation))


def _state_in(evaluation: Evaluation, period: Period) -> tuple[State, int]:
    """The state of one period; for many chains the worst, and how many of them are not done."""
    part = part_on(evaluation, period.end)
    if part:
        return part.evaluation.state, 0
    inner = [part_on(each.evaluation, period.end) for each in evaluation.parts if each.evaluation.parts]
    states = [each.evaluation.state for each in inner if each]
    undone = [state for state in states if state is not State.MET]
    if not states:
        return State.NOT_DUE, 0
    return (undone[0] if undone else State.MET), len(undone)


def _short(evaluation: Evaluation) -> int:
    return sum(part.evaluation.state is not State.MET for part in evaluation.parts)
