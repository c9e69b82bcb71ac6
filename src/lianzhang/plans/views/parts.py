"""What every page of a plan needs: a plan to look at, and leave to read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from lianzhang.access.row_policy import may
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import PlanRequest

__all__ = ["needs_plan"]


def needs_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who read plans; while none is loaded, answer with how to load one."""

    @wraps(view)
    def looking(request: PlanRequest, *args: object, **named: object) -> HttpResponse:
        if not may(request.user, Permission.READ_PLAN):
            raise PermissionDenied
        if not hasattr(request, "viewpoint"):
            return render(request, "plans/no_plan.html")
        return view(request, *args, **named)

    return looking
