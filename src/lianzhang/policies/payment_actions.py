"""What may be done with a payment: planned out of a budget, paid, recovered. Each act is one step and one event.

Never more than was awarded, and never more than the budget holds: both are locked while that is reckoned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day as in_words
from lianzhang.kernel.formatting import number
from lianzhang.plans.models import Budget
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .history import AWARD_HISTORY
from .lifecycle import PAYMENT
from .models import Award, Payment
from .rules import left_of_award, left_of_budget

__all__ = ["PAYMENT_RELATED", "PAYMENT_VERBS", "plan"]

PAYMENT_RELATED = (
    *("award__application__programme__kind", "award__application__programme__unit", "award__city", "award__enterprise"),
    "budget",
)
OUT_OF_REACH = "这一项不归您现在的岗位拨付；请由{able}办理。"


@action
def plan(*, award: Award, budget: Budget, amount: Decimal, due_on: date, by: User) -> Payment:
    """Set a sum aside for an award."""
    row = Payment(award=award, budget=budget, amount=amount, due_on=due_on)
    with create_row(row, "plan", by=by, on=award, out_of_reach=OUT_OF_REACH):
        if faults := _faults(row):
            raise ValidationError(faults)
        row.clean_fields(exclude=["post", "authors"])
    return row


def _faults(row: Payment) -> dict[str, str]:
    award, faults = row.award, {}
    budget = Budget.objects.select_for_update(no_key=True).get(pk=row.budget_id)
    of_award, of_budget = left_of_award(award), left_of_budget(budget)
    if award.amount is None:
        return {"amount": "这一项没有批资金，不能拨付。"}
    if row.amount is None or row.amount <= 0:
        faults["amount"] = "金额请写大于0的数。"
    elif row.amount > of_award:
        faults["amount"] = (
            f"超过批准：批了{number(award.amount)}万元，还能安排{number(of_award)}万元；请改小，或先取消别的安排。"
        )
    elif row.amount > of_budget:
        faults["amount"] = (
            f"超过预算：“{budget}”共{number(budget.amount)}万元，还剩{number(of_budget)}万元；请改小，或换一笔预算。"
        )
    if budget.plan_id != award.application.programme.plan_id:
        faults["budget"] = "这笔预算不是这个方案的；请另选。"
    elif budget.year < award.decided_on.year:
        faults["budget"] = f"这是{budget.year}年的预算，批准在{award.decided_on.year}年；请选当年或以后的。"
    if row.due_on < award.decided_on:
        faults["due_on"] = f"计划拨付日期不能早于批准日期（{in_words(award.decided_on)}）。"
    return faults


@action
def pay(*, row: Payment, version: int, day: date, paper: str, by: User) -> Payment:
    with take_step(row, "pay", by=by, version=version, day=day, paper=paper) as act:
        decided = act.row.award.decided_on
        if not decided <= day <= timezone.localdate():
            raise ValidationError({"day": f"拨付日期请写{in_words(decided)}（批准）到今天之间。"})
        act.row.paid_on, act.row.paper = day, paper.strip()
    return act.row


@action
def recover(*, row: Payment, version: int, day: date, reason: str, by: User) -> Payment:
    with take_step(row, "recover", by=by, version=version, day=day, reason=reason) as act:
        paid = act.row.paid_on or day
        if not paid <= day <= timezone.localdate():
            raise ValidationError({"day": f"追回日期请写{in_words(paid)}（拨付）到今天之间。"})
        act.row.recovered_on, act.row.reason = day, reason.strip()
    return act.row


@action
def cancel(*, row: Payment, version: int, reason: str, by: User) -> Payment:
    with take_step(row, "cancel", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


PAYMENT_VERBS: dict[str, Callable[..., Any]] = {"pay": pay, "recover": recover, "cancel": cancel}


def _described(row: Payment) -> dict[str, Any]:
    """Firms read the history: budgets are none of their business."""
    return {"payment": f"{row.amount}万元，{row.get_state_display()}"}


register_workflow(
    Workflow(
        model=Payment,
        lifecycle=PAYMENT,
        page="payment",
        list_page="awards",
        verbs=PAYMENT_VERBS,
        related=PAYMENT_RELATED,
        owner="award",
        describe=_described,
        history=AWARD_HISTORY,
    )
)
