"""The page of stakes: what funds put into firms here, and what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianzhang.access.api import needs, visible, workbook
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import Programme, ProgrammeKind
from lianzhang.policies.models import STANDING
from lianzhang.policies.permissions import Permission

from .exports import stakes_workbook
from .queries import funds_of, stakes_of

__all__ = ["export", "stakes"]

READS = needs(Permission.READ)
STATES = tuple(each.value for each in STANDING)


def _state(request: PlanRequest) -> str:
    named = request.GET.get("state", "")
    return named if named in STATES else ""


@require_safe
@needs_plan
@READS
def stakes(request: PlanRequest) -> HttpResponse:
    user, plan = request.user, request.viewpoint.plan
    state, every = _state(request), stakes_of(user, plan.pk)
    rows = [each for each in every if each.row.state == state] if state else every
    funds = visible(user, Programme).filter(plan=plan, kind__gives=ProgrammeKind.Gives.STAKE).order_by("order")
    counts = {name: sum(each.row.state == name for each in every) for name in STATES}
    context = {"rows": rows, "told": funds_of(every), "state": state, "counts": counts, "every": every, "funds": funds}
    return render(request, "policies/stakes.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    rows = stakes_of(request.user, request.viewpoint.plan.pk, _state(request))
    return workbook(request, lambda: stakes_workbook(rows), f"基金投资{timezone.localdate()}")
