"""The city desk, the list of chains, and search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from lianzhang.access.api import hold, hold_rows, may, navigation_for, needs, workbook
from lianzhang.cockpit import queries
from lianzhang.cockpit.exports import chains_workbook, search_workbook
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest, Permission, PlanRequest, needs_plan

__all__ = ["chains", "chains_export", "city", "home", "search", "search_export", "search_suggest"]

# Of each kind of hit, in one workbook.
EXPORTED = 5_000


@require_safe
def home(request: CityRequest) -> HttpResponse:
    """The first page after signing in: the post's own desk, or the first that the navigation offers."""
    if may(request.user, Permission.READ_PLAN):
        return own(request)
    return redirect(navigation_for(request.user)[0].page)


@needs_plan
def own(request: PlanRequest) -> HttpResponse:
    desk = queries.OwnDesk(request.viewpoint, request.GET.get("chain", ""))
    return render(request, "cockpit/desk.html", {"desk": desk})


@require_safe
@needs_plan
def city(request: PlanRequest) -> HttpResponse:
    """Where the plan stands, for all who may read it."""
    return render(request, "cockpit/city.html", {"desk": queries.Desk(request.viewpoint)})


@require_safe
@needs_plan
def chains(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    lines = SimpleLazyObject(lambda: queries.chains(vp, request.GET.get(ORDER)))
    return render(request, "cockpit/chains.html", {"chains": lines})


@require_safe
@needs_plan
def chains_export(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    order = request.GET.get(ORDER)
    return workbook(request, lambda: chains_workbook(queries.chains(vp, order), vp.at), f"{vp.plan}产业链{vp.at}")


def _text(request: CityRequest) -> str:
    return request.GET.get("q", "")[:100].strip()


@require_safe
@needs(Permission.READ_PLAN)
def search(request: CityRequest) -> HttpResponse:
    vp, text = request.viewpoint, _text(request)
    if text:
        hold(request, "search")
    groups = SimpleLazyObject(lambda: queries.search(vp, text))
    context = {"text": text, "groups": groups}
    return render(request, "cockpit/search.html", context)


@require_safe
@needs(Permission.READ_PLAN)
def search_suggest(request: CityRequest) -> HttpResponse:
    """A part of a page. Each answer counts, and its rows count as those of a list: no way around either limit."""
    vp, text = request.viewpoint, _text(request)
    if text:
        hold_rows(request.user, 1, kind="suggest")
    groups = queries.suggest(vp, text)
    hold_rows(request.user, sum(len(suggestions) for _, suggestions in groups))
    return render(request, "cockpit/_suggested.html", {"groups": groups})


@require_safe
@needs(Permission.READ_PLAN)
def search_export(request: CityRequest) -> HttpResponse:
    vp, text = request.viewpoint, _text(request)
    return workbook(request, lambda: search_workbook(queries.search(vp, text, EXPORTED)), f"搜索{text}{vp.at}")
