"""Pages of lists that rank groups: by year and list, one with its customers, the form in which it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.market.models import RankedGroup
from lianzhang.market.permissions import Permission
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import add_group, change_group
from .exports import groups_workbook
from .filters import GroupFilter
from .forms import GroupForm
from .queries import GroupLine, filter_groups, group_dossier, group_lines, group_page

__all__ = ["change", "export", "group", "groups", "new", "step"]

READS, KEEPS = needs(Permission.READ_CUSTOMERS), needs(Permission.KEEP_CUSTOMERS)
FETCHED = fetched(RankedGroup, "city", "ranking")
FORM = "market/customers/group_form.html"
AT_ONCE = 500


def _filter(request: PlanRequest) -> GroupFilter:
    return GroupFilter(request.GET, request.user, request.viewpoint.plan.pk)


@require_safe
@needs_plan
@READS
def groups(request: PlanRequest) -> HttpResponse:
    user, narrowing = request.user, _filter(request)
    page, lines = group_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    return render(request, "market/customers/groups.html", {"filter": narrowing, "page": page, "lines": lines})


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    rows = filter_groups(_filter(request).wanted, user, request.GET.get(ORDER)).select_related("ranking")

    def lines() -> Iterator[GroupLine]:
        listed = list(rows)
        for start in range(0, len(listed), AT_ONCE):
            yield from group_lines(listed[start : start + AT_ONCE], user)

    return workbook(request, lambda: groups_workbook(lines()), f"上榜集团{timezone.localdate()}")


def _show(request: PlanRequest, row: RankedGroup, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": group_dossier(row, request.user), "row": row, **more}
    return render(request, "market/customers/group.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def group(request: PlanRequest, row: RankedGroup) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@KEEPS
@FETCHED
def step(request: PlanRequest, row: RankedGroup, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
def new(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    form = GroupForm(request.POST if request.method == "POST" else None, by=user, plan=vp.plan.pk)
    act = lambda: add_group(city=vp.plan.city, by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, FORM, {"form": form}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@KEEPS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: RankedGroup) -> HttpResponse:
    user, sent = request.user, request.POST if request.method == "POST" else None
    form = GroupForm(sent, by=user, plan=request.viewpoint.plan.pk, row=row)
    act = lambda: change_group(row=row, version=version_of(request), by=user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, FORM, {"form": form, "row": row}, act)
