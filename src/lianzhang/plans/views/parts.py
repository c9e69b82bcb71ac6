"""What every page of a plan needs: a plan to look at, and leave to read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render

from lianzhang.access.api import require
from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.models import Duty, Target
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest, PlanViewpoint

__all__ = ["needs_plan", "subject_parts"]


def needs_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who read plans; in a city without one, answer what can be done without, and how to load one."""

    @wraps(view)
    def looking(request: CityRequest, *args: object, **named: object) -> HttpResponse:
        require(request.user, Permission.READ_PLAN)
        if not isinstance(request.viewpoint, PlanViewpoint):
            return render(request, "plans/no_plan.html")
        return view(request, *args, **named)

    return looking


def subject_parts(vp: PlanViewpoint, subject: Target | Duty) -> list[SubjectPart]:
    """What rooms above add to the page of a target or a duty."""
    told = (room.subject_part(vp, subject) for room in rooms() if room.subject_part)
    return sorted((part for part in told if part), key=attrgetter("order"))
