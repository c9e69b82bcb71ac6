"""Pages of awards: what is promised and not paid, one award with its payments; and the budgets that pay."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, may, needs, visible, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_step, show_refused

from .award_actions import AWARD_RELATED
from .budgets import budgets_of
from .catalogue import gift
from .dossier import award_dossier
from .exports import awards_workbook, budgets_workbook
from .filters import AwardFilter
from .forms import PaymentForm
from .models import Award, Payment
from .payment_actions import PAYMENT_RELATED, plan
from .permissions import Permission
from .queries import AWARD_LISTED, filter_awards, owed_of, page_of_awards
from .reviewing.queries import reviewed

__all__ = [
    *("award", "award_step", "awards", "awards_export", "budgets", "budgets_export", "payment", "payment_new"),
    "payment_step",
]

READS, PAYS, BUDGETS = needs(Permission.READ), needs(Permission.PAY), needs(Permission.READ_BUDGET)
RELATED = (*AWARD_RELATED, "application__programme__budget")
FETCHED = fetched(Award, *RELATED)


@require_safe
@needs_plan
@READS
def awards(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = AwardFilter(request.GET, user, request.viewpoint.plan.pk)
    today = timezone.localdate()
    owed = owed_of(visible(user, Award), today)
    page = page_of_awards(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER), owed=owed)
    context = {"filter": narrowing, "page": page, "owed": owed, "today": today}
    return render(request, "policies/awards.html", context)


@require_safe
@needs_plan
@READS
def awards_export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = AwardFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_awards(wanted, user, request.GET.get(ORDER)).select_related(*AWARD_LISTED)
    return workbook(request, lambda: awards_workbook(rows.iterator(2_000)), f"批准和拨付{timezone.localdate()}")


def _show(request: PlanRequest, row: Award, *, status: int = 200, **more: Any) -> HttpResponse:
    told = award_dossier(request.user, row)
    form = more.pop("form", None) or (
        PaymentForm(by=request.user, award=row, rows=told.budgets) if told.plans else None
    )
    context = {"dossier": told, "row": row, "form": form, "gives": gift(row.application.programme), **more}
    return render(request, "policies/award.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def award(request: PlanRequest, row: Award) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def award_step(request: PlanRequest, row: Award, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_POST
@needs_plan
@PAYS
@FETCHED
def payment_new(request: PlanRequest, row: Award) -> HttpResponse:
    """Set money aside for an award."""
    told = award_dossier(request.user, row)
    form = PaymentForm(request.POST, by=request.user, award=row, rows=told.budgets)
    try:
        made = obey(form, lambda: plan(award=row, by=request.user, **form.given()))
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    if made:
        return redirect(reverse("award", args=[row.pk]) + request.viewpoint.query)
    return _show(request, row, status=UNPROCESSABLE, form=form)


def _of_payment(request: PlanRequest, pk: int) -> Payment:
    return get_visible_or_404(request.user, Payment, *PAYMENT_RELATED, pk=pk)


@require_safe
@needs_plan
@READS
def payment(request: PlanRequest, pk: int) -> HttpResponse:
    """A payment stands on the page of its award."""
    return redirect(reverse("award", args=[_of_payment(request, pk).award_id]) + request.viewpoint.query)


def _show_payment(request: PlanRequest, row: Payment, **more: Any) -> HttpResponse:
    award_row = get_visible_or_404(request.user, Award, *RELATED, pk=row.award_id)
    return _show(request, award_row, refused=row.pk, **more)


@require_http_methods(["POST"])
@needs_plan
@READS
def payment_step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    return answer_step(request, _of_payment(request, pk), name, _show_payment)


@require_safe
@needs_plan
@BUDGETS
def budgets(request: PlanRequest) -> HttpResponse:
    told = budgets_of(request.user, request.viewpoint.plan.pk)
    year = [each for each in told if each.row.year == request.viewpoint.at.year]
    context = {
        "rows": told,
        "reviewed": reviewed(request.user, told),
        "year": year,
        "pays": may(request.user, Permission.PAY),
    }
    return render(request, "policies/budgets.html", context)


@require_safe
@needs_plan
@BUDGETS
def budgets_export(request: PlanRequest) -> HttpResponse:
    told = budgets_of(request.user, request.viewpoint.plan.pk)
    return workbook(request, lambda: budgets_workbook(told), f"预算{timezone.localdate()}")
