"""Pages of capacities: the list, one with what draws on it, the forms; and the shortage ahead."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import CAPACITY_RELATED, change_capacity, enter_capacity, use_capacity
from .exports import capacities_workbook, shortage_workbook
from .filters import CapacityFilter
from .forms import CapacityForm, UseForm
from .models import Capacity
from .parts import capacity_parts
from .permissions import Permission
from .queries import capacity_dossier, filter_capacities, lines_of, page_of_capacities, tally_of
from .shortage import shortage_of

__all__ = ["amend", "capacities", "capacity", "export", "new", "shortage", "shortage_export", "step", "use"]

READS, KEEPS = needs(Permission.READ), needs(Permission.KEEP)
FETCHED = fetched(Capacity, *CAPACITY_RELATED)
FORM = "parks/capacity_form.html"


def _filter(request: PlanRequest) -> CapacityFilter:
    vp = request.viewpoint
    return CapacityFilter(request.GET, request.user, vp.plan.pk, vp.city.pk)


@require_safe
@needs_plan
@READS
def capacities(request: PlanRequest) -> HttpResponse:
    user, narrowing = request.user, _filter(request)
    page = page_of_capacities(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    return render(request, "parks/capacities.html", {"filter": narrowing, "page": page, "tally": tally_of(user)})


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    rows = filter_capacities(_filter(request).wanted, request.user, request.GET.get(ORDER))
    return workbook(request, lambda: capacities_workbook(lines_of(rows)), f"要素供给{timezone.localdate()}")


def _show(request: PlanRequest, row: Capacity, *, status: int = 200, **more: Any) -> HttpResponse:
    parts = [(each.template, told) for each in capacity_parts() if (told := each.context(request.viewpoint, row))]
    context = {"dossier": capacity_dossier(row, request.user), "row": row, "parts": parts, **more}
    return render(request, "parks/capacity.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def capacity(request: PlanRequest, row: Capacity) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Capacity, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
def new(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    form = CapacityForm(request.POST if request.method == "POST" else None, by=user, plan=vp.plan)
    return answer_form(request, FORM, {"form": form}, lambda: enter_capacity(city=vp.city, by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
@for_step("change", _show)
def amend(request: PlanRequest, row: Capacity) -> HttpResponse:
    user = request.user
    form = CapacityForm(request.POST if request.method == "POST" else None, by=user, plan=row.kind.plan, row=row)
    act = lambda: change_capacity(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, FORM, {"form": form, "row": row}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
@for_step("use", _show)
def use(request: PlanRequest, row: Capacity) -> HttpResponse:
    """State how much of it is used."""
    user = request.user
    form = UseForm(request.POST if request.method == "POST" else None, row=row)
    act = lambda: use_capacity(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, "parks/use_form.html", {"form": form, "row": row}, act)


@require_safe
@needs_plan
@READS
def shortage(request: PlanRequest) -> HttpResponse:
    return render(request, "parks/shortage.html", {"told": shortage_of(request.viewpoint)})


@require_safe
@needs_plan
@READS
def shortage_export(request: PlanRequest) -> HttpResponse:
    told = shortage_of(request.viewpoint)
    return workbook(request, lambda: shortage_workbook(told), f"要素缺口{timezone.localdate()}")
