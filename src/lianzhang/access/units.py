"""Which units that may be made responsible a post speaks for: what it is, and not who sits there."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from lianzhang.registry.api import of_bodies
from lianzhang.registry.models import ResponsibleUnit

from .active import ActiveAssignment
from .roles import roles

__all__ = ["unit_keys", "units_keeping", "units_of"]


def units_of(active: ActiveAssignment) -> QuerySet[ResponsibleUnit]:
    """Of its organization, and of its place where it keeps that place's records; with those dissolved units whose
    work passed to them, or to a unit that was dissolved since."""
    region = active.region if active.role.acts_for == "place" else None
    own = ResponsibleUnit.objects.filter(of_bodies(active.organization, region, active.park), city=active.city)
    units = own.values("pk")
    after = Q(successor__in=units) | Q(successor__successor__in=units)
    return ResponsibleUnit.objects.filter(Q(pk__in=units) | after, city=active.city)


def units_keeping(city: int | None, permission: str) -> QuerySet[ResponsibleUnit]:
    """Of posts that keep the whole city's records and have the permission: what these units do, others decide on."""
    keeping = [code for code, role in roles().items() if role.acts_for == "city" and permission in role.permissions]
    return ResponsibleUnit.objects.filter(city=city, organization__posts__rank__role__in=keeping)


def unit_keys(active: ActiveAssignment) -> Collection[int] | QuerySet[ResponsibleUnit]:
    """Their primary keys, for conditions on other rows: asked once where nothing is written, else as a subquery."""
    keys = units_of(active).values_list("pk", flat=True)
    return keys if active.asked is None else active.ask_once("units", lambda: list(keys))
