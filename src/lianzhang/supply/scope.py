"""Who reaches which rows of supply: a purchase its two sides, the office, and chief and team of a chain of either side.

Nobody else reads a line; what others read are sums that tell of no single firm (`disclosure.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.access.api import (
    EVERYBODY,
    GOVERNING,
    LEADERS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    acting,
    declare_policy,
    either,
    in_city_of,
    of_chains,
    takes_attachments,
)
from lianzhang.enterprises.api import FIRM, answers_for, in_region, itself, on_chains, within
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.supply.purchases.sides import capability_papers, papers_told

from .models import (
    AnalysisRun,
    Capability,
    Demand,
    EssentialInput,
    MaterialFlow,
    PlaceOutput,
    Product,
    ProductName,
    Purchase,
    PurchaseTotal,
    RunFirm,
    Sourcing,
    TradeTerm,
)

__all__ = ["buyers_in_sight"]

OF_CHAINS = ("chief", "chain_team")


# --- the catalogue
declare_policy(Product, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
for _model in (ProductName, EssentialInput):
    declare_policy(
        _model, sees={EVERYBODY: in_city_of("product__city")}, acts={"chain_office": in_city_of("product__city")}
    )
declare_policy(PlaceOutput, sees={EVERYBODY: in_city_of("city")}, acts={OFFICE: in_city_of("city")})
declare_policy(TradeTerm, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})

# --- purchases
_sides = either(within(itself, "customer"), within(itself, "supplier"))


def _counted_on_chains(active: ActiveAssignment) -> Q:
    """What makes up the rates of the post's chains: purchases of firms that stood there on the period's last day.

    Of a firm that left since, nothing can be acted upon.
    """
    stood = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=OuterRef("period_end")),
        enterprise=OuterRef("customer"),
        chain__in=active.chains,
        starts__lte=OuterRef("period_end"),
    )
    return Q(Exists(stood), city=active.city)


_of_chains_sides = either(either(within(on_chains, "customer"), within(on_chains, "supplier")), _counted_on_chains)
declare_policy(
    Purchase,
    sees={
        OFFICE: in_city_of("city"),
        OF_CHAINS: _of_chains_sides,
        FIRM: _sides,
    },
    acts={OFFICE: in_city_of("city"), "chain_team": within(on_chains, "customer"), FIRM: _sides},
)
takes_attachments(Purchase, papers_told)
declare_policy(
    PurchaseTotal,
    sees={
        OFFICE: in_city_of("city"),
        OF_CHAINS: either(within(on_chains, "customer"), _counted_on_chains),
        FIRM: within(itself, "customer"),
    },
    acts={
        OFFICE: in_city_of("city"),
        "chain_team": within(on_chains, "customer"),
        FIRM: within(itself, "customer"),
    },
)

# --- of whom one sees every purchase: what one supplier alone delivers is told of these and of nobody else
_BUYERS: dict[str, Reach] = {
    **dict.fromkeys(OFFICE, in_city_of("city")),
    **dict.fromkeys(OF_CHAINS, within(on_chains)),
    FIRM: within(itself),
}


def buyers_in_sight(by: Any) -> QuerySet[Enterprise]:
    """The firms of whose purchases no line is out of sight."""
    active = acting(by)
    reach = _BUYERS.get(active.role.code) if active else None
    return Enterprise.objects.filter(reach(active)) if active and reach else Enterprise.objects.none()


# --- what firms can make
def _own_or_published(active: ActiveAssignment) -> Q:
    return within(itself, "enterprise")(active) | Q(city=active.city, published=True)


_acts: dict[Iterable[str] | str, Any] = answers_for("enterprise")
declare_policy(
    Capability,
    sees={GOVERNING: in_city_of("city"), "expert": within(on_chains, "enterprise"), FIRM: _own_or_published},
    acts=_acts,
)
takes_attachments(Capability, capability_papers)


# --- what becomes of scrap: a firm's own affair, told to who checks it, to its place and to the units of the city
declare_policy(
    MaterialFlow,
    sees={
        (*OFFICE, "member_unit"): in_city_of("city"),
        OF_PLACES: within(in_region, "enterprise"),
        FIRM: within(itself, "enterprise"),
    },
    acts={OFFICE: in_city_of("city"), FIRM: within(itself, "enterprise")},
)
takes_attachments(MaterialFlow)


# --- second sources that are sought: they tell who hangs on whom
declare_policy(
    Sourcing,
    sees={OFFICE: in_city_of("city"), OF_CHAINS: of_chains("")},
    acts={OFFICE: in_city_of("city"), "chain_team": of_chains("")},
)
takes_attachments(Sourcing)
declare_policy(Demand, sees={OFFICE: in_city_of("sourcing__city"), OF_CHAINS: of_chains("sourcing__")})

# --- runs: that there was one, and its sums, for all who govern; of single firms those who answer for them
declare_policy(
    AnalysisRun,
    sees={(*LEADERS, *OFFICE, *OF_CHAINS): in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": lambda active: Q(city=active.city, post=active.post)},
)


def _supplies_chains(active: ActiveAssignment) -> Q:
    """What a stop would cost of those who sell to the chain: who carries the search for a second source must know."""
    bought = Purchase.objects.filter(within(on_chains, "customer")(active))
    named = Exists(bought.filter(supplier=None, supplier_name=OuterRef("stranger")))
    sells = Exists(bought.filter(supplier=OuterRef("enterprise"))) | (Q(enterprise=None) & Q(named))
    return Q(run__city=active.city, run__kind=AnalysisRun.Kind.RISK) & Q(sells)


declare_policy(
    RunFirm,
    sees={
        OFFICE: in_city_of("run__city"),
        OF_CHAINS: either(within(on_chains, "enterprise"), _supplies_chains),
        FIRM: lambda active: within(itself, "enterprise")(active) & Q(run__kind=AnalysisRun.Kind.RISK),
    },
)
