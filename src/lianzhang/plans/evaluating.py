"""Evaluate a plan's targets and duties at a date: gather goals and evidence, hand them to the pure functions.

The number of queries is the same for one target and for all of them.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from lianzhang.access.api import SYSTEM, visible
from lianzhang.kernel.metrics import PLACES, Ask, Evidence, Point, Scope, Undeclared, get_metric
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.evaluation import (
    SHARES,
    Evaluation,
    Part,
    State,
    Terms,
    across,
    each_period,
    evaluate,
    over_periods,
    watch,
)
from lianzhang.registry.models import Park, Region

from .duty_evidence import duty_records, duty_records_of_each
from .item_evaluation import evaluate_items
from .loaded import duties_of, targets_of
from .metrics import answer, default_metric, plan_chains
from .models import Comparator, Duty, Each, Goal, Measure, Plan, ScopeKind, Target
from .models.scopes import EACH_OF, EACH_OF_REGIONS, kinds_asked, named_scope
from .stated import Stated, last_load, stated_in

__all__ = [
    "DutyStanding",
    "Run",
    "Standing",
    "ask_metric",
    "evaluate_duties",
    "evaluate_duty",
    "evaluate_goals",
    "evaluate_plan",
    "evaluate_target",
    "scopes_asked",
    "terms_of",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a target stands, with the goal rows in force and the evidence of each scope it was asked for.

    `related` counts the reports that concern it without counting for it.
    """

    target: Target
    evaluation: Evaluation
    goals: tuple[Goal, ...]
    evidence: dict[Scope, Evidence]
    related: int = 0

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every record that made the value, once."""
        rows = (row for evidence in self.evidence.values() for row in evidence.rows)
        return tuple(dict.fromkeys(rows))

    @property
    def covered(self) -> tuple[Period, ...]:
        """The times for which complete registers decide."""
        stretches = (stretch for evidence in self.evidence.values() for stretch in evidence.covered)
        return tuple(dict.fromkeys(stretches))

    @property
    def undeclared(self) -> Undeclared | None:
        """Records that would count if their register were declared complete, all scopes together."""
        undeclared = [evidence.undeclared for evidence in self.evidence.values() if evidence.undeclared]
        return undeclared[0]._replace(held=sum(each.held for each in undeclared)) if undeclared else None

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for evidence in self.evidence.values() for point in evidence.points)


@dataclass(frozen=True, slots=True)
class DutyStanding:
    duty: Duty
    evaluation: Evaluation
    evidence: Evidence

    @property
    def count(self) -> int:
        """How many records there are, of which `evidence` names some."""
        return sum(int(point.nominal) for point in self.evidence.points)


PlanRow = TypeVar("PlanRow", bound=Model)


class Run:
    """The loads that the evaluations of one plan share, at one date or at several.

    Targets are judged by all records. `viewer` bounds what is listed: targets and duties, and what rooms add to pages.
    """

    def __init__(self, plan: Plan, viewer: Any = SYSTEM) -> None:
        self.plan, self.viewer = plan, viewer
        self.shared: dict[Hashable, Any] = {("tolerance", plan.pk): plan.about_tolerance, "viewer": viewer}

    def rows(self, model: type[PlanRow]) -> QuerySet[PlanRow]:
        return visible(self.viewer, model).filter(plan=self.plan)

    @cached_property
    def last_load(self) -> datetime | None:
        return last_load(self.plan)

    @property
    def stated(self) -> Stated:
        """The plan's own words."""
        key = ("stated", self.plan.pk)
        if key not in self.shared:
            self.shared[key] = stated_in(self.plan, self.last_load)
        return self.shared[key]

    @cached_property
    def targets(self) -> list[Target]:
        return targets_of(self.plan, self.viewer, self.last_load)

    @cached_property
    def duties(self) -> list[Duty]:
        return duties_of(self.plan, self.viewer, self.last_load)

    @property
    def chains(self) -> tuple[int, ...]:
        return plan_chains(self.plan.pk, self.shared)

    @cached_property
    def groups(self) -> list[int]:
        return list(self.plan.groups.order_by("code").values_list("pk", flat=True))

    @cached_property
    def regions(self) -> list[tuple[int, str]]:
        """The city and those of the city, by code, each with its kind."""
        city = self.plan.city_id
        return list(Region.objects.filter(Q(city=city) | Q(pk=city)).order_by("code").values_list("pk", "kind"))

    @cached_property
    def parks(self) -> list[int]:
        return list(Park.objects.filter(city=self.plan.city_id).order_by("code").values_list("pk", flat=True))

    def members(self, each: ScopeKind) -> Sequence[int]:
        """Of whom a target asks that asks each, by primary key."""
        if each in EACH_OF_REGIONS:
            asked = kinds_asked(each, dict(self.regions)[self.plan.city_id])
            return [pk for pk, kind in self.regions if kind in asked and pk != self.plan.city_id]
        match each:
            case ScopeKind.EACH_CHAIN:
                return self.chains
            case ScopeKind.EACH_GROUP:
                return self.groups
        return self.parks


def evaluate_plan(plan: Plan, at: date, *, run: Run | None = None) -> list[Standing]:
    """All targets of a plan at `at`, in the plan's order."""
    run = run or Run(plan)
    return [evaluate_target(target, at, run=run) for target in run.targets]


def evaluate_target(target: Target, at: date, *, run: Run | None = None) -> Standing:
    """One target at `at`. Raises UnknownMetric if no room has registered the metric its table names."""
    run = run or Run(target.plan)
    every = list(target.goals.all())
    items = list(target.items.all())
    if not every:
        return _watched(target, at, {scope: ask_metric(target, scope, at, run) for scope in scopes_asked(target, run)})
    goals = in_force(every, at)
    evidence: dict[Scope, Evidence] = {}
    parts = []
    for scope in scopes_asked(target, run):
        own = [goal for goal in every if _concerns(goal, scope)]
        if items and own:
            ask = Ask(target, at, scope, target.unit, target.params, run.shared)
            evidence[scope], evaluation = evaluate_items(ask, items, terms_of(target, _in_force_on(own, at)), at)
            parts.append(Part(scope, evaluation))
            continue
        evidence[scope] = ask_metric(target, scope, at, run)
        if own:
            parts.append(Part(scope, evaluate_goals(target, own, evidence[scope].points, at)))
    if target.scope_kind in EACH_OF or not parts:
        whole = across(terms_of(target, goals[0]), parts, at)
        return Standing(target, whole, tuple(goals), evidence)
    return Standing(target, parts[0].evaluation, tuple(goals), evidence)


def _watched(target: Target, at: date, evidence: dict[Scope, Evidence]) -> Standing:
    """A target without a goal value, chain by chain where it is asked of each."""
    terms = Terms(Comparator.AT_LEAST, Decimal(0), target.starts, target.due, target.measure, target.window)
    parts = tuple(Part(scope, watch(terms, each.points, at)) for scope, each in evidence.items())
    if target.scope_kind in EACH_OF or not parts:
        return Standing(target, Evaluation(State.WATCHED, at, terms, parts=parts), (), evidence)
    return Standing(target, parts[0].evaluation, (), evidence)


def ask_metric(target: Target, scope: Scope, at: date, run: Run) -> Evidence:
    """Put the target's question to the metric it names."""
    ask = Ask(target, at, scope, target.unit, target.params, run.shared)
    metric = get_metric(target.metric)
    if scope.kind in PLACES and not metric.places:  # what does not know places leaves them to reported figures
        metric = get_metric(default_metric(target.measure))
    return metric.function(ask)


def scopes_asked(target: Target, run: Run) -> list[Scope]:
    """For whom a target is asked, each by itself."""
    kind = ScopeKind(target.scope_kind)
    if kind in EACH_OF:
        return [Scope(EACH_OF[kind], pk) for pk in run.members(kind)]
    return [named_scope(target) or Scope(ScopeKind.CITY)]


def in_force(goals: Iterable[Goal], at: date) -> list[Goal]:
    """The goal rows in force at `at`: of each scope named and period the latest that has begun (else the first)."""
    cells: dict[tuple[Any, ...], Goal] = {}
    for goal in sorted(goals, key=lambda goal: goal.effective_from):
        key = (named_scope(goal), goal.period_start, goal.period_end)
        if key not in cells or goal.effective_from <= at:
            cells[key] = goal
    return list(cells.values())


def _concerns(goal: Goal, scope: Scope) -> bool:
    """Whether a goal row speaks of a scope: rows for one chain, group, region or park speak of that one only."""
    return named_scope(goal) in (None, scope)


def evaluate_goals(target: Target, goals: Sequence[Goal], points: Sequence[Point], at: date) -> Evaluation:
    """`goals` are all rows that speak of the scope, revisions too."""
    own = [goal for goal in goals if named_scope(goal)] or goals
    whole = [goal for goal in own if not goal.period_start]
    cells = [
        (Period(goal.period_start, goal.period_end), terms_of(target, goal))
        for goal in in_force((goal for goal in own if goal.period_start), at)
        if goal.period_start and goal.period_end
    ]
    if not cells and target.measure == Measure.EACH:
        cells = [
            (window, terms_of(target, _in_force_on(whole, min(window.end, at))))
            for window in windows(target.starts, target.due, target.window)
        ]
    elif cells:
        cells += _at_the_end(target, whole, max(period.end for period, _ in cells), at)
    if cells:
        cells.sort(key=lambda cell: cell[0])
        return over_periods(cells, cells[-1][1], points, at)
    return evaluate(terms_of(target, _in_force_on(whole, at)), points, at)


def _in_force_on(rows: Iterable[Goal], day: date) -> Goal:
    """Of rows for one and the same: a period that is over stays judged by the value that it was asked for."""
    return in_force(rows, day)[0]


def _at_the_end(target: Target, whole: Sequence[Goal], after: date, at: date) -> list[tuple[Period, Terms]]:
    """A value of the whole target beside those of its periods is asked at the end, unless a period ends there."""
    if not whole or target.measure == Measure.EACH or after >= target.due:
        return []
    first = next(windows(target.due, target.due, target.window)).start if target.window else after + timedelta(days=1)
    return [(Period(first, target.due), terms_of(target, _in_force_on(whole, at)))]


def terms_of(target: Target, goal: Goal) -> Terms:
    """A goal row as the pure functions read it; a row for a period is due at that period's end."""
    plan = target.plan
    return Terms(
        comparator=goal.comparator,
        value=goal.value,
        value_max=goal.value_max,
        start=target.starts,
        due=goal.period_end or target.due,
        measure=target.measure,
        window=target.window,
        tolerance=plan.about_tolerance if target.tolerance is None else target.tolerance,
        baseline=target.baseline,
        valid_days=plan.evidence_valid_days,
        share=target.unit in SHARES,
    )


def evaluate_duties(plan: Plan, at: date, *, run: Run | None = None) -> list[DutyStanding]:
    """All duties of a plan at `at`, in the plan's order."""
    run = run or Run(plan)
    return [evaluate_duty(duty, at, run=run) for duty in run.duties]


def evaluate_duty(duty: Duty, at: date, *, run: Run | None = None) -> DutyStanding:
    """One duty at `at`: one record in every period of its cadence, by its date, or lately; of each where it is asked
    of each."""
    run = run or Run(duty.plan)
    judge, terms = each_period if duty.cadence else evaluate, duty_terms(duty)
    if not duty.each:
        evidence = duty_records(duty, at, run.shared)
        return DutyStanding(duty, judge(terms, evidence.points, at), evidence)
    of_each = duty_records_of_each(duty, _asked_of(duty, run), at, run.shared)
    parts = [Part(member, judge(terms, each.points, at)) for member, each in of_each.items()]
    points = [point for each in of_each.values() for point in each.points]
    return DutyStanding(duty, across(terms, parts, at), answer(points))


def _asked_of(duty: Duty, run: Run) -> list[Scope]:
    """Who must do it, in the plan's order."""
    if duty.each == Each.OWNER:
        owners = duty.owner_list if hasattr(duty, "owner_list") else duty.owners.all()
        return [Scope("organization", owner.pk) for owner in owners]
    asked = (ScopeKind.EACH_REGION, ScopeKind.EACH_ZONE) if duty.each == Each.AREA else (ScopeKind(duty.each),)
    return [Scope(EACH_OF[kind], pk) for kind in asked for pk in run.members(kind)]


def duty_terms(duty: Duty) -> Terms:
    """A duty as a goal: at least one record; a standing duty wants a recent one."""
    plan = duty.plan
    measure = Measure.EACH if duty.cadence else Measure.CUMULATIVE if duty.due else Measure.LEVEL
    return Terms(
        comparator=Comparator.AT_LEAST,
        value=Decimal(1),
        start=plan.starts,
        due=duty.due or plan.ends,
        measure=measure,
        window=duty.cadence,
        valid_days=plan.evidence_valid_days,
        standing=not duty.due,
    )
