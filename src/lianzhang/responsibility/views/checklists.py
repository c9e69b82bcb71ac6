"""What each area must have: the grid of all areas, one area's list, and the form by which it answers an item itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import get_visible_or_404, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey
from lianzhang.plans.api import Permission as PlanPermission
from lianzhang.plans.api import PlanRequest, needs_plan, record_checklist_item
from lianzhang.plans.models import ChecklistItem
from lianzhang.registry.models import Region
from lianzhang.responsibility.exports import areas_workbook
from lianzhang.responsibility.forms import PaperForm
from lianzhang.responsibility.permissions import Permission
from lianzhang.responsibility.queries.checklists import answers_for, area_grid, line_of

__all__ = ["area", "areas", "areas_export", "record"]

READS = needs(Permission.READ)


@require_safe
@needs_plan
@READS
def areas(request: PlanRequest) -> HttpResponse:
    return render(request, "responsibility/areas.html", {"grid": area_grid(request.viewpoint)})


@require_safe
@needs_plan
@READS
def areas_export(request: PlanRequest) -> HttpResponse:
    grid, at = area_grid(request.viewpoint), request.viewpoint.at
    return workbook(request, lambda: areas_workbook(grid, at), f"各区域配备{at}")


@require_safe
@needs_plan
@READS
def area(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    region = get_visible_or_404(request.user, Region, city=vp.city, code=code)
    context = {"line": line_of(vp, region), "answers": answers_for(vp.user, region)}
    return render(request, "responsibility/area.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(PlanPermission.RECORD_CHECKLIST)
def record(request: PlanRequest, code: str, item: str) -> HttpResponse:
    vp = request.viewpoint
    region = get_visible_or_404(request.user, Region, city=vp.city, code=code)
    if not answers_for(vp.user, region):
        raise PermissionDenied
    asked = get_visible_or_404(request.user, ChecklistItem, plan=vp.plan, code=item, of=ChecklistItem.Of.AREA)
    form = PaperForm(request.POST if request.method == "POST" else None)

    def act() -> Any:
        return record_checklist_item(item=asked, region=region, by=request.user, **form.cleaned_data)

    if obey(form, act):
        messages.success(request, f"已登记{region}的“{asked}”。")
        return redirect(reverse("area_checklist", args=[code]) + vp.query)
    context = {"form": form, "region": region, "item": asked}
    return render(request, "responsibility/area_record.html", context, status=UNPROCESSABLE if form.is_bound else 200)
