"""What firms of the town stand on: of each side a facility, a quota and a specialised park with a firm in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.parks.models import Capacity, SpecialPark, Tenant
from lianzhang.plans.models import CapacityKind
from tests.enterprises.world import START

__all__ = ["add_parks"]


def add_parks(town: Any) -> None:
    sewage, quota = (
        CapacityKind.objects.create(plan=town.plan, code=f"town-{form}", name=name, form=form, unit=unit, order=order)
        for order, (name, form, unit) in enumerate((("污水处理", "facility", "吨/日"), ("用地", "quota", "亩")))
    )
    for side in town.sides:
        entered = {"city": town.region, "entered_by": town.office, "entered_at": timezone.now()}
        district = town.districts[1 + side.number]
        for kind, told in ((sewage, {"region": district}), (quota, {"year": START.year, "origin": "provincial"})):
            Capacity.objects.create(
                *(), kind=kind, name=f"{side.number}号{kind}", amount=Decimal(900), used=Decimal(200), used_on=START,
                used_source="月报", state="usable", usable_on=START, unit=town.bureau, **entered, **told,
            )  # fmt: skip
        park = SpecialPark.objects.create(
            chain=side.chain, name=f"{side.number}号铸造园", state="open", opened_on=START, **entered
        )
        Tenant.objects.create(special_park=park, enterprise=side.known, moved_in=START)
