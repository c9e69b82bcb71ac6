"""A duty's page, and its records as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import workbook
from lianzhang.plans.exports import records_workbook
from lianzhang.plans.queries.duties import duty_page
from lianzhang.plans.viewpoint import PlanRequest

from .parts import needs_plan, subject_parts

__all__ = ["duty", "duty_export"]


@require_safe
@needs_plan
def duty(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    page = SimpleLazyObject(lambda: duty_page(vp, code))
    parts = SimpleLazyObject(lambda: subject_parts(vp, page.duty))
    context = {"page": page, "duty": SimpleLazyObject(lambda: page.duty), "parts": parts}
    return render(request, "plans/duty.html", context)


@require_safe
@needs_plan
def duty_export(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    page = duty_page(vp, code, most=None)
    records = page.counting + page.others
    return workbook(request, lambda: records_workbook(records, vp.at), f"{page.duty.name}记录{vp.at}")
