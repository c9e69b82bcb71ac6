"""Through which levels an application goes, by the plan's table of its kind, and who decides at each."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from lianzhang.access.api import ActiveAssignment, roles
from lianzhang.plans.models import ProgrammeLevel

from .models import Application
from .permissions import Permission

__all__ = ["at_own_level", "deciders_of", "decides_at", "first_level", "next_level"]


def _keeps_city(role: Any) -> bool:
    """What was decided outside of the city is recorded by who keeps the whole city's records."""
    return bool(role.acts_for == "city")


def decides_at(level: ProgrammeLevel, active: ActiveAssignment) -> bool:
    return active.role.code == level.role if level.role else _keeps_city(active.role)


def at_own_level(active: ActiveAssignment) -> Q:
    """Applications that lie before the level of a post."""
    own = Q(level__role=active.role.code)
    return own | Q(level__role="") if _keeps_city(active.role) else own


def deciders_of(level: ProgrammeLevel) -> str:
    """Who decides at a level, in words."""
    able = [each for each in roles().values() if Permission.DECIDE in each.permissions]
    return "、".join(each.title for each in able if (each.code == level.role if level.role else _keeps_city(each)))


def first_level(row: Application) -> ProgrammeLevel | None:
    return ProgrammeLevel.objects.filter(kind=row.programme.kind_id).order_by("order").first()


def next_level(row: Application) -> ProgrammeLevel | None:
    """The level after that before which an application lies; None after the last."""
    if row.level is None:
        return first_level(row)
    later = ProgrammeLevel.objects.filter(kind=row.level.kind_id, order__gt=row.level.order)
    return later.order_by("order").first()
