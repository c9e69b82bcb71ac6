"""Where one part of a target stands, held against a share of its own instead of the goal of the whole."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhang.access.api import SYSTEM, visible
from lianzhang.kernel.metrics import Ask, Point, Scope
from lianzhang.registry.models import Organization

from .confirmed_figures import figures_of, observed_points
from .evaluating import Run, ask_metric, evaluate_goals
from .evaluation import Evaluation
from .metrics import default_metric
from .models import Goal, Measure, Observation, Relation, ScopeKind, Target
from .models.scopes import EACH_OF

__all__ = ["AskedPart", "evaluate_part"]

# What is asked of a part is asked as of each such part: a figure that names none speaks of the whole.
ASKED_OF = {"chain": ScopeKind.EACH_CHAIN, "region": ScopeKind.EACH_REGION, "park": ScopeKind.EACH_PARK}
WHOLE_ONLY = ("plans.chains",)
BODY = "organization"
TAKE_FLOWS = (Measure.ADDED, Measure.EACH)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What one chain, region, park or body has to reach of a target, and by when."""

    scope: Scope
    comparator: str
    value: Decimal
    due: date
    period_start: date | None = None
    period_end: date | None = None
    value_max: Decimal | None = None


def evaluate_part(target: Target, asked: AskedPart, at: date, run: Run) -> Evaluation:
    """Judged by all records that speak of this part alone; without any, it is unknown. `run` shares the loads."""
    part = copy(target)
    part.due, part.baseline = asked.due, None  # what it began from is known of the whole
    if asked.scope.kind == BODY:
        return evaluate_goals(part, [_goal(part, asked)], _points_of_body(part, asked.scope, at, run), at)
    part.scope_kind = ASKED_OF[asked.scope.kind]
    if not _tells_of_part(target, asked.scope):
        part.metric = default_metric(target.measure)
    return evaluate_goals(part, [_goal(part, asked)], ask_metric(part, asked.scope, at, run).points, at)


def _goal(part: Target, asked: AskedPart) -> Goal:
    return Goal(
        target=part,
        comparator=asked.comparator,
        value=asked.value,
        period_start=asked.period_start,
        period_end=asked.period_end,
        effective_from=part.starts,
    )


def _points_of_body(part: Target, body: Scope, at: date, run: Run) -> list[Point]:
    """What was reported of the target for this body alone: figures whose part is told in words, as the body's name."""
    ask = Ask(part, at, body, part.unit, {}, run.shared)
    told = ask.memo(("figures of bodies", part.plan_id), lambda: _told_of_bodies(run))
    counting = (Relation.DIRECT, Relation.FLOW) if part.measure in TAKE_FLOWS else (Relation.DIRECT,)
    own = figures_of(ask).by_target.get(part.pk, ())
    return observed_points(ask, own, part.unit, lambda each: each.relation in counting and told.get(each.pk) == body.pk)


def _told_of_bodies(run: Run) -> dict[int, int]:
    """The body of which each figure speaks, of those that speak of one, by primary keys. Two queries."""
    by_name = dict(visible(SYSTEM, Organization).filter(city=run.plan.city_id).values_list("name", "pk"))
    told = visible(SYSTEM, Observation).filter(plan=run.plan, scope_text__in=by_name)
    return {pk: by_name[words] for pk, words in told.values_list("pk", "scope_text")}


def _tells_of_part(target: Target, scope: Scope) -> bool:
    """Whether the target's own metric knows this part: one of a chain's target says nothing of the chain in a place."""
    if target.metric in WHOLE_ONLY:
        return False
    return target.scope_kind == ScopeKind.CITY or EACH_OF.get(ScopeKind(target.scope_kind)) == scope.kind
