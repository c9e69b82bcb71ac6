"""The calendar: a month of what falls due, and the feed that calendar programs read without signing in."""

from __future__ import annotations

import re
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import hold, needs
from lianzhang.kernel.icalendar import calendar_text
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.api import PlanRequest, needs_plan, viewpoint

from .calendar import events_of, feed_of, month_of, reader_of
from .calendar import renew as renew_feed
from .permissions import Permission

__all__ = ["calendar", "feed", "renew"]

READS = needs(Permission.READ)
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def _show(request: PlanRequest, address: str = "") -> HttpResponse:
    asked = MONTH.fullmatch(request.GET.get("month", ""))
    today = timezone.localdate()
    first = date(int(asked[1]), int(asked[2]), 1) if asked else request.viewpoint.at.replace(day=1)
    context = {
        "month": month_of(request.viewpoint, first),
        "today": today,
        "feed": feed_of(request.user),
        "address": address,
    }
    return render(request, "reviews/calendar.html", context)


@require_safe
@needs_plan
@READS
def calendar(request: PlanRequest) -> HttpResponse:
    return _show(request)


@require_POST
@needs_plan
@READS
def renew(request: PlanRequest) -> HttpResponse:
    """The new address is shown once; the house keeps its digest alone."""
    token = renew_feed(by=request.user)
    return _show(request, request.build_absolute_uri(f"/calendar/{token}.ics"))


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """No more than the post of the feed may see today; an address that is no longer good is like one that never was."""
    user = reader_of(token)
    if user is None:
        raise Http404
    request.user = user
    hold(request, "export")  # type: ignore[arg-type]  # it counts by the account
    vp = viewpoint(user, {}, timezone.localdate())
    if vp is None:
        raise Http404
    base = request.build_absolute_uri("/").rstrip("/")
    text = calendar_text(f"链长：{vp.city}", events_of(vp, base), timezone.now(), SHANGHAI)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})
