"""Pages of customers: the list, one with who is in talks, one thing it buys, where nobody asks yet, and the forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import acting, fetched, may, needs, page_rows, visible, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.market.models import Customer, CustomerCategory
from lianzhang.market.permissions import Permission
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import NeedKind
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import add_category, change_category, change_customer, enter_customer
from .category import category_dossier
from .exports import customers_workbook, white_space_workbook
from .filters import CustomerFilter
from .forms import CategoryForm, CustomerForm
from .queries import (
    CUSTOMER_LISTED,
    CUSTOMER_RELATED,
    CustomerLine,
    customer_dossier,
    customer_lines,
    customer_page,
    filter_customers,
    tally_of,
)
from .white_space import CELL_WORDS, Line, survey

__all__ = [
    *("category", "category_change", "category_new", "category_step", "change", "customer", "customers", "export"),
    *("new", "step", "white_space", "white_space_export"),
]

READS, KEEPS, SURVEYS = needs(Permission.READ_CUSTOMERS), needs(Permission.KEEP_CUSTOMERS), needs(Permission.SURVEY)
FETCHED = fetched(Customer, *CUSTOMER_RELATED)
FETCHED_CATEGORY = fetched(CustomerCategory, "customer__city", "customer__enterprise", "customer__chain", "product")
FORM, CATEGORY_FORM = "market/customers/customer_form.html", "market/customers/category_form.html"
A_PAGE, AT_ONCE = 20, 200


def _keeps(request: PlanRequest) -> bool:
    """Whether who looks reads all of the list: those who keep it, and those who lead; firms read what is shown."""
    active = acting(request.user)
    return active is not None and active.role.acts_for != "firm"


def _kind(request: PlanRequest) -> NeedKind | None:
    """The kind of need that names a customer, where the plan has one and who looks may enter needs."""
    kinds = visible(request.user, NeedKind).filter(plan=request.viewpoint.plan, names_customer=True).order_by("order")
    return kinds.first() if may(request.user, Permission.ENTER) else None


def _filter(request: PlanRequest) -> CustomerFilter:
    return CustomerFilter(request.GET, request.user, request.viewpoint.plan.pk, keeps=_keeps(request))


@require_safe
@needs_plan
@READS
def customers(request: PlanRequest) -> HttpResponse:
    user, narrowing = request.user, _filter(request)
    city = request.viewpoint.plan.city_id
    page, lines = customer_page(narrowing.wanted, request.GET.get("page"), user, city, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": tally_of(user), "keeps": _keeps(request)}
    return render(request, "market/customers/customers.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user, keeps = request.user, _keeps(request)
    rows = filter_customers(_filter(request).wanted, user, request.viewpoint.plan.city_id, request.GET.get(ORDER))

    def lines() -> Iterator[CustomerLine]:
        for some in _some(rows.select_related(*CUSTOMER_LISTED)):
            yield from customer_lines(some, user)

    return workbook(request, lambda: customers_workbook(lines(), keeps=keeps), f"客户{timezone.localdate()}")


def _some(rows: Any) -> Iterator[list[Customer]]:
    """So many at once, in their order."""
    listed = list(rows)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def _show(request: PlanRequest, row: Customer, *, status: int = 200, **more: Any) -> HttpResponse:
    if row.chain is not None:
        request.viewpoint.stated.name(row.chain)
    keeps = _keeps(request)
    told = customer_dossier(row, request.user, keeps=keeps)
    context = {"dossier": told, "row": row, "keeps": keeps, "kind": _kind(request), **more}
    return render(request, "market/customers/customer.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def customer(request: PlanRequest, row: Customer) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@KEEPS
@FETCHED
def step(request: PlanRequest, row: Customer, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
def new(request: PlanRequest) -> HttpResponse:
    plan, user = request.viewpoint.plan, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name][:120] for name in ("group", "name") if name in request.GET}
    form = CustomerForm(sent, by=user, city=plan.city_id, plan=plan.pk, initial=begun)
    act = lambda: enter_customer(city=plan.city, by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, FORM, {"form": form}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: Customer) -> HttpResponse:
    user, sent = request.user, request.POST if request.method == "POST" else None
    form = CustomerForm(sent, by=user, city=row.city_id, plan=request.viewpoint.plan.pk, row=row)
    act = lambda: change_customer(row=row, version=version_of(request), by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, FORM, {"form": form, "row": row}, act)


# --- what a customer buys
def _show_category(request: PlanRequest, row: CustomerCategory, *, status: int = 200, **more: Any) -> HttpResponse:
    told = category_dossier(row, request.user, timezone.localdate())
    context = {"dossier": told, "row": row, "kind": _kind(request), **more}
    return render(request, "market/customers/category.html", context, status=status)


@require_safe
@needs_plan
@SURVEYS
@FETCHED_CATEGORY
def category(request: PlanRequest, row: CustomerCategory) -> HttpResponse:
    return _show_category(request, row)


@require_POST
@needs_plan
@KEEPS
@FETCHED_CATEGORY
def category_step(request: PlanRequest, row: CustomerCategory, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show_category)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
def category_new(request: PlanRequest, row: Customer) -> HttpResponse:
    form = CategoryForm(request.POST if request.method == "POST" else None, city=row.city_id)
    act = lambda: add_category(customer=row, by=request.user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, CATEGORY_FORM, {"form": form, "customer": row}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED_CATEGORY
@for_step("change", _show_category)
def category_change(request: PlanRequest, row: CustomerCategory) -> HttpResponse:
    user, sent = request.user, request.POST if request.method == "POST" else None
    form = CategoryForm(sent, city=row.customer.city_id, row=row)
    act = lambda: change_category(row=row, version=version_of(request), by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, CATEGORY_FORM, {"form": form, "row": row, "customer": row.customer}, act)


# --- where nobody asks yet
@require_safe
@needs_plan
@SURVEYS
def white_space(request: PlanRequest) -> HttpResponse:
    user, narrowing = request.user, _filter(request)
    rows = filter_customers(narrowing.wanted, user, request.viewpoint.plan.city_id, request.GET.get(ORDER))
    page = page_rows(user, rows.select_related(*CUSTOMER_LISTED), A_PAGE, request.GET.get("page"))
    told = survey(user, list(page), timezone.localdate())
    context = {"filter": narrowing, "page": page, "survey": told, "kind": _kind(request), "states": CELL_WORDS}
    return render(request, "market/customers/white_space.html", context)


@require_safe
@needs_plan
@SURVEYS
def white_space_export(request: PlanRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    rows = filter_customers(_filter(request).wanted, user, request.viewpoint.plan.city_id, request.GET.get(ORDER))

    def lines() -> Iterator[Line]:
        for some in _some(rows.select_related(*CUSTOMER_LISTED)):
            yield from survey(user, some, today).lines

    return workbook(request, lambda: white_space_workbook(lines()), f"市场空白{today}")
