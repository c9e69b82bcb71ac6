"""One target as its page shows it: where it stands, how that was worked out, and every figure about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from lianzhang.kernel.metrics import Scope, get_metric
from lianzhang.kernel.periods import Period, PeriodError, parse_period
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import Evaluation
from lianzhang.plans.models import Definition, Goal, ScopeKind, Target
from lianzhang.plans.models.scopes import EACH_OF, NAMED_SCOPES, named_scope
from lianzhang.plans.owners import owners_told
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.charts import target_chart
from lianzhang.plans.words.notes import completion_text
from lianzhang.plans.words.reckoning import Line, Piece, answer, next_step, three_lines
from lianzhang.plans.words.wording import goal_text, goals_text, point_text, when_text
from lianzhang.registry.models import Chain, ChainGroup, Park, Region

from .clauses import assigned_owners
from .evidence import Evidence, gather
from .grid import Grid, grid_of

__all__ = ["GoalRow", "TargetPage", "target_page"]

Names = dict[Scope, Any]
MODELS: dict[ScopeKind, Any] = {
    ScopeKind.CHAIN: Chain,
    ScopeKind.GROUP: ChainGroup,
    ScopeKind.REGION: Region,
    ScopeKind.PARK: Park,
}


@dataclass(frozen=True, slots=True)
class GoalRow:
    goal: Goal
    text: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class TargetPage:
    target: Target
    standing: Standing
    focus: Focus
    answer: list[Piece]
    lines: list[Line]
    next_step: str
    owners: list[str]
    goal: str
    value: str
    when: str
    completion: str
    goals: list[GoalRow]
    definitions: list[Definition]
    method: str
    grid: Grid | None
    evidence: Evidence
    chart: dict[str, Any] | None

    @property
    def only_zeros(self) -> int:
        """How many figures there are, where every one is zero: they are told, not drawn."""
        points = self.standing.points
        return 0 if any(point.nominal for point in points) else len(points)

    @property
    def from_figures(self) -> bool:
        """Whether reported figures move this target; otherwise only what is recorded does."""
        return get_metric(self.target.metric).reported

    @property
    def register(self) -> str:
        """The page whose records move this target, by its URL name; "" where figures alone do."""
        return get_metric(self.target.metric).register

    @property
    def evaluation(self) -> Evaluation:
        return self.standing.evaluation


def target_page(vp: PlanViewpoint, code: str, narrowed: Mapping[str, str]) -> TargetPage:
    """Raises Http404 for a target the plan does not have. `narrowed` may name a scope (chain, group) and a period."""
    target = _target(vp, code)
    whole = vp.standing(target)
    names = _members(vp, whole)
    focus = _focus(whole, names, narrowed)
    standing = focus.standing
    evidence = gather(vp, whole, standing.evaluation, (focus.scope, focus.period))
    goals = list(target.goals.all())
    related = evidence.related_count
    point = standing.evaluation.point
    owners = _owners(vp, target)
    return TargetPage(
        target=target,
        standing=standing,
        focus=focus,
        answer=answer(standing, name=f"{target.name}{focus.suffix}", related=related),
        lines=three_lines(standing, counting=len(evidence.counting.records) + evidence.out_of_sight, related=related),
        next_step=next_step(standing, owners, related=related),
        owners=owners,
        goal=goals_text(target, standing.goals),
        value=point_text(point, target.unit) if point else "",
        when=when_text(point) if point else "",
        completion=completion_text(standing.evaluation, target.unit),
        goals=[GoalRow(goal, goal_text(target, goal), goal in whole.goals) for goal in goals],
        definitions=list(target.definitions.all()),
        method="，".join(dict.fromkeys((get_metric(target.metric).title, target.get_measure_display()))),
        grid=grid_of(standing if standing.target.items.all() else whole, names),
        evidence=evidence,
        chart=None if focus.period else _chart(target, goals, standing, evidence),
    )


def _owners(vp: PlanViewpoint, target: Target) -> list[str]:
    target.owner_list = list(target.owners.all())
    return [owner.name for owner in owners_told(target, assigned_owners(vp))]


def _target(vp: PlanViewpoint, code: str) -> Target:
    rows = vp.rows(Target).select_related("clause", *NAMED_SCOPES)
    goals = Goal.objects.select_related(*NAMED_SCOPES)
    try:
        target = rows.prefetch_related("owners", "items", Prefetch("goals", goals)).get(code=code)
    except Target.DoesNotExist:
        raise Http404(f"{vp.plan}里没有编号为“{code}”的目标") from None
    target.plan = vp.plan
    vp.stated.name_all([target, *target.goals.all()], "chain", "group")
    return target


def _members(vp: PlanViewpoint, standing: Standing) -> Names:
    """The chains, groups, regions or parks that each must reach the target, in the plan's order. One query."""
    kind = EACH_OF.get(ScopeKind(standing.target.scope_kind))
    if kind is None:
        return {}
    rows: dict[int | None, Any] = dict(MODELS[kind].objects.in_bulk([scope.pk for scope in standing.evidence]))
    return {scope: vp.stated.name(rows[scope.pk]) for scope in standing.evidence}


@dataclass(frozen=True, slots=True)
class Focus:
    """What one looks at: the whole target, one chain of it, one period, or one chain's period."""

    standing: Standing
    scope: Scope | None = None
    period: Period | None = None
    words: tuple[str, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    @property
    def code(self) -> str:
        return dict(self.params).get("scope", "")

    @property
    def suffix(self) -> str:
        return f"（{'，'.join(self.words)}）" if self.words else ""


def _focus(whole: Standing, names: Names, narrowed: Mapping[str, str]) -> Focus:
    """What names no part of the target is left aside."""
    focus = Focus(whole)
    scope = next((each for each, row in names.items() if row.code == narrowed.get("scope")), None)
    if scope and (part := _part(whole.evaluation, scope)):
        goals = tuple(goal for goal in whole.goals if _speaks_of(goal, scope))
        standing = replace(whole, evaluation=part, goals=goals, evidence={scope: whole.evidence[scope]})
        focus = Focus(standing, scope, None, (str(names[scope]),), (("scope", names[scope].code),))
    period = _period(narrowed.get("period", ""))
    if period and (part := _part(focus.standing.evaluation, period)):
        goals = tuple(goal for goal in focus.standing.goals if _speaks_in(goal, period))
        standing = replace(focus.standing, evaluation=part, goals=goals)
        words, params = (*focus.words, str(period)), (*focus.params, ("period", period.code))
        focus = Focus(standing, focus.scope, period, words, params)
    return focus


def _part(evaluation: Evaluation, key: object) -> Evaluation | None:
    return next((part.evaluation for part in evaluation.parts if part.key == key), None)


def _speaks_of(goal: Goal, scope: Scope) -> bool:
    return named_scope(goal) in (None, scope)


def _speaks_in(goal: Goal, period: Period) -> bool:
    return not (goal.period_start and goal.period_end) or goal.period_start <= period.start <= goal.period_end


def _period(text: str) -> Period | None:
    try:
        return parse_period(text) if text else None
    except PeriodError:
        return None


def _chart(target: Target, goals: Sequence[Goal], standing: Standing, evidence: Evidence) -> dict[str, Any] | None:
    """Nothing is drawn where there is no figure, where all are zero, or where the parts are chains."""
    evaluation = standing.evaluation
    if any(not isinstance(part.key, Period) for part in evaluation.parts) or not standing.points:
        return None
    if not any(point.nominal for point in standing.points):
        return None
    asked = [goal for goal in goals if not standing.goals or _same_scope(goal, standing.goals[0])]
    return target_chart(target, asked, evaluation, standing.points, evidence.source_names, evidence.asides(target))


def _same_scope(goal: Goal, other: Goal) -> bool:
    return named_scope(goal) == named_scope(other)
