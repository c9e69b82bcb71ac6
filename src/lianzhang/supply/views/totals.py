"""Pages of what a firm bought in all in a period: one statement with what of it is recorded, and its forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.plans.api import CityRequest
from lianzhang.supply.models import PurchaseTotal
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.actions import change_total, state_total
from lianzhang.supply.purchases.forms import TotalForm
from lianzhang.supply.queries.purchases import RELATED_TOTAL, total_dossier
from lianzhang.work.api import answer_form, answer_step, for_step

__all__ = ["total", "total_change", "total_new", "total_step"]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER)
FETCHED = fetched(PurchaseTotal, *RELATED_TOTAL)
FORM = "supply/total_form.html"


def _show(request: CityRequest, row: PurchaseTotal, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": total_dossier(row, request.user), "row": row, **more}
    return render(request, "supply/total.html", context, status=status)


@require_safe
@READS
@FETCHED
def total(request: CityRequest, row: PurchaseTotal) -> HttpResponse:
    return _show(request, row)


@require_POST
@ENTERS
@FETCHED
def total_step(request: CityRequest, row: PurchaseTotal, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def total_new(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("customer", "period") if name in request.GET}
    form = TotalForm(sent, by=user, city=vp.city.pk, initial=begun)
    renamed = {"period_end": "period", "period_start": "period"}
    made = obey(form, lambda: state_total(by=user, **form.given()), renamed)
    if made:
        return redirect(reverse("purchase_total", args=[made.pk]) + vp.query)
    return render(request, FORM, {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
@for_step("change", _show)
def total_change(request: CityRequest, row: PurchaseTotal) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = TotalForm(sent, by=user, city=row.city_id, row=row)
    act = lambda: change_total(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, FORM, {"form": form, "row": row}, act)
