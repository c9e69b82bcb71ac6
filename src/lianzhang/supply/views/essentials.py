"""Pages of what industries hang on, and of the words of trades."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, typed_in, version_of
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import last_change
from lianzhang.supply.catalogue.actions import add_term, change_essential, state_essential
from lianzhang.supply.catalogue.exports import terms_workbook
from lianzhang.supply.catalogue.filters import TermFilter
from lianzhang.supply.catalogue.forms import EssentialForm, LevelForm, TermForm
from lianzhang.supply.models import EssentialInput, Product, TradeTerm
from lianzhang.supply.queries.product_page import filter_terms, term_page
from lianzhang.work.api import RowGone, StaleRow, answer_step, for_step, show_gone

from .catalogue import FETCHED, KEEPS, READS, show_product

__all__ = [
    *("essential", "essential_change", "essential_new", "essential_step", "term", "term_new", "term_step", "terms"),
    "terms_export",
]

ESSENTIAL = fetched(EssentialInput, "product__city", "product__segment__chain", "product__parent")
FORM = "supply/essential_form.html"


def _open(request: CityRequest, product: int) -> HttpResponse:
    return redirect(reverse("product", args=[product]) + request.viewpoint.query + "#essential")


def _show(request: CityRequest, row: EssentialInput, **more: Any) -> HttpResponse:
    return show_product(request, row.product, **more)


@require_safe
@READS
@ESSENTIAL
def essential(request: CityRequest, row: EssentialInput) -> HttpResponse:
    return _open(request, row.product_id)


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
@FETCHED
def essential_new(request: CityRequest, row: Product) -> HttpResponse:
    form = EssentialForm(request.POST if request.method == "POST" else None)
    made = obey(form, lambda: state_essential(product=row, by=request.user, **form.cleaned_data))
    if made:
        return _open(request, row.pk)
    return render(request, FORM, {"form": form, "product": row}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
@ESSENTIAL
@for_step("change", _show)
def essential_change(request: CityRequest, row: EssentialInput) -> HttpResponse:
    said = {"level": row.level, "source": row.source}
    form = LevelForm(request.POST if request.method == "POST" else None, initial=said)
    version = version_of(request)
    context = {"form": form, "product": row.product, "row": row}
    try:
        made = obey(form, lambda: change_essential(row=row, version=version, by=request.user, **form.cleaned_data))
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    except StaleRow as stale:
        told = {"row": stale.current, "stale": str(stale), "last": last_change(row.product)}
        return render(request, FORM, context | told, status=CONFLICT)
    if made:
        return _open(request, row.product_id)
    return render(request, FORM, context, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@READS
@ESSENTIAL
def essential_step(request: CityRequest, row: EssentialInput, name: str) -> HttpResponse:
    """It stands on the page of its product, where one goes on."""
    answer = answer_step(request, row, name, _show)
    return _open(request, row.product_id) if answer.status_code == 302 else answer


# --- the words of trades
def _terms(request: CityRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    narrowing, city = TermFilter(request.GET), request.viewpoint.city.pk
    page, lines = term_page(narrowing.wanted, request.GET.get("page"), request.user, city)
    context = {"filter": narrowing, "page": page, "lines": lines, "kinds": TradeTerm.Kind}
    return render(request, "supply/trade_terms.html", context | more, status=status)


@require_safe
@READS
def terms(request: CityRequest) -> HttpResponse:
    return _terms(request)


@require_safe
@READS
def terms_export(request: CityRequest) -> HttpResponse:
    rows = filter_terms(TermFilter(request.GET).wanted, request.user, request.viewpoint.city.pk)
    return workbook(request, lambda: terms_workbook(rows.iterator(2_000)), f"行业用语{timezone.localdate()}")


@require_safe
@READS
@fetched(TradeTerm)
def term(request: CityRequest, row: TradeTerm) -> HttpResponse:
    """It stands in the list and has no page of its own."""
    asked = urlencode(request.viewpoint.params | {"q": row.term})
    return redirect(f"{reverse('trade_terms')}?{asked}")


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
def term_new(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    form = TermForm(request.POST if request.method == "POST" else None)
    if obey(form, lambda: add_term(city=vp.city, by=request.user, **form.cleaned_data)):
        return redirect(reverse("trade_terms") + vp.query)
    return render(
        request, "supply/trade_term_form.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200
    )


@require_POST
@READS
@fetched(TradeTerm, "city")
def term_step(request: CityRequest, row: TradeTerm, name: str) -> HttpResponse:
    return answer_step(request, row, name, lambda request, row, **more: _terms(request, row=row, **more))
