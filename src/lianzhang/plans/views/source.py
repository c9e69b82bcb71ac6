"""A source and every figure drawn from it, on the page and as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import get_visible_or_404, workbook
from lianzhang.plans.exports import records_workbook
from lianzhang.plans.models import Source
from lianzhang.plans.queries.sources import figures_from
from lianzhang.plans.viewpoint import PlanRequest, PlanViewpoint

from .parts import needs_plan

__all__ = ["source", "source_export"]


def _source(vp: PlanViewpoint, pk: int) -> Source:
    return get_visible_or_404(vp.user, Source, plan=vp.plan, pk=pk)


@require_safe
@needs_plan
def source(request: PlanRequest, pk: int) -> HttpResponse:
    vp = request.viewpoint
    row = SimpleLazyObject(lambda: _source(vp, pk))
    records = SimpleLazyObject(lambda: figures_from(_source(vp, pk), vp))
    return render(request, "plans/source.html", {"source": row, "records": records})


@require_safe
@needs_plan
def source_export(request: PlanRequest, pk: int) -> HttpResponse:
    vp = request.viewpoint
    row = _source(vp, pk)
    records = figures_from(row, vp)
    return workbook(request, lambda: records_workbook(records, vp.at), f"来源{row.code}的数{vp.at}")
