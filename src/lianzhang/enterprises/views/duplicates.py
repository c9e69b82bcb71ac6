"""Firms that may be one: the list of candidates, two side by side, merged or said not to be the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, require, workbook
from lianzhang.enterprises import merging
from lianzhang.enterprises.exports import duplicates_workbook
from lianzhang.enterprises.models import Enterprise, NotSame
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.queries.duplicates import candidates, judged, page_of, side_by_side, suggested
from lianzhang.jobs.api import enqueue
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import StaleRow

from .parts import EDIT, at, firm_of, of_firm, open_firm, refusal_text

__all__ = [
    *("firm_merge", "firm_not_same", "firms_duplicates", "firms_duplicates_again", "firms_duplicates_export"),
    "firms_same_after_all",
]

MERGE = needs(Permission.MERGE_ENTERPRISE)


@require_safe
@EDIT
def firms_duplicates(request: CityRequest) -> HttpResponse:
    page = page_of(request.user, request.GET.get("page"))
    context = {"page": page, "judged": judged(request.user)[:20]}
    return render(request, "enterprises/firm_duplicates.html", context)


@require_safe
@EDIT
def firms_duplicates_export(request: CityRequest) -> HttpResponse:
    rows = candidates(request.user)
    return workbook(request, lambda: duplicates_workbook(rows.iterator(2_000)), f"查重{timezone.localdate()}")


@require_POST
@MERGE
def firms_duplicates_again(request: CityRequest) -> HttpResponse:
    """Ask for a new search; it takes seconds, and stands on the page when it is done."""
    city = at(request).city.pk
    enqueue("firms.duplicates", key=str(city), asked_by=request.user.get_username(), city=city)
    messages.success(request, "已开始查找，几秒后刷新就能看到。")
    return redirect(reverse("firms_duplicates") + at(request).query)


def _mergeable(request: CityRequest, firm: Enterprise) -> Enterprise:
    require(request.user, Permission.MERGE_ENTERPRISE, firm)
    return firm


@require_http_methods(["GET", "HEAD", "POST"])
@MERGE
@of_firm
def firm_merge(request: CityRequest, firm: Enterprise) -> HttpResponse:
    """`other` is given up for the firm of the address; without it one is searched for first."""
    _mergeable(request, firm)
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("other"):
        text = request.GET.get("q", "")[:60]
        context = {"firm": firm, "q": text, "suggestions": suggested(request.user, firm, text, at(request).at)}
        return render(request, "enterprises/firm_merge_choose.html", context)
    other = _mergeable(request, firm_of(request, key_of(asked.get("other"))))
    if request.method != "POST":
        return _compare(request, firm, other)
    versions = (key_of(request.POST.get("version") or "x"), key_of(request.POST.get("other_version") or "x"))
    try:
        merging.merge(stays=firm, goes=other, versions=versions, by=request.user)
    except StaleRow as stale:
        return _compare(request, firm_of(request, firm.pk), firm_of(request, other.pk), CONFLICT, refusal=str(stale))
    except ValidationError as refused:
        return _compare(request, firm, other, UNPROCESSABLE, refusal=refusal_text(refused))
    messages.success(request, f"“{other}”已并入“{firm}”。")
    return open_firm(request, firm)


def _compare(request: CityRequest, firm: Enterprise, other: Enterprise, status: int = 200, **more: Any) -> HttpResponse:
    if firm.pk == other.pk:
        more["refusal"] = "选的是同一家；请另选一家。"
    context = {"pair": side_by_side(firm, other), "firm": firm, "other": other, **more}
    return render(request, "enterprises/firm_merge.html", context, status=status)


@require_POST
@MERGE
@of_firm
def firm_not_same(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _mergeable(request, firm)
    other = _mergeable(request, firm_of(request, key_of(request.POST.get("other"))))
    try:
        reason = request.POST.get("reason", "")[:200]
        merging.not_the_same(one=firm, other=other, reason=reason, by=request.user)
    except ValidationError as refused:
        return _compare(request, firm, other, UNPROCESSABLE, refusal=refusal_text(refused))
    messages.success(request, f"已记下“{firm}”与“{other}”不是同一家，以后不再提示。")
    return redirect(reverse("firms_duplicates") + at(request).query)


@require_POST
@MERGE
def firms_same_after_all(request: CityRequest) -> HttpResponse:
    """Take back that two are not the same."""
    verdict = get_visible_or_404(request.user, NotSame, "one", "other", pk=key_of(request.POST.get("verdict")))
    merging.same_after_all(verdict=verdict, by=request.user)
    messages.success(request, "已撤销；下次查找会再提示这两家。")
    return redirect(reverse("firms_duplicates") + at(request).query)
