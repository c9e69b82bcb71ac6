"""Pages of platforms: the list with what a year brought, one platform, forms for it and for its members."""

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
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step, show_refused

from .actions import PLATFORM_RELATED
from .actions import change as change_platform
from .actions import enter as enter_platform
from .exports import platforms_workbook
from .filters import PlatformFilter
from .forms import JoinForm, LeaveForm, PlatformForm
from .lifecycle import PLATFORM
from .member_actions import join as join_platform
from .member_actions import leave as leave_platform
from .models import Platform
from .permissions import Permission
from .queries import LISTED, dossier, filter_platforms, platform_page, tally
from .year import platform_year

__all__ = ["change", "export", "join", "leave", "new", "platform", "platforms", "show", "step"]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER)
FETCHED = fetched(Platform, *PLATFORM_RELATED)
RENAMED = {"enterprise": "firm"}


@require_safe
@needs_plan
@READS
def platforms(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = PlatformFilter(request.GET, user)
    page, rows = platform_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    told = tally(user)
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": told, "kinds": platform_year(user, told.year)}
    return render(request, "platforms/platforms.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    rows = filter_platforms(PlatformFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    made = lambda: platforms_workbook(rows.select_related(*LISTED, "honour__kind").iterator(2_000))  # noqa: E731
    return workbook(request, made, f"集群平台渠道{timezone.localdate()}")


def show(request: PlanRequest, row: Platform, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(row, request.user), "row": row, **more}
    return render(request, "platforms/platform.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def platform(request: PlanRequest, row: Platform) -> HttpResponse:
    return show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Platform, name: str) -> HttpResponse:
    return answer_step(request, row, name, show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("kind", "chain", "firm") if name in request.GET}
    form = PlatformForm(sent, by=user, plan=vp.plan.pk, city=vp.plan.city_id, initial=begun)
    act = lambda: enter_platform(city=vp.plan.city, by=user, **form.given())  # noqa: E731
    return answer_form(request, "platforms/platform_form.html", {"form": form}, act, RENAMED)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", show)
def change(request: PlanRequest, row: Platform) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = PlatformForm(sent, by=user, plan=row.kind.plan_id, city=row.city_id, row=row)
    act = lambda: change_platform(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    return answer_form(request, "platforms/platform_form.html", {"form": form, "row": row}, act, RENAMED)


def _members(request: PlanRequest, row: Platform, name: str) -> HttpResponse:
    """The form by which somebody joins, or leaves."""
    user = request.user
    try:
        PLATFORM.check(row, name, user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show)
    sent = request.POST if request.method == "POST" else None
    form: Any = JoinForm(sent, by=user, row=row) if name == "join" else LeaveForm(sent, by=user, row=row)

    def act() -> Platform:
        given: dict[str, Any] = {"row": row, "version": version_of(request), "by": user}
        if name == "join":
            return join_platform(**given, **form.given())
        return leave_platform(**given, **form.cleaned_data)

    context = {"form": form, "row": row, "joins": name == "join"}
    return answer_form(request, "platforms/member_form.html", context, act, RENAMED)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def join(request: PlanRequest, row: Platform) -> HttpResponse:
    return _members(request, row, "join")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def leave(request: PlanRequest, row: Platform) -> HttpResponse:
    return _members(request, row, "leave")
