"""The indicators of a budget's review as they stand now, and what is wrong with what was said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from lianzhang.plans.models import Budget, PerformanceIndicator

from .models import BudgetReview, Payment, PaymentState
from .review_scores import Line, execution_rate, written

__all__ = ["begun", "kept_lines", "lines_now", "paid_of", "said_faults", "with_said"]

MOST = Decimal(10) ** 12
ALL = Decimal(100)


def paid_of(budget: Budget) -> Decimal:
    """What was paid out of it and did not come back, in 万元. One query."""
    rows = Payment.objects.filter(budget=budget.pk, state=PaymentState.PAID)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def begun(budget: Budget) -> list[Line]:
    """The plan's indicators, with the execution rate as payments say it now. Two queries."""
    rate = execution_rate(paid_of(budget), budget.amount)
    rows = PerformanceIndicator.objects.filter(plan=budget.plan_id).order_by("order")
    return [_line(each, rate) for each in rows]


def _line(row: PerformanceIndicator, rate: Decimal) -> Line:
    line = Line(row.code, row.group, row.name, row.weight, row.direction, row.computed)
    return replace(line, target=ALL, achieved=rate) if row.computed else line


def kept_lines(row: BudgetReview) -> list[Line]:
    return written(row.scores)


def lines_now(row: BudgetReview) -> list[Line]:
    """What was said, on the plan's indicators and payments as they stand now; once submitted as it was then."""
    kept = {each.code: each for each in kept_lines(row)}
    if row.state != BudgetReview.State.DRAFTED:
        return list(kept.values())
    return [with_said(each, kept.get(each.code)) for each in begun(row.budget)]


def with_said(line: Line, said: Line | None) -> Line:
    if said is None:
        return line
    if line.computed:
        return replace(line, reason=said.reason)
    return replace(line, target=said.target, achieved=said.achieved, reason=said.reason)


def said_faults(said: Mapping[str, Mapping[str, Any]], known: set[str]) -> dict[str, str]:
    """Against values by the indicator's code, by the field in which they were typed."""
    faults = {}
    for code, each in said.items():
        if code not in known:
            faults["text"] = f"方案里已没有“{code}”这个指标；请重新打开表单。"
        for name in ("target", "achieved"):
            value = each.get(name)
            if value is not None and not 0 <= value < MOST:
                faults[f"{name}_{code}"] = "请写0以上的数；不清楚的留空。"
    return faults
