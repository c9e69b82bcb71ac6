"""Who reaches which customers: the office and leaders all, chief and team those of their chains, firms what is shown.

A list that ranks groups is published by others: all of the city read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.api import (
    EVERYBODY,
    LEADERS,
    OF_CHAINS,
    OFFICE,
    ActiveAssignment,
    Reach,
    declare_policy,
    in_city_of,
    of_chains,
)
from lianzhang.enterprises.api import FIRM
from lianzhang.market.models import Customer, CustomerCategory, RankedGroup

__all__: list[str] = []


def _shown(path: str) -> Reach:
    def reach(active: ActiveAssignment) -> Q:
        return Q(**{f"{path}city": active.city, f"{path}shown": True})

    return reach


def _seen(path: str) -> dict[Iterable[str] | str, Reach]:
    all_of_city = in_city_of(f"{path}city")
    return {(*OFFICE, *LEADERS): all_of_city, OF_CHAINS: of_chains(path), FIRM: _shown(path)}


def _kept(path: str) -> dict[Iterable[str] | str, Reach]:
    return {OFFICE: in_city_of(f"{path}city"), "chain_team": of_chains(path)}


declare_policy(Customer, sees=_seen(""), acts=_kept(""))
declare_policy(CustomerCategory, sees=_seen("customer__"), acts=_kept("customer__"))
declare_policy(RankedGroup, sees={EVERYBODY: in_city_of("city")}, acts={OFFICE: in_city_of("city")})
