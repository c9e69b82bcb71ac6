"""Pages of banks' balances: how lending grew with the list, one row, the form in which it is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.periods import PeriodError, read_period
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.policies.models import LoanBalance
from lianzhang.policies.permissions import Permission
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import BALANCE_RELATED, change_balance, report_balance
from .exports import balances_workbook
from .filters import BalanceFilter
from .forms import BalanceForm, own_bank
from .quarters import DUE_WORKDAYS, quarter_of
from .queries import balance_dossier, balance_page, balance_tally, filter_balances, grown, owed_by, seen_beside

__all__ = ["balance", "balances", "change", "export", "new", "step"]

READS, ENTERS = needs(Permission.READ_LENDING), needs(Permission.ENTER_LENDING)
FETCHED = fetched(LoanBalance, *BALANCE_RELATED)
FORM = "policies/loan_balance_form.html"


@require_safe
@READS
def balances(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = BalanceFilter(request.GET, user)
    wanted = narrowing.wanted
    page, rows = balance_page(wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {
        "filter": narrowing,
        "page": page,
        "rows": rows,
        "tally": balance_tally(user),
        "grown": grown(user, wanted.period.end if wanted.period else None),
        "owed": owed_by(user),
        "due_workdays": DUE_WORKDAYS,
    }
    return render(request, "policies/loan_balances.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_balances(BalanceFilter(request.GET, user).wanted, user, request.GET.get(ORDER)).select_related("bank")
    return workbook(request, lambda: balances_workbook(rows.iterator(2_000)), f"贷款余额{timezone.localdate()}")


def _show(request: CityRequest, row: LoanBalance, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": balance_dossier(row, request.user), "row": row, **more}
    return render(request, "policies/loan_balance.html", context, status=status)


@require_safe
@READS
@FETCHED
def balance(request: CityRequest, row: LoanBalance) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: LoanBalance, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest) -> HttpResponse:
    """For the quarter that the address names, else the first that the bank owes."""
    user, own = request.user, own_bank(request.user)
    sent = request.POST if request.method == "POST" else None
    owed = owed_by(user) if own else []
    begun = _end_of(request.POST.get("period") or request.GET.get("period", ""))
    end = begun or (owed[0].end if owed else None)
    initial = {"period": str(quarter_of(end)) if end else "", "bank": request.GET.get("bank", "")}
    form = BalanceForm(sent, by=user, city=request.viewpoint.city.pk, own=own, initial=initial)
    context = {"form": form, "own": own, "end": end, "told": seen_beside(user, own.pk, end) if own and end else ()}
    return answer_form(
        request, FORM, context, lambda: report_balance(by=user, **form.given()), {"period_end": "period"}
    )


def _end_of(written: str) -> date | None:
    """The end of the quarter that somebody wrote; None where it is none."""
    try:
        return read_period(written, ("quarter",)).end if written else None
    except PeriodError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: CityRequest, row: LoanBalance) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = BalanceForm(sent, by=user, city=row.city_id, row=row)
    context = {"form": form, "row": row, "end": row.period_end, "told": seen_beside(user, row.bank_id, row.period_end)}
    return answer_form(
        request, FORM, context, lambda: change_balance(row=row, version=version_of(request), by=user, **form.given())
    )
