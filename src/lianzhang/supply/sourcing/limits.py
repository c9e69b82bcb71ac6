"""How many workdays a second source may take, as the plan in force says."""

from __future__ import annotations

from django.utils import timezone

from lianzhang.plans.models import Plan, SupplyLimit
from lianzhang.supply.models import Sourcing

__all__ = ["qualifying_limit", "searching_limit"]


def _days(row: Sourcing, what: str) -> int | None:
    """None where no plan has begun, or where it says nothing."""
    plans = Plan.objects.filter(city=row.city_id, starts__lte=timezone.localdate())
    plan = plans.order_by("-starts", "-code").values("pk")[:1]
    return SupplyLimit.objects.filter(plan__in=plan, what=what).values_list("days", flat=True).first()


def searching_limit(row: Sourcing) -> int | None:
    return _days(row, SupplyLimit.What.SEARCH)


def qualifying_limit(row: Sourcing) -> int | None:
    return _days(row, SupplyLimit.What.QUALIFY)
