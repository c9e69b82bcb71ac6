"""Who answers for each target and duty: the list, the form that assigns several by one paper, one assignment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, page_rows, visible, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, PlanViewpoint, needs_plan
from lianzhang.plans.models import Clause
from lianzhang.records.api import history_of
from lianzhang.registry.api import joined
from lianzhang.responsibility.actions import MOST_AT_ONCE, RELATED, assign_several, seen_of
from lianzhang.responsibility.exports import assignments_workbook
from lianzhang.responsibility.filters import AssignmentFilter
from lianzhang.responsibility.lifecycle import RESPONSIBILITY
from lianzhang.responsibility.models import Responsibility
from lianzhang.responsibility.permissions import Permission
from lianzhang.responsibility.queries.assignments import (
    Line,
    bodies_of,
    current_of,
    filter_lines,
    lines_of,
    subjects_of,
    tally_of,
)
from lianzhang.work.api import StaleRow, StepForm, answer_step

__all__ = ["assign", "export", "responsibilities", "responsibility", "step"]

READS = needs(Permission.READ)
ROWS = 50


def _filter(vp: PlanViewpoint, asked: Mapping[str, str], lines: list[Line]) -> AssignmentFilter:
    clauses = visible(vp.user, Clause).filter(plan=vp.plan).order_by("order")
    chains = vp.stated.name_all(vp.chains)
    return AssignmentFilter(asked, units=bodies_of(lines), chains=chains, clauses=clauses)


@require_safe
@needs_plan
@READS
def responsibilities(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    every = lines_of(vp)
    narrowing = _filter(vp, request.GET.dict(), every)
    shown = filter_lines(every, narrowing.wanted, request.GET.get(ORDER))
    page = page_rows(vp.user, shown, ROWS, request.GET.get("page"))
    choosing = may(vp.user, Permission.ASSIGN) and bool(shown)
    tally = tally_of(every)
    whose = [
        ("", "全部", tally.total),
        ("nobody", "无人负责", tally.nobody),
        ("assigned", "已指定", tally.assigned),
        ("plan", "方案写明", tally.by_plan),
    ]
    context = {"filter": narrowing, "page": page, "lines": list(page), "tally": tally, "whose": whose}
    context["choosing"] = choosing
    return render(request, "responsibility/responsibilities.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    every = lines_of(vp)
    lines = filter_lines(every, _filter(vp, request.GET.dict(), every).wanted, request.GET.get(ORDER))
    return workbook(request, lambda: assignments_workbook(lines, vp.at), f"责任分工{vp.at}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ASSIGN)
def assign(request: PlanRequest) -> HttpResponse:
    """One paper that names a unit for one or several targets and duties."""
    vp, user = request.viewpoint, request.user
    asked = request.POST if request.method == "POST" else request.GET
    lines = subjects_of(vp, asked.getlist("pk")[: MOST_AT_ONCE + 1])
    form = StepForm(RESPONSIBILITY.steps["assign"], by=user, data=request.POST if request.method == "POST" else None)
    seen = {line.key: seen_of(current_of(line.item.subject, user)) for line in lines}
    overtaken = None

    def act() -> Any:
        chosen = {line.item.subject: request.POST.get(f"seen-{line.key}", "") for line in lines}
        return assign_several(subjects=chosen, by=user, **form.cleaned_data)

    if request.method == "POST":
        try:
            made = obey(form, act)
        except StaleRow as stale:
            overtaken, made = stale, None
        if made:
            messages.success(request, f"已为{len(made)}项指定由“{made[0].lead}”负责。")
            return redirect(_back(made[0], vp) if len(made) == 1 else reverse("responsibilities") + vp.query)
    context = {"form": form, "lines": [(line, seen[line.key]) for line in lines], "overtaken": overtaken}
    status = CONFLICT if overtaken else UNPROCESSABLE if form.is_bound else 200
    return render(request, "responsibility/assign.html", context, status=status)


def _back(row: Responsibility, vp: PlanViewpoint) -> str:
    return reverse(row.kind, args=[row.subject.code]) + vp.query + "#responsible"


def _show(request: PlanRequest, row: Responsibility, *, status: int = 200, **more: Any) -> HttpResponse:
    helpers = list(row.helpers.select_related("organization", "region", "park")) if row.pk else []
    later = visible(request.user, Responsibility).filter(replaces=row).select_related(*joined("lead")).first()
    context = {
        "row": row,
        "helpers": helpers,
        "later": later,
        "offers": RESPONSIBILITY.offers(row, request.user),
        "history": history_of(row),
        **more,
    }
    return render(request, "responsibility/responsibility.html", context, status=status)


@require_safe
@needs_plan
@READS
def responsibility(request: PlanRequest, pk: int) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, Responsibility, *RELATED, pk=pk))


@require_POST
@needs_plan
@READS
def step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    return answer_step(request, get_visible_or_404(request.user, Responsibility, *RELATED, pk=pk), name, _show)
