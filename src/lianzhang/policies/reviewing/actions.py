"""What may be done with the review of a budget. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import Budget
from lianzhang.policies.history import REVIEW_HISTORY
from lianzhang.policies.lifecycle import BUDGET_REVIEW
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.review_lines import begun, kept_lines, lines_now, said_faults, with_said
from lianzhang.policies.review_scores import Line, total_of
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_once

__all__ = ["REVIEW_RELATED", "REVIEW_VERBS", "change_review", "enter_review"]

REVIEW_RELATED = ("city", "budget__plan", "budget__unit", "post")
OUT_OF_REACH = "这笔预算不归您现在的岗位自评；请由管理单位自评，或请{able}代填。"
ONCE = {"text": "这笔预算这一年的自评已经有了；请打开那一份接着填。"}
Said = Mapping[str, Mapping[str, Any]]


def _say(row: BudgetReview, scores: Said, text: str) -> None:
    lines = begun(row.budget)
    if faults := said_faults(scores, {each.code for each in lines}):
        raise ValidationError(faults)
    row.text = text.strip()
    row.scores = [with_said(each, _said(each, scores.get(each.code))).as_kept() for each in lines]
    row.total = None
    row.clean_fields(exclude=["post", "authors"])


def _said(line: Line, said: Mapping[str, Any] | None) -> Line | None:
    if said is None:
        return None
    reason = (said.get("reason") or "").strip()
    return replace(line, target=said.get("target"), achieved=said.get("achieved"), reason=reason)


@action
def enter_review(*, budget: Budget, by: User, scores: Said, text: str = "") -> BudgetReview:
    """Begin the review of a budget's year; it stays a draft until it is submitted."""
    row = BudgetReview(city=budget.plan.city, budget=budget, year=budget.year, entered_at=timezone.now())
    with told_once(ONCE), create_row(row, "enter", by=by, out_of_reach=OUT_OF_REACH):
        if BudgetReview.objects.filter(budget=budget.pk, year=budget.year).exists():
            raise ValidationError(ONCE)
        _say(row, scores, text)
    return row


@action
def change_review(*, row: BudgetReview, version: int, by: User, scores: Said, text: str = "") -> BudgetReview:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, scores, text)
    return act.row


@action
def submit_review(*, row: BudgetReview, version: int, by: User) -> BudgetReview:
    """What payments say is kept as it stands now."""
    with take_step(row, "submit", by=by, version=version) as act:
        lines = lines_now(act.row)
        act.row.scores, act.row.total = [each.as_kept() for each in lines], total_of(lines)
        act.row.submitted_on, act.row.reason = timezone.localdate(), ""
    return act.row


@action
def check_review(*, row: BudgetReview, version: int, by: User) -> BudgetReview:
    with take_step(row, "check", by=by, version=version) as act:
        act.row.checked_on = timezone.localdate()
    return act.row


@action
def give_back_review(*, row: BudgetReview, version: int, reason: str, by: User) -> BudgetReview:
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.checked_on, act.row.total = reason.strip(), None, None
    return act.row


@action
def withdraw_review(*, row: BudgetReview, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


REVIEW_VERBS: dict[str, Callable[..., Any]] = {
    "submit": submit_review,
    "check": check_review,
    "give_back": give_back_review,
    "withdraw": withdraw_review,
}


def _words(value: Decimal | None) -> str:
    return "没有写" if value is None else str(value)


def _described(row: BudgetReview) -> dict[str, Any]:
    lines = kept_lines(row)
    said = [f"{each.name}：{_words(each.achieved)}／{_words(each.target)}" for each in lines if not each.computed]
    reasons = [f"{each.name}：{each.reason}" for each in lines if each.reason]
    return {"budget": str(row.budget), "scores": "；".join(said), "reasons": "；".join(reasons), "text": row.text}


register_workflow(
    Workflow(
        model=BudgetReview,
        lifecycle=BUDGET_REVIEW,
        page="budget_review",
        list_page="budgets",
        verbs=REVIEW_VERBS,
        related=REVIEW_RELATED,
        describe=_described,
        texts=lambda row: {"总体情况": row.text},
        history=REVIEW_HISTORY,
    )
)
