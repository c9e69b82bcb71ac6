"""Who reaches which visits and promises. A visit to a firm in talks is seen by its chain's team and chief, the office,
the leaders, the place concerned, and who took part; a rival place, a bank, an expert see nothing.

A firm sees what it was promised itself, and no visit: what stands there is written for those who went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    NOTHING,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    acting,
    declare_policy,
    in_city_of,
    of_chains,
    takes_attachments,
    units_of,
)
from lianzhang.access.models import Assignment
from lianzhang.enterprises.api import FIRM, is_own_part, itself, within
from lianzhang.records.models import Attachment

from .models import Promise, PromiseState, Visit, VisitState

__all__: list[str] = []

GOING_ON = ~Q(state__in=(VisitState.CONFIRMED, VisitState.CANCELLED))
OPEN = Q(state=PromiseState.OPEN)


def _here(active: ActiveAssignment) -> Q:
    """Of a region what concerns it; of a park, its own firms. Nothing of a post without a place."""
    if active.park is not None:
        return Q(city=active.city, enterprise__park=active.park)
    return NOTHING if active.region is None else Q(city=active.city, region=active.region)


# --- visits
def _went(active: ActiveAssignment) -> Q:
    going = Visit.members.through.objects.filter(post=active.post).values("visit")
    return Q(city=active.city) & (Q(post=active.post) | Q(lead=active.post) | Q(pk__in=going))


def _of_chains_or_went(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _went(active)


def _here_or_went(active: ActiveAssignment) -> Q:
    return _here(active) | _went(active)


def _unless(reach: Reach, over: Q) -> Reach:
    return lambda active: reach(active) & over


declare_policy(
    Visit,
    sees={
        (*OFFICE, *LEADERS): in_city_of("city"),
        ("chief", "chain_team"): _of_chains_or_went,
        "member_unit": _went,
        OF_PLACES: _here_or_went,
    },
    acts={
        OFFICE: _unless(in_city_of("city"), GOING_ON),
        ("chief", "chain_team"): _unless(_of_chains_or_went, GOING_ON),
        ("member_unit", *OF_PLACES): _unless(_went, GOING_ON),
    },
)


# --- promises
def _entered(active: ActiveAssignment) -> Q:
    """What the post wrote down, and what was promised where it took part."""
    taken = Visit.objects.filter(_went(active)).values("pk")
    return Q(city=active.city) & (Q(post=active.post) | Q(visit__in=taken))


def _entered_or_owed(active: ActiveAssignment) -> Q:
    return _entered(active) | Q(city=active.city, unit__in=units_of(active).values("pk"))


def _of_chains_or_entered(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _entered(active)


def _of_chains_or_owed(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _entered_or_owed(active)


def _here_or_owed(active: ActiveAssignment) -> Q:
    return _here(active) | _entered_or_owed(active)


PROMISES: dict[Iterable[str] | str, Reach] = {
    (*OFFICE, *LEADERS): in_city_of("city"),
    "chief": _of_chains_or_entered,
    "chain_team": _of_chains_or_owed,
    "member_unit": _entered_or_owed,
    FIRM: within(itself, "enterprise"),
}

declare_policy(
    Promise,
    sees=PROMISES | {OF_PLACES: _here_or_owed},
    acts={
        **{roles: _unless(reach, OPEN) for roles, reach in PROMISES.items()},
        OF_PLACES: _unless(_entered_or_owed, OPEN),
    },
)


def _read_by(user: Any, _row: Promise, papers: Iterable[Attachment]) -> list[Attachment]:
    """A firm reads its own papers; what others attach stays within."""
    active = acting(user)
    if not is_own_part(user) or active is None:
        return list(papers)
    own = set(
        Assignment.objects.filter(post__organization=active.organization).values_list("user__username", flat=True)
    )
    return [each for each in papers if each.account in own]


takes_attachments(Visit)
takes_attachments(Promise, _read_by)
