"""What every page of a plan needs: a plan to look at, and leave to read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from lianzhang.access.api import require, visible
from lianzhang.kernel.forms import CONFLICT
from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.models import Duty, Plan, Target
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest, PlanViewpoint

__all__ = ["has_archived", "needs_plan", "subject_parts"]

SAFE = ("GET", "HEAD", "OPTIONS")


def has_archived(by: Any) -> bool:
    return visible(by, Plan).filter(archived_at__isnull=False).exists()


def needs_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who read plans; in a city without one, answer what can be done without, and how to load one.

    Nothing is written for a plan that was put away."""

    @wraps(view)
    def looking(request: CityRequest, *args: object, **named: object) -> HttpResponse:
        require(request.user, Permission.READ_PLAN)
        if not isinstance(request.viewpoint, PlanViewpoint):
            return render(request, "plans/no_plan.html", {"archived": has_archived(request.user)})
        if request.method not in SAFE and request.viewpoint.plan.archived_at:
            return render(request, "plans/plan_archived.html", status=CONFLICT)
        return view(request, *args, **named)

    return looking


def subject_parts(vp: PlanViewpoint, subject: Target | Duty) -> list[SubjectPart]:
    """What rooms above add to the page of a target or a duty."""
    told = (room.subject_part(vp, subject) for room in rooms() if room.subject_part)
    return sorted((part for part in told if part), key=attrgetter("order"))
