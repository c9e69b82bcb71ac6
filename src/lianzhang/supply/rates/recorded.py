"""How much of what a firm bought in a period is recorded: of lines that lie in each other the longest counts alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase

__all__ = ["counted", "recorded_of"]

Span = tuple[date, date]


def recorded_of(customer: Enterprise, period: Period) -> tuple[Decimal, int]:
    """Value in 万元, and how many lines. One query."""
    rows = Purchase.objects.filter(customer=customer, period_start__gte=period.start, period_end__lte=period.end)
    by_thing: dict[tuple[object, ...], list[tuple[Span, Decimal]]] = defaultdict(list)
    for supplier, name, item, start, end, value in rows.order_by().values_list(
        "supplier", "supplier_name", "item", "period_start", "period_end", "value"
    ):
        by_thing[supplier, name, item].append(((start, end), value))
    lines = [value for said in by_thing.values() for value in counted(said)]
    return sum(lines, Decimal(0)), len(lines)


def counted(said: list[tuple[Span, Decimal]]) -> list[Decimal]:
    """The values of those spans that lie in no longer one."""
    kept: list[Span] = []
    values = []
    for (start, end), value in sorted(said, key=lambda each: each[0][0] - each[0][1]):
        if not any(one <= start and end <= other for one, other in kept):
            kept.append((start, end))
            values.append(value)
    return values
