"""A capacity and a specialised park, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.parks.models import Capacity, SpecialPark
from lianzhang.plans.models import CapacityKind, Plan
from lianzhang.registry.models import Chain

__all__ = ["PARKS", "stood_on"]

PARKS = ("capacity", "special_park")


def stood_on(plan: Plan, chain: Chain, by: User) -> dict[str, Any]:
    kind, _ = CapacityKind.objects.get_or_create(
        plan=plan, code="matrix-land", defaults={"name": "用地", "form": "quota", "unit": "亩"}
    )
    entered = {"city": plan.city, "entered_by": by, "entered_at": timezone.now()}
    quota = {"year": plan.starts.year, "origin": "provincial", "amount": Decimal(900), "usable_on": plan.starts}
    capacity = Capacity.objects.create(kind=kind, name="用地指标", state="usable", **quota, **entered)
    park = SpecialPark.objects.create(chain=chain, name="铸造园", state="open", opened_on=plan.starts, **entered)
    return {"capacity": capacity.pk, "special_park": park.pk}
