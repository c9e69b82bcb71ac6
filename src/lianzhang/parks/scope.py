"""Who reaches what firms stand on: all who govern the city read it; what is recorded of it, who answers for it writes.

Firms do not: how much of a quota is left, and who else asks for it, is no business of one of those who ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from lianzhang.access.api import (
    GOVERNING,
    NOTHING,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    acting,
    declare_policy,
    in_city_of,
    may,
    of_chains,
    policy_of,
    takes_attachments,
)
from lianzhang.enterprises.api import in_region

from .models import Capacity, SpecialPark, Tenant

__all__ = ["acted"]


def _here(active: ActiveAssignment) -> Q:
    return Q(city=active.city) & in_region(active)


def _in_charge(active: ActiveAssignment) -> Q:
    """What the body of a post answers for, and what the post entered itself."""
    own = Q(post=active.post) if active.post is not None else NOTHING
    if active.organization is not None:
        own |= Q(unit=active.organization)
    return Q(city=active.city) & own


def _under(reach: Reach) -> Reach:
    return lambda active: Q(special_park__in=SpecialPark.objects.filter(reach(active)).values("pk"))


declare_policy(
    Capacity,
    sees={GOVERNING: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "member_unit": _in_charge, OF_PLACES: _here},
)
takes_attachments(Capacity)
declare_policy(
    SpecialPark,
    sees={GOVERNING: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": of_chains()},
)
takes_attachments(SpecialPark)
declare_policy(Tenant, sees={GOVERNING: _under(in_city_of("city"))})


def acted(by: Any, model: type[Model], permission: str) -> Q:
    """The rows that the post of this person may write."""
    active, policy = acting(by), policy_of(model)
    if active is None or active.post is None or policy is None or not may(by, permission):
        return NOTHING
    return policy.acted_by(active)
