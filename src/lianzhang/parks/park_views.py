"""Pages of specialised parks: the list, one with who moved in, the forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, visible, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step, show_refused

from .exports import parks_workbook
from .filters import ParkFilter
from .forms import MoveInForm, MoveOutForm, SpecialParkForm
from .lifecycle import SPECIAL_PARK
from .models import SpecialPark, Tenant
from .park_actions import PARK_RELATED, change_park, move_in, move_out, plan_park
from .park_queries import filter_parks, page_of_parks, park_dossier
from .permissions import Permission

__all__ = ["amend", "enter", "export", "leave", "new", "park", "parks", "step"]

READS, KEEPS = needs(Permission.READ), needs(Permission.KEEP_PARK)
FETCHED = fetched(SpecialPark, *PARK_RELATED)
FORM = "parks/special_park_form.html"
TENANT_FORM = "parks/tenant_form.html"


@require_safe
@needs_plan
@READS
def parks(request: PlanRequest) -> HttpResponse:
    narrowing = ParkFilter(request.GET, request.user, request.viewpoint.plan.pk)
    page = page_of_parks(narrowing.wanted, request.GET.get("page"), request.user, request.GET.get(ORDER))
    total = visible(request.user, SpecialPark).count()
    context = {"filter": narrowing, "page": page, "total": total, "today": timezone.localdate()}
    return render(request, "parks/special_parks.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    wanted = ParkFilter(request.GET, request.user, request.viewpoint.plan.pk).wanted
    rows = filter_parks(wanted, request.user, request.GET.get(ORDER))
    return workbook(request, lambda: parks_workbook(rows), f"专业园区{timezone.localdate()}")


def _show(request: PlanRequest, row: SpecialPark, *, status: int = 200, **more: Any) -> HttpResponse:
    request.viewpoint.stated.name(row.chain)
    context = {"dossier": park_dossier(row, request.user), "row": row, **more}
    return render(request, "parks/special_park.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def park(request: PlanRequest, row: SpecialPark) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: SpecialPark, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
def new(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    form = SpecialParkForm(request.POST if request.method == "POST" else None, by=user, plan=vp.plan)
    return answer_form(request, FORM, {"form": form}, lambda: plan_park(city=vp.city, by=user, **form.given()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
@for_step("change", _show)
def amend(request: PlanRequest, row: SpecialPark) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = SpecialParkForm(sent, by=user, plan=request.viewpoint.plan, row=row)
    act = lambda: change_park(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, FORM, {"form": form, "row": row}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
def enter(request: PlanRequest, row: SpecialPark) -> HttpResponse:
    """A firm moves in."""
    form = MoveInForm(request.POST if request.method == "POST" else None, by=request.user, row=row)
    return _tenant(request, row, "move_in", form, move_in)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
def leave(request: PlanRequest, row: SpecialPark) -> HttpResponse:
    """A firm moves out."""
    inside = visible(request.user, Tenant).filter(special_park=row, moved_out=None).select_related("enterprise")
    form = MoveOutForm(request.POST if request.method == "POST" else None, tenants=inside)
    return _tenant(request, row, "move_out", form, move_out)


def _tenant(request: PlanRequest, row: SpecialPark, name: str, form: Any, act: Any) -> HttpResponse:
    try:
        SPECIAL_PARK.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    context = {"form": form, "row": row, "step": SPECIAL_PARK.steps[name]}
    made = lambda: act(row=row, version=version_of(request), by=request.user, **form.given())  # noqa: E731
    return answer_form(request, TENANT_FORM, context, made)
