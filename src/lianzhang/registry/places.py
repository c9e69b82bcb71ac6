"""Places within places: a region holds those that lie in it, and a park stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce

from .models import Region

__all__ = ["FIRM_REGION", "Place", "region_parents", "regions_within"]

# Of rows that belong to a firm: the region that it lies in; of a firm that names its park alone, that of the park.
FIRM_REGION = Coalesce(F("enterprise__region"), F("enterprise__park__region"))


class Place(NamedTuple):
    """One region with all that lie in it, or one park."""

    regions: frozenset[int] = frozenset()
    park: int | None = None

    def holds(self, region: int | None, park: int | None) -> bool:
        """Whether what lies in this region and park lies here."""
        return park == self.park if self.park else region in self.regions


def region_parents(city: int) -> dict[int, int | None]:
    """Of each region of a city, the one that it lies in."""
    return dict(Region.objects.filter(city=city).values_list("pk", "parent"))


def regions_within(region: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    """A region and all that lie in it, by primary key."""
    inside, layer = {region}, {region}
    while layer:
        layer = {pk for pk, parent in parents.items() if parent in layer} - inside
        inside |= layer
    return frozenset(inside)
