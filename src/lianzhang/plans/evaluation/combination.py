"""From single standings to a target's: every quarter of the plan, every chain, every chain and year. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Point
from lianzhang.kernel.periods import Period, windows
from lianzhang.kernel.quantities import Interval
from lianzhang.plans.models.plan import Measure

from .accumulation import disjoint, total
from .goals import State, Terms
from .single import Evaluation, Part, Reason, evaluate, undecided

__all__ = ["across", "each_period", "over_periods"]


def each_period(terms: Terms, points: Iterable[Point], at: date) -> Evaluation:
    """A goal asked anew in every month, quarter or year between `start` and `due`."""
    asked = [(window, terms) for window in windows(terms.start, terms.due, terms.window)]
    return over_periods(asked, terms, list(points), at)


def over_periods(cells: Sequence[tuple[Period, Terms]], whole: Terms, points: Sequence[Point], at: date) -> Evaluation:
    """A goal with a value of its own for each period, such as one output target a year.

    A period is judged by the figures that speak of it and of nothing later: what comes in while another period runs
    changes none that is over.
    """
    known = [point for point in points if point.date <= at]
    cells = [cell for period, terms in cells for cell in _windows_in(period, terms)]
    parts = [Part(period, _in_period(terms, known, period, at)) for period, terms in cells if period.start <= at]
    return _in_sequence(whole, parts, at, len(cells))


def _windows_in(period: Period, terms: Terms) -> list[tuple[Period, Terms]]:
    """What is asked in each quarter is asked in every quarter of a year that has a value of its own."""
    if terms.measure != Measure.EACH or not terms.window:
        return [(period, terms)]
    return [(window, terms) for window in windows(period.start, period.end, terms.window)]


def _in_period(terms: Terms, points: Sequence[Point], period: Period, at: date) -> Evaluation:
    if terms.measure == Measure.EACH:
        inside = [point for point in points if period.contains(point.period)]
        start, due = max(period.start, terms.start), min(period.end, terms.due)
        return _one_period(replace(terms, measure=Measure.ADDED, window="", start=start, due=due), inside, period, at)
    since = date.min if terms.accumulates else period.start
    evaluation = evaluate(terms, [point for point in points if since <= point.period.end <= period.end], at)
    return evaluation if at >= terms.due else _while_open(evaluation)


def _while_open(evaluation: Evaluation) -> Evaluation:
    """A period that runs is met, broken beyond mending, or running: its pace judges nobody."""
    point = evaluation.point
    if evaluation.state is State.MET:
        return evaluation
    broken = point is not None and evaluation.terms.broken_by(point.interval)
    state = State.BEHIND if broken else State.RUNNING
    return replace(evaluation, state=state, reason=None, last_seen=None, projection=None)


def across(terms: Terms, parts: Sequence[Part], at: date) -> Evaluation:
    """A goal that every chain or group must reach: a proven failure outweighs a gap, a gap outweighs success."""
    states = [part.evaluation.state for part in parts]
    whole = _of_all(states)
    first = next((part.evaluation for part in parts if part.evaluation.state is whole), None)
    since = [part.evaluation.met_since for part in parts]
    return Evaluation(
        whole,
        at,
        terms,
        progress=Decimal(states.count(State.MET)) / len(states) if states and State.MET in states else None,
        met_since=max((each for each in since if each), default=None) if whole is State.MET else None,
        reason=first.reason if first else None if parts else Reason.NO_EVIDENCE,
        parts=tuple(parts),
    )


def _of_all(states: Sequence[State]) -> State:
    """Members that have not begun are left aside while others have."""
    for state in (State.MISSED, State.BEHIND, State.UNKNOWN, State.ON_COURSE, State.RUNNING):
        if state in states:
            return state
    if State.NOT_DUE in states:
        return State.ON_COURSE if State.MET in states else State.NOT_DUE
    return State.MET if states else State.UNKNOWN


def _one_period(terms: Terms, points: Sequence[Point], window: Period, at: date) -> Evaluation:
    """One window: amounts add up; a figure for the whole window closes it; a running count of the year counts as is."""
    closed = at >= terms.due
    if not points:
        reason = Reason.NO_EVIDENCE if closed else None
        return Evaluation(State.UNKNOWN if closed else State.RUNNING, at, terms, reason=reason)
    point = _figure_of(terms, points, window)
    evaluation = Evaluation(
        State.UNKNOWN,
        at,
        terms,
        point,
        expected=terms.expected_on(min(point.date, terms.due)),
        progress=terms.progress_of(point.nominal),
    )
    answer = terms.satisfied_by(point.interval)
    if answer and (closed or not terms.decided_at_the_end):
        return replace(evaluation, state=State.MET, met_since=point.date)
    if not closed:
        return _while_open(evaluation)
    if answer is False:
        return replace(evaluation, state=State.MISSED)
    return replace(evaluation, reason=undecided(point))


def _figure_of(terms: Terms, points: Sequence[Point], window: Period) -> Point:
    whole = [point for point in points if point.period == window]
    if terms.share:
        return _share_of(points, whole, window)
    stocks = [point for point in points if point.stock]
    if stocks and not whole:
        best = max(stocks, key=lambda point: (point.date, point.nominal))
        return best._replace(interval=best.interval._replace(high=None))
    return total(_events(points, window), window)


def _share_of(points: Sequence[Point], whole: Sequence[Point], window: Period) -> Point:
    """Shares do not add up: the window's own, else the one at its end; one of a part says nothing of the whole."""
    closing = whole or [point for point in points if point.stock and point.period.end == window.end]
    best = max(closing or points, key=lambda point: (point.period.end, point.date, point.nominal))
    return best if closing else best._replace(interval=Interval(None, None))


def _events(points: Sequence[Point], window: Period) -> list[Point]:
    """Events of one window all count (two meetings in one quarter); amounts of overlapping stretches do not."""
    whole = [point for point in points if point.period == window]
    return whole or disjoint(points)


def _in_sequence(terms: Terms, parts: Sequence[Part], at: date, asked: int) -> Evaluation:
    """One light over a run of periods: one that failed cannot be mended, an unproven one leaves a gap.

    Those that are over decide; before the first of them is, all is running.
    """
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
    if State.UNKNOWN in states:
        gap = next(part.evaluation for part in parts if part.evaluation.state is State.UNKNOWN)
        return replace(evaluation, state=State.UNKNOWN, reason=gap.reason)
    begun = parts[0].evaluation.terms.due <= at
    state = State.MET if over else State.ON_COURSE if begun else State.RUNNING
    return replace(evaluation, state=state, met_since=last.met_since if over else None, reason=None)
