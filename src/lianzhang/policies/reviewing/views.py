"""Pages of reviews: one beside its budget, the form in which it is written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, visible, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import Budget
from lianzhang.policies.budgets import managed
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.permissions import Permission
from lianzhang.policies.review_lines import begun, lines_now
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import REVIEW_RELATED, change_review, enter_review
from .exports import reviews_workbook
from .forms import ReviewForm
from .queries import review_dossier, reviews_of_plan

__all__ = ["change", "export", "new", "review", "step"]

READS, ENTERS = needs(Permission.READ_BUDGET), needs(Permission.ENTER_REVIEW)
FETCHED = fetched(BudgetReview, *REVIEW_RELATED)
FORM = "policies/budget_review_form.html"


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    rows = reviews_of_plan(request.user, request.viewpoint.plan.pk)
    return workbook(request, lambda: reviews_workbook(rows), f"绩效自评{timezone.localdate()}")


def _show(request: PlanRequest, row: BudgetReview, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": review_dossier(row, request.user), "row": row, **more}
    return render(request, "policies/budget_review.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def review(request: PlanRequest, row: BudgetReview) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: BudgetReview, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest, pk: int) -> HttpResponse:
    """Of a budget that one answers for; where there is a review already, that one."""
    user, plan = request.user, request.viewpoint.plan
    budget = get_visible_or_404(user, Budget, "plan__city", "unit", pk=pk, plan=plan)
    if not managed(user, plan.pk).filter(pk=budget.pk).exists():
        raise PermissionDenied
    made = visible(user, BudgetReview).filter(budget=budget).first()
    if made is not None and request.method != "POST":
        return redirect(reverse("budget_review", args=[made.pk]) + request.viewpoint.query)
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, lines=begun(budget))
    context = {"form": form, "budget": budget}
    return answer_form(request, FORM, context, lambda: enter_review(budget=budget, by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: BudgetReview) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, lines=lines_now(row), text=row.text)
    context = {"form": form, "row": row, "budget": row.budget}
    return answer_form(
        request, FORM, context, lambda: change_review(row=row, version=version_of(request), by=user, **form.given())
    )
