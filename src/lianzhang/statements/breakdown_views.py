"""The page behind a sum: the firms that make it, a page at a time or as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.api import get_visible_or_404, needs, page_rows, workbook
from lianzhang.enterprises.api import Permission
from lianzhang.plans.api import CityRequest
from lianzhang.registry.models import Region

from .breakdown import Breakdown, breakdown, read_breakdown_query
from .breakdown_exports import breakdown_workbook

__all__ = ["statements_breakdown", "statements_breakdown_export"]

PAGE = 50
READ = needs(Permission.READ_ENTERPRISES)


def _breakdown_of(request: CityRequest, pk: int) -> Breakdown:
    city, asked = get_visible_or_404(request.user, Region, pk=pk), read_breakdown_query(request.GET.dict())
    if asked is None:
        raise Http404("这个地址没有说清是哪个合计。")
    return breakdown(request.user, city, asked)


@require_safe
@READ
def statements_breakdown(request: CityRequest, pk: int) -> HttpResponse:
    breakdown = _breakdown_of(request, pk)
    page = page_rows(request.user, breakdown.rows, PAGE, request.GET.get("page"), count=breakdown.count)
    return render(request, "statements/breakdown.html", {"breakdown": breakdown, "page": page, "city": pk})


@require_safe
@READ
def statements_breakdown_export(request: CityRequest, pk: int) -> HttpResponse:
    breakdown = _breakdown_of(request, pk)
    name = f"{breakdown.asked.period}{breakdown.place}{breakdown.asked.item.title}明细"
    return workbook(request, lambda: breakdown_workbook(breakdown), name)
