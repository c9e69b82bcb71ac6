"""The plan clause by clause, and the same rows as a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import workbook
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.exports import plan_workbook
from lianzhang.plans.filters import PlanFilter
from lianzhang.plans.queries.arrangements import arrangements
from lianzhang.plans.queries.clauses import PlanPage, clauses_of, owner_names, plan_page
from lianzhang.plans.queries.scores import has_scores
from lianzhang.plans.viewpoint import PlanRequest, PlanViewpoint

from .parts import has_archived, needs_plan

__all__ = ["plan", "plan_export"]


def _ask(vp: PlanViewpoint, asked: Mapping[str, str]) -> tuple[PlanViewpoint, PlanFilter, PlanPage]:
    clauses = clauses_of(vp.plan)
    narrowing = PlanFilter(asked, clauses, owner_names(vp))
    return vp, narrowing, plan_page(vp, narrowing.chosen, clauses, asked.get(ORDER))


@require_safe
@needs_plan
def plan(request: PlanRequest) -> HttpResponse:
    vp, params = request.viewpoint, request.GET
    asked = SimpleLazyObject(lambda: _ask(vp, params))
    context = {
        "filter": SimpleLazyObject(lambda: asked[1]),
        "page": SimpleLazyObject(lambda: asked[2]),
        "arrangements": SimpleLazyObject(lambda: arrangements(vp)),
        "over": vp.plan.ends < timezone.localdate(),
        "archived": SimpleLazyObject(lambda: has_archived(request.user)),
        "has_scores": SimpleLazyObject(lambda: has_scores(vp)),
    }
    return render(request, "plans/plan.html", context)


@require_safe
@needs_plan
def plan_export(request: PlanRequest) -> HttpResponse:
    vp, _, page = _ask(request.viewpoint, request.GET)
    return workbook(request, lambda: plan_workbook(page, vp.at), f"{vp.plan}方案进展{vp.at}")
