"""What every page of a plan needs: a plan to look at, and leave to read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianzhang.access.row_policy import may
from lianzhang.plans.permissions import Permission

__all__ = ["needs_plan"]


def needs_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who read plans; while none is loaded, answer with how to load one."""

    @wraps(view)
    def looking(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not may(request.user, Permission.READ_PLAN):
            raise PermissionDenied
        if request.viewpoint is None:  # type: ignore[attr-defined]
            return render(request, "plans/no_plan.html")
        return view(request, *args, **named)

    return looking
