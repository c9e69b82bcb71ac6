"""What reviews tell the desk: budgets whose year is over and has none, drafts, and those to be checked."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.plans.api import Viewpoint
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.permissions import Permission

from .queries import due_budgets, reviews_to_do

__all__ = ["waiting"]

MOST, MONTHS = 5, 3  # due by the end of so many months after the year
KIND = "绩效自评"
VERBS = {BudgetReview.State.DRAFTED: "填完报出", BudgetReview.State.SUBMITTED: "审核"}


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither write nor check one."""
    user = vp.user
    if vp.plan is None or not any(may(user, each) for each in (Permission.ENTER_REVIEW, Permission.CHECK_REVIEW)):
        return None
    today, due = timezone.localdate(), list(due_budgets(user, vp.plan.pk))
    rows = visible(user, BudgetReview).filter(reviews_to_do(user)).select_related("budget").order_by("year", "pk")
    told = [
        WaitingRow(
            Link(str(each), "budget_review", (each.pk,)),
            str(each.get_state_display()),
            verb=VERBS[BudgetReview.State(each.state)],
            kind=KIND,
        )
        for each in rows
    ]
    for budget in due:
        until = date(budget.year + 1, MONTHS, 31)
        link = Link(f"{budget}：{budget.year}年已过，还没有绩效自评", "budget_review_new", (budget.pk,))
        value = f"{until:%m-%d}前" if until.year == today.year else f"{until.year}年{MONTHS}月底前"
        told.append(WaitingRow(link, value, urgent=until < today, verb="自评", kind=KIND, due=until))
    late = sum(date(each.year + 1, MONTHS, 31) < today for each in due)
    return Waiting(len(told), tuple(told[:MOST]), late=late)
