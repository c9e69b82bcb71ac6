"""The targets and duties of a plan as evaluations and pages read them, with what hangs on them.

Only a load writes them. So for all who see the whole plan they are read once, and kept in this process until some plan
of the city is loaded again; whoever keeps them changes nothing in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Prefetch, Q, QuerySet

from lianzhang.access.api import sees_all, visible
from lianzhang.kernel.caching import RevisionCache

from .models import Duty, Goal, Plan, Target, TargetItem
from .models.scopes import NAMED_SCOPES
from .stated import Stated, stated_in

__all__ = ["duties_of", "targets_of"]

PlanRow = TypeVar("PlanRow", Target, Duty)

# A list of its own is cheaper to ask hundreds of times than a manager.
OWNERS: Any = Prefetch("owners", to_attr="owner_list")
ITEMS: Any = Prefetch("items", TargetItem.objects.select_related("checklist"))
_CACHE = RevisionCache(100)  # plans, twice


def targets_of(plan: Plan, viewer: Any, since: datetime | None) -> list[Target]:
    """The targets in sight, in the plan's order, with their goals, items and owners. `since` as `last_load` says it."""
    goals = Prefetch("goals", Goal.objects.select_related(*NAMED_SCOPES))
    read = lambda rows: rows.select_related("clause", *NAMED_SCOPES)  # noqa: E731
    return _rows(Target, plan, viewer, since, read, goals, ITEMS)


def duties_of(plan: Plan, viewer: Any, since: datetime | None) -> list[Duty]:
    """The duties in sight, in the plan's order, with their owners. `since` as `last_load` says it."""
    return _rows(Duty, plan, viewer, since, lambda rows: rows.select_related("clause"))


def _rows(
    model: type[PlanRow],
    plan: Plan,
    viewer: Any,
    since: datetime | None,
    joined: Callable[[QuerySet[PlanRow]], QuerySet[PlanRow]],
    *more: Any,
) -> list[PlanRow]:
    def read() -> list[PlanRow]:
        seen = visible(viewer, model).filter(plan=plan).order_by("order")
        stated = stated_in(plan, since)
        rows = list(joined(seen).prefetch_related(*more, OWNERS))
        for row in rows:
            row.plan = plan
            _name(row, stated)
        return rows

    whole = sees_all(viewer, model, Q(plan__city=plan.city_id))
    return _CACHE.get_or_compute((model, plan.pk), since, read) if whole else read()


def _name(row: Target | Duty, stated: Stated) -> None:
    """Chains and groups as the plan calls them."""
    if isinstance(row, Target):
        stated.name_all([row, *row.goals.all()], "chain", "group")
