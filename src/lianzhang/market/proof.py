"""Which purchases show that something was delivered."""

from __future__ import annotations

from django.db.models import QuerySet

from lianzhang.supply.models import Purchase, PurchaseState

from .models import Match

__all__ = ["proving"]


def proving(row: Match) -> QuerySet[Purchase]:
    """What the owner bought of who answered since they agreed, as both say, and that shows nothing else yet."""
    if row.enterprise_id is None or row.agreed_on is None:
        return Purchase.objects.none()
    bought = Purchase.objects.filter(
        customer=row.need.enterprise_id, supplier=row.enterprise_id, state=PurchaseState.CONFIRMED
    )
    return bought.filter(period_end__gte=row.agreed_on, delivery=None).order_by("period_end", "pk")
