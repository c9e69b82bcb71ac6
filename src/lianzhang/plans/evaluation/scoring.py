"""The points that a standing brings by a rule, what they come to, ranks and prizes. Pure: no database, no clock.

What is not known is never a zero: points are a range, and a rank is told where nothing unknown could turn it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.quantities import Interval
from lianzhang.plans.models.plan import Measure
from lianzhang.plans.models.scoring import ScoreRule

from .goals import State
from .single import Evaluation, Reason

__all__ = ["NO_LIMIT", "Award", "Judged", "Points", "Ranked", "Reach", "Rule", "Total", "judged", "points_of", "ranks"]

NO_LIMIT = Decimal("Infinity")
NOTHING = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rule:
    """How points are given. `cap` None: the full points, and of a bonus no limit."""

    kind: str
    points: Decimal = NOTHING
    step: Decimal = Decimal(1)
    per_step: Decimal = NOTHING
    whole_steps: bool = False
    counted_from: Decimal | None = None
    floor: Decimal = NOTHING
    cap: Decimal | None = None

    @property
    def counts_up(self) -> bool:
        """Whether more brings more, whichever way the goal lies."""
        return self.kind == ScoreRule.BONUS and self.counted_from is not None

    @property
    def most(self) -> Decimal:
        """More than this it never brings."""
        if self.kind == ScoreRule.BONUS:
            return NO_LIMIT if self.cap is None else self.cap
        return self.points if self.cap is None else self.cap


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule looks at: a state, and the figure held against a goal; no figure: nobody knows.

    `counted`: the figure says how many of its parts (periods, members, things) are reached; the goal, of how many.
    """

    state: State
    figure: Interval | None
    goal: Decimal
    reached_from: Decimal
    falling: bool = False
    counted: bool = False


class Points(NamedTuple):
    """At least and at most; both are the same where they are known."""

    low: Decimal
    high: Decimal

    @property
    def known(self) -> bool:
        return self.low == self.high


# --- what is looked at
def judged(evaluation: Evaluation) -> Judged:
    """Of values by period the last that is over, of what is asked anew each period how many of those over are met."""
    parts = evaluation.parts
    if any(isinstance(part.key, Scope) for part in parts):
        return _counted(evaluation.state, [part.evaluation.state for part in parts])
    over = [part.evaluation for part in parts if part.evaluation.terms.due <= evaluation.at]
    if evaluation.terms.measure == Measure.EACH:
        return _counted(evaluation.state, [each.state for each in over])
    return _single((over or [part.evaluation for part in parts] or [evaluation])[-1])


def _counted(whole: State, states: Sequence[State]) -> Judged:
    """One of which nothing is known, and one that is not due, may yet be reached."""
    met, asked = states.count(State.MET), Decimal(len(states))
    most = len(states) - states.count(State.MISSED)
    figure = Interval(Decimal(met), Decimal(most)) if states else None
    return Judged(whole, figure, asked, asked, counted=True)


def _single(evaluation: Evaluation) -> Judged:
    """A figure too old, or of another time than asked, says nothing."""
    terms, point = evaluation.terms, evaluation.point
    silent = evaluation.state is State.NOT_DUE or evaluation.reason in (Reason.STALE, Reason.NOTHING_AT_DUE)
    figure = point.interval if point and not silent else None
    return Judged(evaluation.state, figure, terms.value, terms.threshold, terms.falling)


# --- points
def points_of(rule: Rule, seen: Judged) -> Points:
    if rule.kind == ScoreRule.VETO:
        return Points(NOTHING, NOTHING)
    if rule.kind == ScoreRule.ALL_OR_NOTHING:
        sure = rule.points if seen.state is State.MET else rule.floor
        return Points(sure, rule.floor if seen.state is State.MISSED else rule.points)
    if seen.figure is None:
        return Points(rule.floor, rule.most)
    worse, better = seen.figure.low, seen.figure.high
    if seen.falling and not rule.counts_up:
        worse, better = better, worse
    low = rule.floor if worse is None else _worth(rule, seen, worse)
    return Points(low, rule.most if better is None else _worth(rule, seen, better))


def _worth(rule: Rule, seen: Judged, value: Decimal) -> Decimal:
    worth = {
        ScoreRule.PROPORTIONAL.value: _by_proportion,
        ScoreRule.DEDUCTION.value: _less_steps,
        ScoreRule.BONUS.value: _bonus,
    }[rule.kind](rule, seen, value)
    return max(rule.floor, min(worth, rule.most)).quantize(CENT, ROUND_HALF_UP)


def _by_proportion(rule: Rule, seen: Judged, value: Decimal) -> Decimal:
    reached = value <= seen.reached_from if seen.falling else value >= seen.reached_from
    part, whole = (seen.goal, value) if seen.falling else (value, seen.goal)
    nothing_to_divide_by = NO_LIMIT if reached and seen.falling else Decimal(reached)
    share = max(part / whole, NOTHING) if whole > 0 else nothing_to_divide_by
    return rule.points * (max(share, Decimal(1)) if reached else share)


def _less_steps(rule: Rule, seen: Judged, value: Decimal) -> Decimal:
    short = value - seen.reached_from if seen.falling else seen.reached_from - value
    return rule.points - _steps(rule, short) * rule.per_step


def _bonus(rule: Rule, seen: Judged, value: Decimal) -> Decimal:
    """Beyond the goal, the better way; from a value that the rule names always upwards."""
    if rule.counted_from is not None:
        return _steps(rule, value - rule.counted_from) * rule.per_step
    return _steps(rule, seen.goal - value if seen.falling else value - seen.goal) * rule.per_step


def _steps(rule: Rule, way: Decimal) -> Decimal:
    steps = max(way, NOTHING) / rule.step
    return steps.to_integral_value(ROUND_FLOOR) if rule.whole_steps else steps


# --- sums and ranks
@dataclass(frozen=True, slots=True)
class Total:
    """What one body comes to. `full` are the points it could get without bonuses; `vetoed` None: nobody knows."""

    low: Decimal
    high: Decimal
    full: Decimal
    vetoed: bool | None = False

    @classmethod
    def of(cls, given: Iterable[tuple[Rule, Judged]]) -> Total:
        low = high = full = NOTHING
        vetoed: bool | None = False
        for rule, seen in given:
            points = points_of(rule, seen)
            low, high = low + points.low, high + points.high
            full += rule.points if rule.kind not in (ScoreRule.BONUS, ScoreRule.VETO) else NOTHING
            if rule.kind == ScoreRule.VETO and vetoed is not True:
                stands = _vetoes(seen)
                vetoed = stands if stands is not False else vetoed
        return cls(low, high, full, vetoed)


def _vetoes(seen: Judged) -> bool | None:
    if seen.state is State.MISSED:
        return True
    return False if seen.state in (State.MET, State.ON_COURSE) else None


class Ranked(NamedTuple):
    """The best and the worst rank that a body can have; `shared`: with another. Not `sure`: a veto is open."""

    best: int
    worst: int
    shared: bool
    sure: bool = True

    @property
    def certain(self) -> bool:
        return self.sure and self.best == self.worst


def ranks(totals: Mapping[int, Total]) -> dict[int, Ranked]:
    """Of those not vetoed. Nobody where the full points differ: 80 of 100 and 80 of 80 are no match."""
    running = {key: total for key, total in totals.items() if total.vetoed is not True}
    if len(running) < 2 or len({total.full for total in running.values()}) > 1:
        return {}
    sure = [total for total in running.values() if total.vetoed is False]
    answer = {}
    for key, own in running.items():
        above = sum(other.low > own.high for other in sure)
        perhaps = sum(other.high > own.low for each, other in running.items() if each != key)
        alike = own.low == own.high and sum((other.low, other.high) == (own.low, own.high) for other in sure) > 1
        answer[key] = Ranked(above + 1, perhaps + 1, alike, own.vetoed is False)
    return answer


# --- prizes
class Reach(StrEnum):
    REACHED = "reached"
    POSSIBLE = "possible"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Award:
    """What must be had for a prize: a rank between two, so many points, or fewer than so many."""

    first: int | None = None
    last: int | None = None
    at_least: Decimal | None = None
    below: Decimal | None = None

    def reach(self, total: Total, rank: Ranked | None) -> Reach:
        """Who is vetoed wins nothing; whose veto is open has reached nothing yet."""
        if self.below is not None:
            return _either(total.high < self.below, total.low < self.below)
        if total.vetoed:
            return Reach.NOT
        if self.at_least is not None:
            return _either(total.low >= self.at_least and total.vetoed is False, total.high >= self.at_least)
        if rank is None or self.first is None:
            return Reach.NOT
        last = self.last or self.first
        within = rank.sure and self.first <= rank.best and rank.worst <= last
        return _either(within, rank.best <= last and rank.worst >= self.first)


def _either(sure: bool, possible: bool) -> Reach:
    return Reach.REACHED if sure else Reach.POSSIBLE if possible else Reach.NOT
