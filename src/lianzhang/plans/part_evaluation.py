"""Where one part of a target stands, held against a share of its own instead of the goal of the whole."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Scope

from .evaluating import Run, ask_metric, evaluate_goals
from .evaluation import Evaluation
from .metrics import default_metric
from .models import Goal, ScopeKind, Target
from .models.scopes import EACH_OF

__all__ = ["AskedPart", "evaluate_part"]

# What is asked of a part is asked as of each such part: a figure that names none speaks of the whole.
ASKED_OF = {"chain": ScopeKind.EACH_CHAIN, "region": ScopeKind.EACH_REGION, "park": ScopeKind.EACH_PARK}
WHOLE_ONLY = ("plans.chains",)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What one chain, region or park has to reach of a target, and by when."""

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
    part.scope_kind = ASKED_OF[asked.scope.kind]
    if not _tells_of_part(target, asked.scope):
        part.metric = default_metric(target.measure)
    goal = Goal(
        target=part,
        comparator=asked.comparator,
        value=asked.value,
        period_start=asked.period_start,
        period_end=asked.period_end,
        effective_from=target.starts,
    )
    return evaluate_goals(part, [goal], ask_metric(part, asked.scope, at, run).points, at)


def _tells_of_part(target: Target, scope: Scope) -> bool:
    """Whether the target's own metric knows this part: one of a chain's target says nothing of the chain in a place."""
    if target.metric in WHOLE_ONLY:
        return False
    return target.scope_kind == ScopeKind.CITY or EACH_OF.get(ScopeKind(target.scope_kind)) == scope.kind
