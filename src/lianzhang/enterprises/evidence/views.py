"""The page behind a sum, and the doors of rows that have no page of their own: a firm's page shows them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.downloads import workbook
from lianzhang.access.middleware import needs
from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import get_visible_or_404
from lianzhang.enterprises.models import Membership, ResearchBody
from lianzhang.plans.viewpoint import PlanRequest
from lianzhang.plans.views.parts import needs_plan
from lianzhang.registry.models import Region

from .breakdown import Breakdown, breakdown, read_asked
from .exports import breakdown_workbook

__all__ = ["membership_row", "research_body_row", "statements_breakdown", "statements_breakdown_export"]

PAGE = 50
READ = needs(Permission.READ_ENTERPRISES)


def _asked(request: PlanRequest, pk: int) -> Breakdown:
    city, asked = get_visible_or_404(request.user, Region, pk=pk), read_asked(request.GET.dict())
    if asked is None:
        raise Http404("这个地址没有说清是哪个合计。")
    return breakdown(request.user, city, asked)


@require_safe
@READ
@needs_plan
def statements_breakdown(request: PlanRequest, pk: int) -> HttpResponse:
    found = _asked(request, pk)
    pages = Paginator(found.rows, PAGE)
    pages.count = found.count  # summed up already
    page = pages.get_page(request.GET.get("page"))
    return render(request, "enterprises/breakdown.html", {"found": found, "page": page, "city": pk})


@require_safe
@READ
@needs_plan
def statements_breakdown_export(request: PlanRequest, pk: int) -> HttpResponse:
    found = _asked(request, pk)
    name = f"{found.asked.period}{found.place}{found.asked.item.title}明细"
    return workbook(request, lambda: breakdown_workbook(found), name)


def _at_firm(request: PlanRequest, model: type[Model], pk: int) -> HttpResponse:
    row: Any = get_visible_or_404(request.user, model, pk=pk)
    return redirect(reverse("firm", args=[row.enterprise_id]) + request.viewpoint.query)


@require_safe
@READ
@needs_plan
def membership_row(request: PlanRequest, pk: int) -> HttpResponse:
    return _at_firm(request, Membership, pk)


@require_safe
@READ
@needs_plan
def research_body_row(request: PlanRequest, pk: int) -> HttpResponse:
    return _at_firm(request, ResearchBody, pk)
