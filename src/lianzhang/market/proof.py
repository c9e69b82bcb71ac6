"""Which purchases show that something was delivered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from lianzhang.supply.models import Purchase, PurchaseState

from .models import Match
from .pooling import buyers_of

__all__ = ["bought_of", "proving"]


def proving(row: Match) -> QuerySet[Purchase]:
    """What the owner, or a buyer of the pool, bought of who answered since they agreed."""
    return bought_of(row, buyers_of(row.need))


def bought_of(row: Match, buyers: Collection[int]) -> QuerySet[Purchase]:
    """What these bought since then of who answered, as both say, and that shows nothing else yet."""
    if row.enterprise_id is None or row.agreed_on is None:
        return Purchase.objects.none()
    bought = Purchase.objects.filter(customer__in=buyers, supplier=row.enterprise_id, state=PurchaseState.CONFIRMED)
    return bought.filter(period_end__gte=row.agreed_on, delivery=None).order_by("period_end", "pk")
