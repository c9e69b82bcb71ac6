"""What of each budget is planned, paid and left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import Budget

from .models import Payment, PaymentState

__all__ = ["Spent", "budgets_of", "managed"]


@dataclass(frozen=True, slots=True)
class Spent:
    """A budget with its sums in 万元."""

    row: Budget
    planned: Decimal
    paid: Decimal
    recovered: Decimal

    @property
    def left(self) -> Decimal:
        return self.row.amount - self.planned - self.paid


def managed(by: User, plan: int) -> QuerySet[Budget]:
    """All of the city's to who reads all payments, to a body those that it manages."""
    active = acting(by)
    rows = visible(by, Budget).filter(plan=plan)
    if active is not None and active.role.of_unit:
        rows = rows.filter(unit=active.organization or 0)
    return rows.select_related("unit").order_by("-year", "order")


def budgets_of(by: User, plan: int) -> list[Spent]:
    """Whoever sees a budget here manages it or reads all that is paid of it. Two queries."""
    rows = list(managed(by, plan))
    states = (PaymentState.PLANNED, PaymentState.PAID, PaymentState.RECOVERED)
    sums = Payment.objects.filter(budget__in=[each.pk for each in rows]).order_by().values("budget")
    summed: Any = sums.annotate(**{state.value: Sum("amount", filter=Q(state=state)) for state in states})
    told = {each["budget"]: [each[state.value] or Decimal(0) for state in states] for each in summed}
    return [Spent(each, *told.get(each.pk, [Decimal(0)] * 3)) for each in rows]
