"""Who reaches responsibilities and shares: those who govern read who answers; a share is of who has it, the office's
and the leaders'. Firms, banks and experts reach neither."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import (
    GOVERNING,
    LEADERS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    acting,
    declare_policy,
    in_city_of,
    takes_attachments,
    unit_keys,
)
from lianzhang.plans.api import declare_assigned_to

from .models import Responsibility, ResponsibilityState, ShareState, TargetShare

__all__ = ["is_receiver", "own_shares"]

HANDED_DOWN = ~Q(state=ShareState.DRAFT)


def _of_unit(active: ActiveAssignment) -> Q:
    return Q(city=active.city, unit__in=unit_keys(active)) & HANDED_DOWN


def _of_chains(active: ActiveAssignment) -> Q:
    return _of_unit(active) | (Q(city=active.city, chain__in=active.chains) & HANDED_DOWN)


def _handed_down(active: ActiveAssignment) -> Q:
    return Q(city=active.city) & HANDED_DOWN


def own_shares(by: Any) -> Q:
    """The shares that whoever acts has to reach."""
    active = acting(by)
    if active is None or active.role.acts_for in ("city", "firm"):
        return Q(pk__in=())
    return _of_chains(active) if active.role.acts_for == "chains" else _of_unit(active)


def is_receiver(row: TargetShare, by: Any) -> bool:
    return TargetShare.objects.filter(own_shares(by), pk=row.pk).exists()


def _assigned_to(active: ActiveAssignment) -> QuerySet[Responsibility]:
    """What a unit answers for today, it reports on too."""
    today = timezone.localdate()
    begun = Responsibility.objects.filter(starts__lte=today).exclude(state=ResponsibilityState.WITHDRAWN)
    in_force = begun.filter(Q(ended=None) | Q(ended__gt=today))
    return in_force.filter(lead__in=unit_keys(active)).order_by()


declare_assigned_to(_assigned_to)
declare_policy(Responsibility, sees={GOVERNING: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
declare_policy(
    TargetShare,
    sees={
        OFFICE: in_city_of("city"),
        (*LEADERS, "chief"): _handed_down,
        "chain_team": _of_chains,
        ("member_unit", *OF_PLACES): _of_unit,
    },
    acts={
        OFFICE: in_city_of("city"),
        "chain_team": _of_chains,
        ("member_unit", *OF_PLACES): _of_unit,
    },
)
takes_attachments(Responsibility)
