"""For which units a post speaks: what may be made responsible is handled by whoever sits there."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.registry.api import of_bodies

from .active import ActiveAssignment

__all__ = ["units_of"]


def units_of(active: ActiveAssignment) -> Q:
    """The units that a post speaks for: of its organization, and of its place where it keeps that place's records."""
    region = None if active.role.acts_for != "place" else active.region
    return Q(city=active.city) & of_bodies(active.organization, region, active.park)
