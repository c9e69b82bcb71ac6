"""From single standings to a target's: every quarter of the plan, every chain, every chain and year. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Point
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.models.plan import Measure

from .accumulation import disjoint, total
from .goals import State, Terms
from .single import Evaluation, Part, Reason, evaluate

__all__ = ["across", "each_period", "over_periods"]


def each_period(terms: Terms, points: Iterable[Point], at: date) -> Evaluation:
    """A goal asked anew in every month, quarter or year between `start` and `due`."""
    known = [point for point in points if point.date <= at]
    parts = []
    for window in windows(terms.start, terms.due, terms.window):
        if window.start > at:
            break
        inside = [point for point in known if window.contains(point.period)]
        own = replace(
            terms,
            measure=Measure.ADDED,
            window="",
            start=max(window.start, terms.start),
            due=min(window.end, terms.due),
        )
        parts.append(Part(window, _one_period(own, inside, window, at)))
    asked = len(list(windows(terms.start, terms.due, terms.window)))
    return _in_sequence(terms, parts, at, asked)


def over_periods(cells: Sequence[tuple[Period, Terms]], whole: Terms, points: Sequence[Point], at: date) -> Evaluation:
    """A goal with a value of its own for each period, such as one output target a year."""
    begun = [(period, terms) for period, terms in cells if period.start <= at]
    parts = [Part(period, evaluate(terms, points, at)) for period, terms in begun]
    return _in_sequence(whole, parts, at, len(cells))


def across(terms: Terms, parts: Sequence[Part], at: date) -> Evaluation:
    """A goal that every chain or group must reach: a proven failure outweighs a gap, a gap outweighs success."""
    states = [part.evaluation.state for part in parts]
    order = (State.MISSED, State.BEHIND, State.UNKNOWN, State.NOT_DUE, State.ON_COURSE)
    worst = next((state for state in order if state in states), State.MET if states else State.UNKNOWN)
    first = next((part.evaluation for part in parts if part.evaluation.state is worst), None)
    since = [part.evaluation.met_since for part in parts]
    return Evaluation(
        worst,
        at,
        terms,
        progress=Decimal(states.count(State.MET)) / len(states) if states and State.MET in states else None,
        met_since=max((each for each in since if each), default=None) if worst is State.MET else None,
        reason=first.reason if first else Reason.NO_EVIDENCE,
        parts=tuple(parts),
    )


def _one_period(terms: Terms, points: Sequence[Point], window: Period, at: date) -> Evaluation:
    """One window: amounts add up; a figure for the whole window closes it; a running count of the year counts as is."""
    if not points:
        return Evaluation(State.UNKNOWN, at, terms, reason=Reason.NO_EVIDENCE)
    point = _figure_of(points, window)
    evaluation = Evaluation(
        State.UNKNOWN,
        at,
        terms,
        point,
        expected=terms.expected_on(min(point.date, terms.due)),
        progress=terms.progress_of(point.nominal),
    )
    if terms.satisfied_by(point.interval) and not (terms.falling and at < window.end):
        return replace(evaluation, state=State.MET, met_since=point.date)
    closed = at >= terms.due
    if closed and terms.satisfied_by(point.interval) is False:
        return replace(evaluation, state=State.MISSED)
    if closed:
        return replace(evaluation, reason=Reason.INCOMPLETE)
    on_pace = evaluation.expected is not None and point.nominal >= evaluation.expected
    return replace(evaluation, state=State.ON_COURSE if on_pace else State.BEHIND)


def _figure_of(points: Sequence[Point], window: Period) -> Point:
    whole = [point for point in points if point.period == window]
    stocks = [point for point in points if point.stock]
    if stocks and not whole:
        best = max(stocks, key=lambda point: (point.date, point.nominal))
        return best._replace(interval=best.interval._replace(high=None))
    return total(_events(points, window), window)


def _events(points: Sequence[Point], window: Period) -> list[Point]:
    """Events of one window all count (two meetings in one quarter); amounts of overlapping stretches do not."""
    whole = [point for point in points if point.period == window]
    return whole or disjoint(points)


def _in_sequence(terms: Terms, parts: Sequence[Part], at: date, asked: int) -> Evaluation:
    """One light over a run of periods: a closed period that failed cannot be mended, an unproven one leaves a gap."""
    if not parts:
        return Evaluation(State.NOT_DUE, at, terms, reason=Reason.BEFORE_START)
    states = [part.evaluation.state for part in parts]
    last = parts[-1].evaluation
    evaluation = replace(
        last,
        terms=terms,
        at=at,
        parts=tuple(parts),
        met_since=None,
        last_seen=None,
        projection=None,
        progress=Decimal(states.count(State.MET)) / asked if State.MET in states else None,
    )
    over = at >= terms.due
    if State.MISSED in states:
        return replace(evaluation, state=State.MISSED if over else State.BEHIND, reason=None)
    if State.BEHIND in states:
        return replace(evaluation, state=State.BEHIND, reason=None)
    for state in (State.UNKNOWN, State.NOT_DUE):
        if state in states:
            gap = next(part.evaluation for part in parts if part.evaluation.state is state)
            return replace(evaluation, state=state, reason=gap.reason)
    return replace(
        evaluation,
        state=State.MET if over else State.ON_COURSE,
        met_since=last.met_since if over else None,
        reason=None,
    )
