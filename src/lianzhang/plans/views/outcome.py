"""The plan beside what was published: one table, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import workbook
from lianzhang.plans.exports import outcome_workbook
from lianzhang.plans.filters import OutcomeFilter
from lianzhang.plans.queries.clauses import clauses_of
from lianzhang.plans.queries.outcomes import OutcomePage, outcome_page
from lianzhang.plans.viewpoint import PlanRequest, PlanViewpoint

from .parts import needs_plan

__all__ = ["outcome", "outcome_export"]


def _ask(vp: PlanViewpoint, asked: Mapping[str, str]) -> tuple[PlanViewpoint, OutcomeFilter, OutcomePage]:
    clauses = clauses_of(vp.plan)
    narrowing = OutcomeFilter(asked, clauses)
    return vp, narrowing, outcome_page(vp, narrowing.chosen, clauses)


@require_safe
@needs_plan
def outcome(request: PlanRequest) -> HttpResponse:
    vp, params = request.viewpoint, request.GET
    asked = SimpleLazyObject(lambda: _ask(vp, params))
    context = {"filter": SimpleLazyObject(lambda: asked[1]), "page": SimpleLazyObject(lambda: asked[2])}
    return render(request, "plans/outcome.html", context)


@require_safe
@needs_plan
def outcome_export(request: PlanRequest) -> HttpResponse:
    vp, _, page = _ask(request.viewpoint, request.GET)
    return workbook(request, lambda: outcome_workbook(page.shown, vp.at), f"{vp.plan}方案与公布结果对照{vp.at}")
