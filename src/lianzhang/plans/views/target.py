"""A target's page, and all its figures as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import workbook
from lianzhang.kernel.printing import printed
from lianzhang.plans.exports import target_workbook
from lianzhang.plans.queries.targets import target_page
from lianzhang.plans.viewpoint import PlanRequest

from .parts import needs_plan, subject_parts

__all__ = ["target", "target_export", "target_print"]


@require_safe
@needs_plan
def target(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    page = SimpleLazyObject(lambda: target_page(vp, code, request.GET.dict()))
    parts = SimpleLazyObject(lambda: subject_parts(vp, page.target))
    context = {"page": page, "target": SimpleLazyObject(lambda: page.target), "parts": parts}
    return render(request, "plans/target.html", context)


@require_safe
@needs_plan
def target_print(request: PlanRequest, code: str) -> HttpResponse:
    page = target_page(request.viewpoint, code, request.GET.dict())
    context = {"page": page, "target": page.target, **printed(f"目标档案：{page.target.name}")}
    return render(request, "plans/target_print.html", context)


@require_safe
@needs_plan
def target_export(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    page = target_page(vp, code, request.GET.dict())
    return workbook(request, lambda: target_workbook(page.evidence, vp.at), f"{page.target.name}依据{vp.at}")
