"""Who answers for targets and duties: whom the plan's tables name, unless a room above knows who was assigned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from lianzhang.access.api import ActiveAssignment

from .models import Duty, Plan, Target

__all__ = [
    *("Owner", "Told", "assigned_in", "declare_assigned", "declare_assigned_to", "owners_told", "owns", "subject_key"),
]


class Owner(NamedTuple):
    """One who answers; `code` narrows the plan's page to them, blank where the plan names them in words only."""

    name: str
    code: str = ""


# Of those that were assigned, or whose unit is gone: who answers, nobody included. By kind and primary key.
Told = Mapping[tuple[str, int], tuple[Owner, ...]]
Asked = Callable[[Plan, date, Any], Told]

_ASSIGNED: list[Asked] = []

# The assignments of a post, as a query of its own.
AssignedTo = Callable[[ActiveAssignment], QuerySet[Any]]
_ASSIGNED_TO: list[AssignedTo] = []


def declare_assigned(asked: Asked) -> None:
    """Let a room above say who was assigned to what in a plan on a day, as far as the one who looks may read it."""
    _ASSIGNED.append(asked)


def declare_assigned_to(asked: AssignedTo) -> None:
    """Let a room above say what is assigned to the unit of a post: rows with `target` and `duty`, one of them each."""
    _ASSIGNED_TO.append(asked)


def owns(active: ActiveAssignment, model: type[Target] | type[Duty], field: str = "pk") -> Q:
    """Rows whose `field` leads to what is laid on the organization of a post, by the plan or by an assignment."""
    name = "target" if model is Target else "duty"
    whole = Q(**{f"{field}__in": model.owners.through.objects.filter(organization=active.organization).values(name)})
    for asked in _ASSIGNED_TO:
        whole |= Q(**{f"{field}__in": asked(active).exclude(**{name: None}).values(name)})
    return whole


def assigned_in(plan: Plan, at: date, viewer: Any) -> Told:
    told: dict[tuple[str, int], tuple[Owner, ...]] = {}
    for asked in _ASSIGNED:
        told.update(asked(plan, at, viewer))
    return told


def subject_key(subject: Target | Duty) -> tuple[str, int]:
    return ("target" if isinstance(subject, Target) else "duty"), subject.pk


def owners_told(subject: Target | Duty, told: Told) -> tuple[Owner, ...]:
    """Who answers for a target or duty: whoever was assigned, else whom the plan names."""
    key = subject_key(subject)
    if key in told:
        return told[key]
    named = tuple(Owner(owner.name, owner.code) for owner in subject.owner_list)
    words = subject.responsible if isinstance(subject, Duty) else ""
    return named or ((Owner(words),) if words else ())
