"""The form in which a firm, or who fills it in for it, says what it bought: a grid, saved row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lianzhang.access.api import get_visible_or_404, may, needs
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, version_of
from lianzhang.kernel.periods import Period, PeriodError, read_period
from lianzhang.plans.api import CityRequest
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.actions import change_total, state_total
from lianzhang.supply.purchases.bill import Bill, BillRow, bill_of, period_of_bill, reach_of, row_of
from lianzhang.supply.purchases.bill_forms import BillRowForm
from lianzhang.supply.purchases.filters import TAKEN
from lianzhang.supply.purchases.forms import TotalForm
from lianzhang.supply.purchases.suppliers import suppliers_known
from lianzhang.work.api import RowGone, StaleRow

__all__ = ["bill", "bill_row"]

ENTERS = needs(Permission.ENTER)
MOST_KEY = 24


def _firm(request: CityRequest, pk: int) -> Enterprise:
    """A firm whose purchases the person may enter; one that is only in sight answers like none."""
    firm = get_visible_or_404(request.user, Enterprise, "city", "merged_into", pk=pk)
    if not may(request.user, Permission.ENTER, firm):
        raise Http404
    return firm


def _period(request: CityRequest) -> Period:
    """The one asked for; else the last year that has ended."""
    try:
        return read_period(request.GET.get("period", "")[:40], TAKEN)
    except PeriodError:
        return period_of_bill(timezone.localdate().year - 1)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def bill(request: CityRequest, pk: int) -> HttpResponse:
    """The grid; sent is what was bought in all."""
    firm, period = _firm(request, pk), _period(request)
    whole = bill_of(firm, period, request.user, request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    form = TotalForm(sent, by=request.user, city=firm.city_id, row=whole.reach.total)
    for name in ("customer", "period"):
        form.fields.pop(name, None)

    def act() -> Any:
        said, stated = form.given(), whole.reach.total
        if stated is None:
            said |= {"period_start": period.start, "period_end": period.end}
            return state_total(customer=firm, by=request.user, **said)
        return change_total(row=stated, version=version_of(request), by=request.user, **said)

    try:
        if obey(form, act):
            return redirect(_address(request, firm, period))
    except (StaleRow, RowGone) as moved:
        form.add_error(None, str(moved))
        return _show(request, whole, form, CONFLICT)
    return _show(request, whole, form, UNPROCESSABLE if form.is_bound else 200)


def _address(request: CityRequest, firm: Enterprise, period: Period) -> str:
    query = request.viewpoint.query
    return reverse("purchase_form", args=[firm.pk]) + (f"{query}&" if query else "?") + f"period={period.code}"


def _show(request: CityRequest, whole: Bill, form: TotalForm, status: int = 200) -> HttpResponse:
    years = [timezone.localdate().year - back for back in range(4)]
    context = {"bill": whole, "form": form, "suppliers": suppliers_known(whole.firm), "years": years}
    return render(request, "supply/bill.html", context, status=status)


@require_POST
@ENTERS
def bill_row(request: CityRequest, pk: int) -> HttpResponse:
    """Save one row. A script gets back what became of it; without one the page comes again."""
    firm, period = _firm(request, pk), _period(request)
    key = request.GET.get("row", "")[:MOST_KEY]
    form = BillRowForm(request.POST, firm=firm, period=period, by=request.user, key=key)
    row, status = _save(request, form, key)
    if request.htmx:
        context = {"row": row, "reach": reach_of(firm, period), "firm": firm, "period": period, "swapped": True}
        return render(request, "supply/_bill_state.html", context, status=status)
    if status == 200:
        return redirect(f"{_address(request, firm, period)}#row-{key}")
    whole = bill_of(firm, period, request.user, request.GET.get("page"))
    rows = [row if each.key == key else each for each in whole.rows]
    empty = TotalForm(None, by=request.user, city=firm.city_id, row=whole.reach.total)
    for name in ("customer", "period"):
        empty.fields.pop(name, None)
    return _show(request, replace(whole, rows=rows), empty, status)


def _save(request: CityRequest, form: BillRowForm, key: str) -> tuple[BillRow, int]:
    """The row as it is afterwards, and the answer's status."""
    last = form.last.value if form.last else None
    line = form.line
    blank = BillRow(key=key, line=line.pk if line else None, version=line.version if line else 0, last=last)
    typed = blank.typed(request.POST)
    if form.is_blank:
        return typed, 200
    if not form.is_valid():
        return _wrong(typed, form), UNPROCESSABLE
    try:
        saved = form.save(version_of(request))
    except (StaleRow, RowGone) as moved:
        return replace(typed, errors=(f"{moved}请刷新页面再改。",)), UNPROCESSABLE
    except ValidationError as refused:
        if form.doubts:
            return replace(typed, asked=form.doubts), UNPROCESSABLE
        return replace(typed, errors=tuple(refused.messages)), UNPROCESSABLE
    return row_of(saved, last, form.doubts_about(saved), key), 200


def _wrong(typed: BillRow, form: BillRowForm) -> BillRow:
    """What is not typed yet, told apart from what is wrong."""
    lacks, errors = [], []
    for name, faults in form.errors.items():
        field = form[name]
        if not form.data.get(name, "").strip():
            lacks.append(str(field.label).removesuffix("（万元）"))
        else:
            errors += [f"{field.label}：{fault}" for fault in faults]
    return replace(typed, lacks=tuple(lacks), errors=tuple(errors))
