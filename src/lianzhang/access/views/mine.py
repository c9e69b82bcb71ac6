"""My posts: as what one acts, what that allows, what came along; and the switch to another post."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access import queries
from lianzhang.access.active import ActiveAssignment
from lianzhang.access.middleware import ACTING
from lianzhang.access.requests import Request
from lianzhang.kernel.forms import back_to
from lianzhang.kernel.rooms import permission_words
from lianzhang.records.api import record

__all__ = ["act_as", "mine", "take"]


@require_safe
def mine(request: Request) -> HttpResponse:
    page = queries.mine(request.user)
    assignments = [
        (active, [word for permission, word in permission_words().items() if active.has(permission)])
        for active in request.active_assignments
    ]
    return render(request, "access/mine.html", {"page": page, "held": assignments})


@require_POST
def act_as(request: Request) -> HttpResponse:
    """From now on this session acts from another of one's posts. A post one does not hold is not there."""
    active = take(request, request.POST.get("assignment", ""))
    messages.success(request, f"现在以“{active.title}”办理。")
    return back_to(request)


def take(request: Request, chosen: str) -> ActiveAssignment:
    """Act from the assignment with this key from the next request on. Raises Http404 for one that is not held."""
    active = next((each for each in request.active_assignments if str(each.pk) == chosen), None)
    if active is None:
        raise Http404
    with transaction.atomic():
        request.session[ACTING] = active.pk
        record("acting.switch", active.assignment, by=request.user, post=active.title)
    return active
