"""Pages of purchases: the list, one line with its steps, the forms in which lines are typed and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, typed_in, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import last_change
from lianzhang.supply.catalogue.product_names import names_of
from lianzhang.supply.lifecycle import PURCHASE
from lianzhang.supply.models import Purchase
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.actions import change, identify, map_product, report
from lianzhang.supply.purchases.exports import purchases_workbook
from lianzhang.supply.purchases.filters import PurchaseFilter
from lianzhang.supply.purchases.forms import ChangeForm, IdentifyForm, MapForm, PurchaseForm, products_to_offer
from lianzhang.supply.purchases.sides import reads_own_part
from lianzhang.supply.purchases.suppliers import firms_like, suppliers_known
from lianzhang.supply.queries.purchases import (
    LISTED,
    RELATED,
    filter_purchases,
    purchase_dossier,
    purchase_page,
    tally_of,
)
from lianzhang.work.api import RowGone, StaleRow, StepRefused, answer_step, show_gone, show_refused

__all__ = ["export", "naming", "new", "purchase", "purchases", "step"]

READS = needs(Permission.READ)
ENTERS = needs(Permission.ENTER)
FETCHED = fetched(Purchase, *RELATED)
FORM = "supply/purchase_new.html"


@require_safe
@READS
def purchases(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = PurchaseFilter(request.GET, user)
    page, rows = purchase_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": tally_of(user), "firm": own_firm(user)}
    return render(request, "supply/purchases.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    wanted = PurchaseFilter(request.GET, user).wanted
    rows = filter_purchases(wanted, user, request.GET.get(ORDER))
    rows = rows.select_related(*LISTED, "supplier__park", "supplier__region")
    return workbook(request, lambda: purchases_workbook(rows.iterator(2_000), user), f"采购{timezone.localdate()}")


def _show(request: CityRequest, row: Purchase, *, status: int = 200, **more: Any) -> HttpResponse:
    if reads_own_part(request.user) and (refusal := more.get("refusal")):
        more["refusal"] = refusal.told_outside()
    context = {"dossier": purchase_dossier(row, request.user), "row": row, **more}
    return render(request, "supply/purchase.html", context, status=status)


@require_safe
@READS
@FETCHED
def purchase(request: CityRequest, row: Purchase) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Purchase, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("customer", "item", "period") if name in request.GET}
    form = PurchaseForm(sent, by=user, city=vp.city.pk, initial=begun)
    made = obey(form, lambda: report(by=user, **form.given()), {"period_end": "period", "period_start": "period"})
    if made:
        return redirect(reverse("purchase", args=[made.pk]) + vp.query)
    context = {"form": form, **_offered(user)}
    return render(request, FORM, context, status=UNPROCESSABLE if form.is_bound else 200)


def _offered(user: User) -> dict[str, Any]:
    """Names to choose from while one types."""
    return {"products": products_to_offer(user), "suppliers": suppliers_known(own_firm(user))}


# By step: the form it asks with, of what was sent, row and city; and the act, which is told what the form holds.
Naming = tuple[Callable[..., Form], Callable[..., Purchase]]
NAMING: dict[str, Naming] = {
    "change": (lambda sent, row, _city: ChangeForm(sent, row=row), change),
    "identify": (lambda sent, _row, city: IdentifyForm(sent, city=city), identify),
    "map": (lambda sent, _row, city: MapForm(sent, city=city), map_product),
}


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
def naming(request: CityRequest, row: Purchase, name: str) -> HttpResponse:
    """A step with a page of its own: what was said is changed, the supplier identified, the product named."""
    try:
        PURCHASE.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    make, act = NAMING[name]
    form = make(request.POST if request.method == "POST" else None, row, row.city_id)
    context = {"form": form, "row": row, "step": PURCHASE.steps[name], "products": products_to_offer(request.user)}
    context |= _near(row, name, request.user)
    try:
        made = obey(form, lambda: act(row=row, version=version_of(request), by=request.user, **_given(form)))
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    except StaleRow as stale:
        context |= {"row": stale.current, "stale": str(stale), "last": last_change(stale.current)}
        return render(request, "supply/purchase_step.html", context, status=CONFLICT)
    if made:
        return redirect(reverse("purchase", args=[made.pk]) + request.viewpoint.query)
    return render(request, "supply/purchase_step.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _given(form: Form) -> dict[str, Any]:
    return form.given() if isinstance(form, ChangeForm) else form.cleaned_data


def _near(row: Purchase, name: str, user: User) -> dict[str, Any]:
    """What may be meant, to be chosen by one press."""
    match name:
        case "identify" if row.supplier_id is None:
            firms = firms_like(row.supplier_name, user, row.city_id)
            return {"near": [("supplier", each.uscc or each.name, each.name) for each in firms]}
        case "map":
            book = names_of(row.city_id)
            return {"near": [("product", book.titles[key], book.titles[key]) for key in book.near(row.item)]}
    return {}
