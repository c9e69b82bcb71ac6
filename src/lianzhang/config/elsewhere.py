"""A link that opens under another post of one's own says so and offers the switch; to anybody else there is no page.

Asked is the page itself, as that post would open it, so that no second telling of who sees what can differ."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianzhang.access.api import ActiveAssignment, Request

__all__ = ["OtherPosts"]

REFUSED = (400, 403, 404)


class OtherPosts:
    """Stands outside the viewpoint, which another post has its own of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in REFUSED or request.method != "GET" or request.resolver_match is None:
            return response
        if len(request.active_assignments) < 2 or request.htmx:
            return response
        others = [each for each in request.active_assignments if request.acting and each.pk != request.acting.pk]
        offers = [each for each in others if self._opens(request, each)]
        if not offers:
            return response
        return render(request, "elsewhere.html", {"offers": offers}, status=response.status_code)

    def _opens(self, request: Request, active: ActiveAssignment) -> bool:
        """Whether the page opens under another post. What is counted or noted of the look is taken back."""
        trial = copy(request)
        trial.user, trial.acting = copy(request.user), active
        trial.user.active, trial.user.reached = active, {}
        trial.__dict__["_messages"] = default_storage(trial)  # what waits to be said stays unsaid
        trial.__dict__.pop("no_viewpoint", None)
        trial.__dict__.pop("opened_for", None)
        with transaction.atomic():
            response = self.get_response(trial)
            transaction.set_rollback(True)
        return response.status_code < 400
