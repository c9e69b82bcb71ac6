"""Pages of what firms can make: the list, one of them, the form in which it is typed and changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.supply.capabilities.actions import change_capability, state_capability
from lianzhang.supply.capabilities.exports import capabilities_workbook
from lianzhang.supply.capabilities.filters import CapabilityFilter
from lianzhang.supply.capabilities.forms import CapabilityForm
from lianzhang.supply.models import Capability
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.forms import products_to_offer
from lianzhang.supply.queries.capabilities import (
    LISTED,
    RELATED,
    capability_dossier,
    capability_page,
    capability_tally,
    customers_told,
    filter_capabilities,
)
from lianzhang.work.api import answer_form, answer_step, for_step

__all__ = ["capabilities", "capability", "change", "export", "new", "step"]

READS, STATES = needs(Permission.READ), needs(Permission.CAPABILITY)
FETCHED = fetched(Capability, *RELATED)
FORM = "supply/capability_form.html"


@require_safe
@READS
def capabilities(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = CapabilityFilter(request.GET, user)
    page, rows = capability_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": capability_tally(user)}
    return render(request, "supply/capabilities.html", context | {"firm": own_firm(user)})


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_capabilities(CapabilityFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    name = f"供应能力{timezone.localdate()}"

    def made() -> bytes:
        told = customers_told(rows.values_list("pk", flat=True), user)
        return capabilities_workbook(rows.select_related(*LISTED).iterator(2_000), told)

    return workbook(request, made, name)


def _show(request: CityRequest, row: Capability, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": capability_dossier(row, request.user), "row": row, **more}
    return render(request, "supply/capability.html", context, status=status)


@require_safe
@READS
@FETCHED
def capability(request: CityRequest, row: Capability) -> HttpResponse:
    return _show(request, row)


@require_POST
@STATES
@FETCHED
def step(request: CityRequest, row: Capability, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@STATES
def new(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("firm", "text", "product") if name in request.GET}
    form = CapabilityForm(sent, by=user, city=vp.city.pk, initial=begun)
    made = obey(form, lambda: state_capability(enterprise=form.enterprise, by=user, **form.given()))
    if made:
        return redirect(reverse("capability", args=[made.pk]) + vp.query)
    context = {"form": form, "products": products_to_offer(user)}
    return render(request, FORM, context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@STATES
@FETCHED
@for_step("change", _show)
def change(request: CityRequest, row: Capability) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = CapabilityForm(sent, by=user, city=row.city_id, row=row)
    context = {"form": form, "row": row, "products": products_to_offer(user)}
    act = lambda: change_capability(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, FORM, context, act)
