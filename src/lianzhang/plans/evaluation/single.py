"""Where one goal stands at a date: a pure function of goal, evidence and date. No database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lianzhang.kernel.metrics import Point, Scope
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.models.plan import Comparator

from .accumulation import comparable
from .goals import State, Terms

__all__ = ["Evaluation", "Part", "Projection", "Reason", "evaluate", "undecided", "watch"]

DAYS_PER_MONTH = Decimal("30.4375")


class Reason(StrEnum):
    """Why a state is what it is where the figures alone do not say it."""

    BEFORE_START = "before_start"
    NO_EVIDENCE = "no_evidence"
    STALE = "stale"
    NOTHING_AT_DUE = "nothing_at_due"
    PRECISION = "precision"
    DISPUTED = "disputed"
    INCOMPLETE = "incomplete"
    NO_PACE = "no_pace"
    OUTSIDE = "outside"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Projection:
    """The value a straight line reaches at the due date. `method`: "trend" (first to last figure) or "average"."""

    value: Decimal
    on: date
    method: str


@dataclass(frozen=True, slots=True)
class Part:
    """The standing of one period, chain or group of a target; `key` is a Period or a Scope."""

    key: Period | Scope
    evaluation: "Evaluation"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A state and everything that led to it. Values are in the target's unit, shares of 1."""

    state: State
    at: date
    terms: Terms
    point: Point | None = None
    expected: Decimal | None = None
    progress: Decimal | None = None
    met_since: date | None = None
    reached_late: date | None = None
    projection: Projection | None = None
    reason: Reason | None = None
    last_seen: State | None = None
    parts: tuple[Part, ...] = ()

    @property
    def early_days(self) -> int | None:
        """How many days before the due date the goal was met; negative when late."""
        return (self.terms.due - self.met_since).days if self.met_since else None

    @property
    def over(self) -> Decimal | None:
        """By what share of the goal the figure goes beyond it (negative: short of it)."""
        return self.point.nominal / self.terms.value - 1 if self.point and self.terms.value > 0 else None

    @property
    def remaining(self) -> Decimal | None:
        """What is still missing to the goal, in the target's unit."""
        if not self.point or self.state is State.MET or self.terms.comparator == Comparator.NEAR:
            return None
        gap = self.terms.threshold - self.point.nominal
        gap = -gap if self.terms.falling else gap
        return gap if gap > 0 else None

    @property
    def asked_per_month(self) -> Decimal | None:
        """What each remaining month must bring to reach the goal in time."""
        days = (self.terms.due - self.at).days
        return self.remaining * DAYS_PER_MONTH / days if self.remaining is not None and days > 0 else None

    def count(self, state: State) -> int:
        return sum(part.evaluation.state is state for part in self.parts)


def evaluate(terms: Terms, points: Iterable[Point], at: date) -> Evaluation:
    """Where a goal of one scope and one due date stands at `at`.

    Only figures that were true by `at` count. Before the due date the last figure is held against the even pace
    of its own day; a goal that only its last day decides is not met before, and what no pace can tell is running.
    From the due date on, only a figure that speaks for that date decides, or a counted-up goal already reached.
    What decides nothing then leaves the state unknown, with what was last seen beside it.
    """
    if at < terms.start:
        return Evaluation(State.NOT_DUE, at, terms, reason=Reason.BEFORE_START)
    known = comparable(terms, (point for point in points if point.date <= at))
    seen = [point for point in known if min(point.period.end, point.date) <= terms.due]
    later = [point for point in known if min(point.period.end, point.date) > terms.due]
    late = next((point.date for point in later if terms.satisfied_by(point.interval)), None)
    if not seen:
        return _nothing_in_time(terms, later, at, late)
    point = _deciding(terms, seen)
    evaluation = Evaluation(
        State.UNKNOWN,
        at,
        terms,
        point,
        expected=terms.expected_on(min(point.date, terms.due)),
        progress=terms.progress_of(point.nominal),
        reached_late=late,
    )
    if at >= terms.due:
        return _at_due(evaluation, point, seen, later)
    return _under_way(evaluation, point, seen)


def watch(terms: Terms, points: Iterable[Point], at: date) -> Evaluation:
    """What has no goal value: the last figure, and no judgement."""
    seen = comparable(terms, (point for point in points if point.date <= at))
    return Evaluation(State.WATCHED, at, terms, seen[-1] if seen else None)


def _deciding(terms: Terms, seen: Sequence[Point]) -> Point:
    """The last figure; of a goal on periods the last whole one, or a later part that already reaches the goal."""
    if terms.accumulates:
        return seen[-1]
    whole = [each for each in seen if each.interval.high is not None or terms.satisfied_by(each.interval)]
    return (whole or seen)[-1]


def _nothing_in_time(terms: Terms, later: Sequence[Point], at: date, late: date | None) -> Evaluation:
    evaluation = Evaluation(State.UNKNOWN, at, terms, reason=Reason.NO_EVIDENCE, reached_late=late)
    if not later:
        return evaluation
    if not late and _still_short(terms, later):
        return _missed(evaluation, later[-1])
    return replace(evaluation, reason=Reason.NOTHING_AT_DUE)


def _still_short(terms: Terms, later: Sequence[Point]) -> bool:
    """A counted-up goal that a later figure still shows short was not reached in time either."""
    return terms.accumulates and bool(later) and terms.satisfied_by(later[-1].interval) is False


def _missed(evaluation: Evaluation, point: Point) -> Evaluation:
    progress = evaluation.terms.progress_of(point.nominal)
    return replace(evaluation, state=State.MISSED, point=point, progress=progress, reason=None)


def _met(evaluation: Evaluation, point: Point, seen: Sequence[Point]) -> Evaluation:
    since = point.date
    for each in reversed(seen[: seen.index(point) + 1]):
        if not evaluation.terms.satisfied_by(each.interval):
            break
        since = each.date
    return replace(evaluation, state=State.MET, met_since=since)


def _speaks_for(terms: Terms, point: Point, day: date) -> bool:
    """Whether a level seen earlier still says how things are on `day`."""
    if terms.window and day >= terms.due:
        return point.period.end >= next(windows(terms.due, terms.due, terms.window)).start
    return (day - min(day, point.period.end)).days <= terms.valid_days


def _at_due(evaluation: Evaluation, point: Point, seen: Sequence[Point], later: Sequence[Point]) -> Evaluation:
    terms = evaluation.terms
    answer = terms.satisfied_by(point.interval)
    if answer and (terms.stays_reached or _speaks_for(terms, point, terms.due)):
        return _met(evaluation, point, seen)
    if answer is False and max(point.period.end, point.date) >= terms.due:
        return _missed(evaluation, point)
    if not answer and not evaluation.reached_late and _still_short(terms, later):
        return _missed(evaluation, later[-1])
    before = evaluate(terms, seen, min(point.date, _day_before(terms.due)))
    reason = undecided(point) if answer is None else Reason.NOTHING_AT_DUE
    return replace(evaluation, reason=reason, last_seen=_worth_saying(before.state))


def _worth_saying(state: State) -> State | None:
    """A light that was last seen; that nothing could be told then is no news."""
    return state if state in (State.MET, State.ON_COURSE, State.BEHIND) else None


def undecided(point: Point) -> Reason:
    """Why a figure decides nothing."""
    if point.disputed:
        return Reason.DISPUTED
    return Reason.INCOMPLETE if point.interval.high is None else Reason.PRECISION


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _under_way(evaluation: Evaluation, point: Point, seen: Sequence[Point]) -> Evaluation:
    """Before the due date: met where the wording allows it so early, by its pace where there is one, else running.

    A figure too old says nothing of today. What is counted up is unknown then; what only the end asks for is running.
    """
    terms = evaluation.terms
    answer = terms.satisfied_by(point.interval)
    if not answer:
        evaluation = replace(evaluation, projection=_project(terms, seen, point))
    light, reason = _light(evaluation, point, answer)
    if light is State.RUNNING:
        return replace(evaluation, state=light, reason=reason)
    lasting = light is State.MET and terms.stays_reached
    if not lasting and not _speaks_for(terms, point, evaluation.at):
        waits = not terms.standing and (terms.decided_at_the_end or not terms.accumulates)
        state = State.RUNNING if waits else State.UNKNOWN
        return replace(evaluation, state=state, reason=Reason.STALE, last_seen=light)
    if light is State.MET:
        return _met(evaluation, point, seen)
    return replace(evaluation, state=light)


def _light(evaluation: Evaluation, point: Point, answer: bool | None) -> tuple[State, Reason | None]:
    """By the wording, the figure's own pace, the even pace or the trend, whichever is defined first."""
    terms, expected = evaluation.terms, evaluation.expected
    if answer:
        return (State.ON_COURSE if terms.decided_at_the_end else State.MET), None
    if point.interval.high is None and terms.window:
        return State.RUNNING, Reason.INCOMPLETE
    if terms.carries_its_pace:
        return (State.RUNNING, undecided(point)) if answer is None else (State.BEHIND, None)
    if terms.broken_by(point.interval) or (terms.comparator == Comparator.EXACTLY and point.nominal > terms.value):
        return State.BEHIND, None
    if terms.comparator == Comparator.NEAR and (expected is None or terms.keeps_pace(point.nominal, terms.value)):
        return State.RUNNING, undecided(point) if answer is None else Reason.OUTSIDE
    if expected is not None:
        return (State.ON_COURSE if terms.keeps_pace(point.nominal, expected) else State.BEHIND), None
    if evaluation.projection is None:
        return State.RUNNING, Reason.NO_PACE
    value = evaluation.projection.value
    reaches = value <= terms.value if terms.falling else value >= terms.threshold
    return (State.ON_COURSE if reaches else State.BEHIND), None


def _project(terms: Terms, seen: Sequence[Point], last: Point) -> Projection | None:
    """A straight line from the first figure to the last; from the start where there is one figure only.

    One figure from the first quarter of the time says too little to draw a line through.
    """
    first = next((each for each in seen if each.date < last.date and each.interval.high is not None), None)
    if first:
        slope = (last.nominal - first.nominal) / (last.date - first.date).days
        return Projection(last.nominal + slope * (terms.due - last.date).days, terms.due, "trend")
    base = terms.baseline if terms.baseline is not None else (Decimal(0) if terms.accumulates else None)
    elapsed = (last.date - terms.start).days
    if base is None or elapsed * 4 < terms.days or terms.comparator == Comparator.NEAR:
        return None
    slope = (last.nominal - base) / elapsed
    return Projection(last.nominal + slope * (terms.due - last.date).days, terms.due, "average")
