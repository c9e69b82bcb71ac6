"""What falls due next: targets, periods and duties not yet done, and what the ranks must do, by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.evaluation import Evaluation, State
from lianzhang.plans.models import Cadence, Duty, Measure
from lianzhang.plans.queries.arrangements import cadences
from lianzhang.plans.queries.clauses import Item
from lianzhang.plans.viewpoint import Viewpoint

from .chains import part_on

__all__ = ["AHEAD", "SOON", "Deadline", "DueItem", "deadlines"]

SOON = timedelta(days=30)
AHEAD = timedelta(days=92)  # no quarter is longer


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
    days: int
    items: tuple[DueItem, ...]
    cadences: tuple[Cadence, ...]

    @property
    def soon(self) -> bool:
        return self.days <= SOON.days

    @property
    def targets(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if each.item.kind == "target")

    @property
    def duties(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if each.item.kind == "duty")


def deadlines(vp: Viewpoint, items: Iterable[Item]) -> list[Deadline]:
    """The days from tomorrow to three months ahead on which something not yet done falls due. One query."""
    until = min(vp.at + AHEAD, vp.plan.ends)
    due: dict[date, list[DueItem]] = {}
    for item in items:
        for day, each in _falling_due(item, vp.at, vp.at + AHEAD):
            due.setdefault(day, []).append(each)
    asked: dict[date, list[Cadence]] = {}
    for cadence in cadences(vp):
        for window in _ending(cadence.every, vp.at, until):
            asked.setdefault(window.end, []).append(cadence)
    return [
        Deadline(day, (day - vp.at).days, tuple(due.get(day, ())), tuple(asked.get(day, ())))
        for day in sorted(due.keys() | asked.keys())
    ]


def _ending(window: str, after: date, until: date) -> Iterator[Period]:
    """The windows that end after one day and by another."""
    if until <= after:
        return iter(())
    return (period for period in windows(after + timedelta(days=1), until, window) if period.end <= until)


def _falling_due(item: Item, at: date, until: date) -> Iterator[tuple[date, DueItem]]:
    subject = item.subject
    window = subject.cadence if isinstance(subject, Duty) else subject.window if subject.measure == Measure.EACH else ""
    if window:
        terms = item.evaluation.terms
        for period in _ending(window, max(at, terms.start - timedelta(days=1)), min(until, terms.due)):
            state, short = _state_in(item.evaluation, period)
            if state is not State.MET:
                yield period.end, DueItem(item, period, state, short)
    elif subject.due and at < subject.due <= until and item.state is not State.MET:
        yield subject.due, DueItem(item, None, item.state, _short(item.evaluation))


def _state_in(found: Evaluation, period: Period) -> tuple[State, int]:
    """The state of one period; for many chains the worst, and how many of them are not done."""
    part = part_on(found, period.end)
    if part:
        return part.evaluation.state, 0
    inner = [part_on(each.evaluation, period.end) for each in found.parts if each.evaluation.parts]
    states = [each.evaluation.state for each in inner if each]
    undone = [state for state in states if state is not State.MET]
    if not states:
        return State.NOT_DUE, 0
    return (undone[0] if undone else State.MET), len(undone)


def _short(found: Evaluation) -> int:
    return sum(part.evaluation.state is not State.MET for part in found.parts)
