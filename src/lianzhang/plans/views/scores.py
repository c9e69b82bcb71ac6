"""What each body comes to by the plan's scores, and the same as a workbook. Not for those outside the government."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import needs, workbook
from lianzhang.plans.exports import scores_workbook
from lianzhang.plans.permissions import Permission
from lianzhang.plans.queries.scores import score_page
from lianzhang.plans.viewpoint import PlanRequest

from .parts import needs_plan

__all__ = ["scores", "scores_export"]


@require_safe
@needs_plan
@needs(Permission.READ_SCORES)
def scores(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    return render(request, "plans/scores.html", {"page": SimpleLazyObject(lambda: score_page(vp))})


@require_safe
@needs_plan
@needs(Permission.READ_SCORES)
def scores_export(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    return workbook(request, lambda: scores_workbook(score_page(vp), vp.at), f"{vp.plan}考核得分{vp.at}")
