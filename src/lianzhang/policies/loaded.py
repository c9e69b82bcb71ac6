"""The programmes of a plan as pages and reckonings read them, with what is asked for each and when it takes
applications.

Only a load writes them: they are read once, and kept in this process until some plan of the city is loaded again;
whoever keeps them changes nothing in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from lianzhang.access.api import sees_all, visible
from lianzhang.honours.api import Condition
from lianzhang.kernel.caching import RevisionCache
from lianzhang.plans.api import last_load
from lianzhang.plans.models import Plan, Programme

from .verdicts import conditions
from .windows import Window, windows_of

__all__ = ["LISTED", "Loaded", "loaded"]

LISTED = ("kind", "unit", "honour", "budget")
_CACHE = RevisionCache(50)  # plans


@dataclass(frozen=True, slots=True)
class Loaded:
    """Programmes in the plan's order; by their keys the conditions of each and its windows."""

    programmes: tuple[Programme, ...]
    conditions: Mapping[int, tuple[Condition, ...]]
    windows: Mapping[int, list[Window]]


def loaded(viewer: Any, plan: Plan, on: date) -> Loaded:
    """Of the programmes in sight. Seven queries; one where they were asked for before."""
    if not sees_all(viewer, Programme, Q(plan__city=plan.city_id)):
        return _read(viewer, plan, on)
    return _CACHE.get_or_compute(plan.pk, _state(plan, on), partial(_read, viewer, plan, on))


def _state(plan: Plan, on: date) -> Any:
    """A programme without windows takes applications the whole year: the next year has others."""
    since = last_load(plan)
    return None if since is None else (since, on.year)


def _read(viewer: Any, plan: Plan, on: date) -> Loaded:
    rows = list(visible(viewer, Programme).filter(plan=plan).select_related(*LISTED).order_by("order"))
    for row in rows:
        row.plan = plan
    return Loaded(tuple(rows), conditions(rows), windows_of(rows, on))
