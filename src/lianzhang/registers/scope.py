"""Who reaches the declarations that a register is complete."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import GOVERNING, NOTHING, OFFICE, ActiveAssignment, declare_policy, in_city_of
from lianzhang.registry.models import Coverage


def _own_region(active: ActiveAssignment) -> Q:
    return NOTHING if active.region is None else Q(city=active.city, region=active.region)


declare_policy(
    Coverage,
    sees={GOVERNING: in_city_of("city"), ("bank", "expert"): in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "district": _own_region},  # a park is only a part of its region
)

__all__: list[str] = []
