"""Who reaches what: a firm its own, the office all, a chain and a place their firms', a unit its kinds, and whoever
was asked to diagnose that one diagnosis. Banks, rivals, other districts and other experts reach nothing."""

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
    takes_attachments,
)
from lianzhang.enterprises.api import FIRM, in_region, itself, on_chains, within

from .models import Advice, Assessment, Diagnosis, PlatformUse

__all__: list[str] = []

EXPERT, UNIT, TEAM = "expert", "member_unit", "chain_team"
Reaches = dict[Iterable[str] | str, Reach]


def _of_unit(path: str) -> Reach:
    """The kinds that a body answers for, by the plan's table."""

    def reach(active: ActiveAssignment) -> Q:
        if active.organization is None:
            return NOTHING
        return Q(**{f"{path}kind__unit": active.organization, f"{path}city": active.city})

    return reach


def _asked(path: str) -> Reach:
    """What a post was asked to diagnose."""

    def reach(active: ActiveAssignment) -> Q:
        if active.post is None:
            return NOTHING
        return Q(**{f"{path}provider_post": active.post, f"{path}city": active.city})

    return reach


def _asked_firm(path: str) -> Reach:
    return within(itself, f"{path}provider_firm")


def _acts(path: str, *, asked: str) -> Reaches:
    """`path` leads to the row that names firm, kind and city, `asked` to the diagnosis."""
    return {
        OFFICE: in_city_of(f"{path}city"),
        TEAM: within(on_chains, f"{path}enterprise"),
        UNIT: _of_unit(path),
        OF_PLACES: within(in_region, f"{path}enterprise"),
        EXPERT: _asked(asked),
        FIRM: either(within(itself, f"{path}enterprise"), _asked_firm(asked)),
    }


def _sees(path: str, *, asked: str) -> Reaches:
    acts = _acts(path, asked=asked)
    del acts[TEAM]
    return {**acts, LEADERS: in_city_of(f"{path}city"), OF_CHAINS: within(on_chains, f"{path}enterprise")}


declare_policy(Diagnosis, sees=_sees("", asked=""), acts=_acts("", asked=""))
takes_attachments(Diagnosis)
declare_policy(Advice, sees=_sees("diagnosis__", asked="diagnosis__"), acts=_acts("diagnosis__", asked="diagnosis__"))
declare_policy(Assessment, sees=_sees("", asked="diagnosis__"), acts=_acts("", asked="diagnosis__"))

_OF_FIRMS: Reaches = {
    OFFICE: in_city_of("city"),
    UNIT: in_city_of("city"),
    OF_PLACES: within(in_region, "enterprise"),
    FIRM: within(itself, "enterprise"),
}
declare_policy(
    PlatformUse,
    sees={**_OF_FIRMS, LEADERS: in_city_of("city"), OF_CHAINS: within(on_chains, "enterprise")},
    acts={**_OF_FIRMS, TEAM: within(on_chains, "enterprise")},
)
takes_attachments(PlatformUse)
