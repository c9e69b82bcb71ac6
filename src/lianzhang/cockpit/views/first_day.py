"""The page of the first day: what to do now to start a city."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.api import Request, needs
from lianzhang.cockpit.queries.first_day import first_day as read_first_day
from lianzhang.plans.api import Permission

__all__ = ["first_day"]


@require_safe
@needs(Permission.BEGIN_PLAN, Permission.CONFIRM_BEGIN, Permission.PROPOSE_CHANGE)
def first_day(request: Request) -> HttpResponse:
    day = read_first_day(request.user, request.GET.get("city", ""))
    return render(request, "cockpit/first_day.html", {"day": day, "now": day.now})
