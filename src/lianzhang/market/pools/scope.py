"""Who reaches pools: the office, leaders and the chain all; a firm those it may join, or was asked to. Of the buyers
the office and the chain's team read all, as they read what a need keeps within; a firm reads itself alone."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    OF_CHAINS,
    OFFICE,
    ActiveAssignment,
    declare_policy,
    either,
    in_city_of,
    of_chains,
)
from lianzhang.enterprises.api import FIRM, itself, within
from lianzhang.market.models import Pool, PoolMember, PoolState

__all__: list[str] = []


def _taking_part(active: ActiveAssignment) -> Q:
    own = PoolMember.objects.filter(within(itself, "enterprise")(active)).order_by()
    return Q(pk__in=own.values("pool"))


def _called(active: ActiveAssignment) -> Q:
    """Of kinds whose needs are published to all, whoever may take part reads what is called for."""
    return Q(city=active.city, state=PoolState.CALLING, kind__shown="all")


declare_policy(
    Pool,
    sees={(*OFFICE, *LEADERS): in_city_of("city"), OF_CHAINS: of_chains(), FIRM: either(_taking_part, _called)},
    acts={OFFICE: in_city_of("city"), "chain_team": of_chains(), FIRM: _taking_part},
)
declare_policy(
    PoolMember,
    sees={
        OFFICE: in_city_of("pool__city"),
        "chain_team": of_chains("pool__"),
        FIRM: within(itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("pool__city"),
        "chain_team": of_chains("pool__"),
        FIRM: within(itself, "enterprise"),
    },
)
