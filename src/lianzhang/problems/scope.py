"""Who reaches which problems: who raised them, who has them in hand, whose chain or place they are of.

A bank or an expert reaches none; a rival never reaches what another firm asks."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    declare_policy,
    in_city_of,
    takes_attachments,
    units_of,
)
from lianzhang.enterprises.api import FIRM, itself, within
from lianzhang.registry.models import ResponsibleUnit

from .models import Problem

__all__: list[str] = []


def _in_hand(active: ActiveAssignment) -> Q:
    units = ResponsibleUnit.objects.filter(units_of(active)).values("pk")
    helping = Problem.objects.filter(helpers__in=units).values("pk")
    return Q(city=active.city) & (Q(lead__in=units) | Q(pk__in=helping))


def _raised(active: ActiveAssignment) -> Q:
    return Q(city=active.city, post=active.post)


def _of_chains(active: ActiveAssignment) -> Q:
    return Q(city=active.city, chain__in=active.chains)


def _of_chains_or_raised(active: ActiveAssignment) -> Q:
    return _of_chains(active) | _raised(active)


def _of_chains_or_in_hand(active: ActiveAssignment) -> Q:
    return _of_chains(active) | _in_hand(active) | _raised(active)


def _in_hand_or_raised(active: ActiveAssignment) -> Q:
    return _in_hand(active) | _raised(active)


def _of_place_or_in_hand(active: ActiveAssignment) -> Q:
    """A region sees what is asked within it; a park, of the firms that stand in it."""
    if active.park is not None:
        return Q(city=active.city, enterprise__park=active.park) | _in_hand_or_raised(active)
    return Q(city=active.city, region=active.region) | _in_hand_or_raised(active)


declare_policy(
    Problem,
    sees={
        (*OFFICE, *LEADERS): in_city_of("city"),
        "chief": _of_chains_or_raised,
        "chain_team": _of_chains_or_in_hand,
        "member_unit": _in_hand_or_raised,
        OF_PLACES: _of_place_or_in_hand,
        FIRM: within(itself, "enterprise"),
    },
    acts={
        (*OFFICE, *LEADERS): in_city_of("city"),
        "chief": _of_chains_or_raised,
        "chain_team": _of_chains_or_in_hand,
        "member_unit": _in_hand_or_raised,
        OF_PLACES: _of_place_or_in_hand,
        FIRM: within(itself, "enterprise"),
    },
)
takes_attachments(Problem)
