"""Pages of the catalogue: the tree of products, one of them, the forms by which the office keeps it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.sorting import ORDER, sorted_rows
from lianzhang.plans.api import CityRequest
from lianzhang.supply.catalogue.actions import add_product, change_product
from lianzhang.supply.catalogue.exports import products_workbook, unmapped_workbook
from lianzhang.supply.catalogue.filters import ProductFilter
from lianzhang.supply.catalogue.forms import NewProductForm, ProductForm
from lianzhang.supply.models import Product
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.catalogue import ORDERS, filter_products, lines_for, product_list, tally_of, unmapped_of
from lianzhang.supply.queries.product_page import product_dossier
from lianzhang.work.api import answer_form, answer_step, for_step

__all__ = ["change", "export", "new", "product", "products", "show_product", "step", "unmapped_export"]

READS, KEEPS = needs(Permission.READ), needs(Permission.CATALOGUE)
FETCHED = fetched(Product, "city", "segment__chain", "parent")
UNMAPPED_SHOWN = 20


@require_safe
@READS
def products(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    narrowing, tally = ProductFilter(request.GET, user), tally_of(user, vp.city.pk, vp.at)
    asked = request.GET.get("page"), user, vp.city.pk, tally.lines, request.GET.get(ORDER)
    listed, unmapped = product_list(narrowing.wanted, *asked), unmapped_of(tally.lines)
    context = {"filter": narrowing, **listed._asdict(), "tally": tally}
    more = {"unmapped": unmapped[:UNMAPPED_SHOWN], "unmapped_count": len(unmapped)}
    return render(request, "supply/products.html", context | more)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    rows = filter_products(ProductFilter(request.GET, user).wanted, user, vp.city.pk).order_by("code")
    keys = sorted_rows(rows, ORDERS, request.GET.get(ORDER)).values_list("pk", flat=True)

    def build() -> bytes:
        lines = tally_of(user, vp.city.pk, vp.at).lines
        return products_workbook(lines_for(keys, user, vp.city.pk, lines), bought=lines is not None)

    return workbook(request, build, f"产品目录{timezone.localdate()}")


@require_safe
@READS
def unmapped_export(request: CityRequest) -> HttpResponse:
    """What nobody mapped, as far as one sees purchases."""
    vp, user = request.viewpoint, request.user
    name = f"没有归到产品的采购{vp.at}"
    return workbook(request, lambda: unmapped_workbook(unmapped_of(tally_of(user, vp.city.pk, vp.at).lines)), name)


def show_product(request: CityRequest, row: Product, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": product_dossier(row, request.user, request.viewpoint.at), "row": row, **more}
    return render(request, "supply/product.html", context, status=status)


@require_safe
@READS
@FETCHED
def product(request: CityRequest, row: Product) -> HttpResponse:
    return show_product(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Product, name: str) -> HttpResponse:
    return answer_step(request, row, name, show_product)


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
def new(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    form = NewProductForm(request.POST if request.method == "POST" else None, by=user)
    form.initial = {"name": request.GET.get("called", "")}
    made = obey(form, lambda: add_product(city=vp.city, by=user, **form.cleaned_data))
    if made:
        return redirect(reverse("product", args=[made.pk]) + vp.query)
    return render(request, "supply/product_form.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
@FETCHED
@for_step("change", show_product)
def change(request: CityRequest, row: Product) -> HttpResponse:
    user = request.user
    form = ProductForm(request.POST if request.method == "POST" else None, by=user, row=row)
    act = lambda: change_product(row=row, version=version_of(request), by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, "supply/product_form.html", {"form": form, "row": row}, act)
