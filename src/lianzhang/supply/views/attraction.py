"""Pages of the suppliers outside the city: ranked by weights that stand in the address, one of them, a visit plan."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.api import may, needs, page_rows, workbook
from lianzhang.kernel.forms import key_of
from lianzhang.plans.api import CityRequest
from lianzhang.supply.attraction.exports import visit_plan
from lianzhang.supply.attraction.filters import AttractionFilter
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.attraction import Listing, attraction, in_lots, outside_of, sells_here
from lianzhang.supply.rates.lines import years_recorded

__all__ = ["outside_export", "outside_suppliers", "supplier"]

READS, RANKS = needs(Permission.READ), needs(Permission.READ_SOURCING)
ROWS, LINES = 50, 50


def _asked(request: CityRequest) -> tuple[AttractionFilter, Listing]:
    vp = request.viewpoint
    narrowing = AttractionFilter(request.GET, request.user, years_recorded(vp.city.pk, vp.at))
    weights = narrowing.weights
    return narrowing, attraction(request.user, vp.city.pk, narrowing.wanted, vp.at, weights)


@require_safe
@READS
def outside_suppliers(request: CityRequest) -> HttpResponse:
    """Of nobody's supplier is anything told to those who read no purchases: neither a name nor a number."""
    if not may(request.user, Permission.READ_SOURCING):
        return render(request, "supply/attraction.html", {"closed": True})
    narrowing, listing = _asked(request)
    page = page_rows(request.user, listing.shown, ROWS, request.GET.get("page"))
    rows = outside_of(request.user, listing, list(page))
    shares = listing.ranking.weights if listing.ranking is not None else {}
    context: dict[str, Any] = {"filter": narrowing, "listing": listing, "page": page, "rows": rows}
    return render(request, "supply/attraction.html", context | {"sliders": narrowing.sliders(shares)})


@require_safe
@RANKS
def outside_export(request: CityRequest) -> HttpResponse:
    _, listing = _asked(request)
    name = f"外地供应商走访计划{listing.period or ''}"
    return workbook(request, lambda: visit_plan(in_lots(request.user, listing)), name)


@require_safe
@RANKS
def supplier(request: CityRequest) -> HttpResponse:
    """One supplier with the purchases that one sees; without any of these it is not there."""
    narrowing, listing = _asked(request)
    position = _position(request, listing)
    if position is None:
        raise Http404
    (row,) = outside_of(request.user, listing, [position])
    lines = sells_here(request.user, listing).select_related("customer", "product")
    lines = lines.filter(supplier=row.firm) if row.firm else lines.filter(supplier=None, supplier_name=row.name)
    page = page_rows(request.user, lines.order_by("-value", "pk"), LINES, request.GET.get("page"))
    shares = listing.ranking.weights if listing.ranking is not None else {}
    context = {"row": row, "listing": listing, "page": page, "sliders": narrowing.sliders(shares)}
    return render(request, "supply/outside_supplier.html", context)


def _position(request: CityRequest, listing: Listing) -> int | None:
    if listing.ranking is None or listing.lines is None:
        return None
    names = {name: -place - 1 for place, name in enumerate(listing.lines.strangers)}
    key = key_of(request.GET.get("firm")) or names.get(request.GET.get("stranger", ""), 0)
    return next((at for at, each in enumerate(listing.ranking.supplier.tolist()) if each == key), None)
