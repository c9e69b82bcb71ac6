"""The addresses of rows that have no page of their own: a firm's page shows them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.api import get_visible_or_404
from lianzhang.enterprises.models import Membership, ResearchBody
from lianzhang.plans.api import CityRequest

from .parts import READ, at

__all__ = ["membership_row", "research_body_row"]


def _at_firm(request: CityRequest, model: type[Membership | ResearchBody], pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, model, pk=pk)
    return redirect(reverse("firm", args=[row.enterprise_id]) + at(request).query)


@require_safe
@READ
def membership_row(request: CityRequest, pk: int) -> HttpResponse:
    return _at_firm(request, Membership, pk)


@require_safe
@READ
def research_body_row(request: CityRequest, pk: int) -> HttpResponse:
    return _at_firm(request, ResearchBody, pk)
