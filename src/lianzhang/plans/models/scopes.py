"""For whom a target asks and a figure speaks: the city, a part of it that has a name, or each of them."""

from typing import Any

from django.db import models

from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.vocabulary import spoken_lazy

__all__ = ["EACH_OF", "EACH_OF_REGIONS", "NAMED_SCOPES", "Each", "ScopeKind", "kinds_asked", "named_scope"]


class ScopeKind(models.TextChoices):
    CITY = "city", spoken_lazy("{whole}")
    CHAIN = "chain", "一条产业链"
    GROUP = "group", "一个产业群"
    REGION = "region", "一个区域"
    PARK = "park", "一个园区"
    EACH_CHAIN = "each_chain", "每条产业链"
    EACH_GROUP = "each_group", "每个产业群"
    EACH_REGION = "each_region", spoken_lazy("每个{areas}")
    EACH_ZONE = "each_zone", "每个开发区"
    EACH_PARK = "each_park", "每个园区"


class Each(models.TextChoices):
    """Of whom a duty is asked one by one. An area is any region or zone; an owner one of the duty's own bodies."""

    CHAIN = "each_chain", "每条产业链"
    AREA = "each_area", spoken_lazy("每个{areas}和开发区")
    REGION = "each_region", spoken_lazy("每个{areas}")
    ZONE = "each_zone", "每个开发区"
    PARK = "each_park", "每个园区"
    OWNER = "each_owner", "每个责任单位"


# The scopes that one row names, each by the field of that name, and those that ask the same of every such row.
NAMED_SCOPES = (ScopeKind.CHAIN, ScopeKind.GROUP, ScopeKind.REGION, ScopeKind.PARK)
EACH_OF = {
    ScopeKind.EACH_CHAIN: ScopeKind.CHAIN,
    ScopeKind.EACH_GROUP: ScopeKind.GROUP,
    ScopeKind.EACH_REGION: ScopeKind.REGION,
    ScopeKind.EACH_ZONE: ScopeKind.REGION,
    ScopeKind.EACH_PARK: ScopeKind.PARK,
}
EACH_OF_REGIONS = (ScopeKind.EACH_REGION, ScopeKind.EACH_ZONE)
# What an area of each kind is divided into, by the kinds of its regions; all others are as a city.
AREAS_OF = {
    "province": ("city", "prefecture"),
    "county": ("township",),
    "county_city": ("township",),
    "district": ("township",),
}


def kinds_asked(each: ScopeKind, whole: str) -> tuple[str, ...]:
    """Of which kinds the regions are that are each asked in an area of the kind `whole`."""
    if each == ScopeKind.EACH_ZONE:
        return ("development_zone",)
    return AREAS_OF.get(whole, ("district", "county", "county_city"))


def named_scope(row: Any) -> Scope | None:
    """The part of the city that a target, a goal or a figure names; None: of the city, or of what is asked."""
    return next((Scope(kind, pk) for kind in NAMED_SCOPES if (pk := getattr(row, f"{kind}_id"))), None)
