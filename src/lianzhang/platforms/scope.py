"""Who reaches clusters, platforms and channels: whoever governs the city, a place its own, a firm what it hosts or
takes part in. What is told of one firm is that firm's, the office's, and of those who answer for the firm."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    NOTHING,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    declare_policy,
    either,
    in_city_of,
    of_chains,
    takes_attachments,
)
from lianzhang.enterprises.api import FIRM, in_region, itself, on_chains, within

from .models import Platform, PlatformFigure, PlatformMember, PlatformReport, PlatformState, StageReached

__all__: list[str] = []

Reaches = dict[Iterable[str] | str, Reach]
KNOWN = (PlatformState.CONFIRMED, PlatformState.CLOSED)  # to who takes part and does not host it


def _at_place(active: ActiveAssignment) -> Q:
    """What stands in the place of a post, or is hosted by a firm there."""
    if active.park is None and active.region is None:
        return NOTHING
    own = Q(park=active.park) if active.park is not None else Q(region=active.region) | Q(park__region=active.region)
    return Q(city=active.city) & (own | within(in_region, "enterprise")(active))


def _seen_at_place(active: ActiveAssignment) -> Q:
    """Also what serves the whole city, and that in which firms of the place take part."""
    there = PlatformMember.objects.filter(within(in_region, "enterprise")(active)).values("platform")
    of_all = Q(region=None, park=None, enterprise=None)
    return _at_place(active) | Q(city=active.city) & (of_all | Q(pk__in=there))


def _hosts(active: ActiveAssignment) -> Q:
    return within(itself, "enterprise")(active)


def _hosts_or_takes_part(active: ActiveAssignment) -> Q:
    own = PlatformMember.objects.filter(within(itself, "enterprise")(active)).values("platform")
    return _hosts(active) | Q(city=active.city, state__in=KNOWN, pk__in=own)


def _of_body(active: ActiveAssignment) -> Q:
    """What a body looks after, and what its post entered."""
    own = Q(post=active.post) if active.post else NOTHING
    return Q(city=active.city) & (own if active.organization is None else own | Q(organization=active.organization))


CITYWIDE = (*OFFICE, *LEADERS, *OF_CHAINS, "member_unit")
SEES: Reaches = {
    CITYWIDE: in_city_of("city"),
    OF_PLACES: _seen_at_place,
    FIRM: _hosts_or_takes_part,
}
ACTS: Reaches = {
    OFFICE: in_city_of("city"),
    "chain_team": of_chains(),
    "member_unit": _of_body,
    OF_PLACES: _at_place,
    FIRM: _hosts,
}


def _through(path: str, reach: Reach) -> Reach:
    """Rows whose platform is within `reach`."""
    return lambda active: Q(**{f"{path}__in": Platform.objects.filter(reach(active)).values("pk")})


def _all_through(path: str, reaches: Reaches) -> Reaches:
    return {roles: _through(path, reach) for roles, reach in reaches.items()}


declare_policy(Platform, sees=SEES, acts=ACTS)
takes_attachments(Platform)
declare_policy(StageReached, sees=_all_through("platform", SEES))


# --- who takes part: a firm reads who takes part in what it hosts, else its own alone
declare_policy(
    PlatformMember,
    sees={
        CITYWIDE: in_city_of("platform__city"),
        OF_PLACES: either(_through("platform", _at_place), within(in_region, "enterprise")),
        FIRM: either(_through("platform", _hosts), within(itself, "enterprise")),
    },
)


# --- reports: a firm reads those of what it hosts, and those that say something of it
def _told_of(active: ActiveAssignment) -> Q:
    own = PlatformFigure.objects.filter(within(itself, "enterprise")(active)).values("report")
    return _through("platform", _hosts)(active) | Q(pk__in=own)


declare_policy(
    PlatformReport,
    sees={
        CITYWIDE: in_city_of("platform__city"),
        OF_PLACES: _through("platform", _seen_at_place),
        FIRM: _told_of,
    },
    acts=_all_through("platform", ACTS),
)


# --- figures: of the whole for who reads the report; of one firm for the firm, who answers for it, and who typed it
def _whole(reach: Reach) -> Reach:
    return lambda active: Q(enterprise=None) & _through("report__platform", reach)(active)


def _typed(active: ActiveAssignment) -> Q:
    return Q(report__platform__city=active.city, report__post=active.post) if active.post else NOTHING


def _figures(whole: Reach, own: Reach) -> Reach:
    return lambda active: _whole(whole)(active) | own(active) | _typed(active)


_city = in_city_of("city")
declare_policy(
    PlatformFigure,
    sees={
        OFFICE: in_city_of("report__platform__city"),
        (*LEADERS, "chief"): _whole(_city),
        "member_unit": _figures(_city, lambda _active: NOTHING),
        "chain_team": _figures(_city, within(on_chains, "enterprise")),
        OF_PLACES: _figures(_seen_at_place, within(in_region, "enterprise")),
        FIRM: _figures(_hosts, within(itself, "enterprise")),
    },
)
