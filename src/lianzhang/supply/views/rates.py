"""Pages of rates: all chains, one chain with what it is made of and what a change would do, both as workbooks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.api import get_visible_or_404, needs, visible, workbook
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import CityRequest
from lianzhang.registry.models import Chain, Region
from lianzhang.supply.filters import RateFilter, RateWanted
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.local_rate import DEFAULT_RADIUS, SupplyRates, rates_of
from lianzhang.supply.queries.overview import chain_lines
from lianzhang.supply.queries.what_if import goal_of, makeable, what_if
from lianzhang.supply.rates.evidence import read_asked
from lianzhang.supply.rates.exports import chain_workbook, overview_workbook
from lianzhang.supply.rates.places import RADII

__all__ = ["chain", "chain_export", "overview", "overview_export", "row"]

READS = needs(Permission.READ)


def _asked(request: CityRequest) -> RateWanted:
    wanted: RateWanted = RateFilter(request.GET).wanted
    return wanted


def _short(goal: float | None, rates: SupplyRates) -> float | None:
    """How many percentage points the rate lacks."""
    share = rates.share
    return None if goal is None or share is None else 100 * (goal - share)


def _of_city(request: CityRequest) -> SupplyRates:
    asked = _asked(request)
    return rates_of(request.viewpoint, None, asked.year, asked.radius or DEFAULT_RADIUS)


@require_safe
@READS
def overview(request: CityRequest) -> HttpResponse:
    """The city's rate, and each chain's."""
    vp, rates = request.viewpoint, _of_city(request)
    lines = chain_lines(vp, rates.year, rates.radius) if rates.year else []
    goal = goal_of(vp)
    context = {"rates": rates, "lines": lines, "goal": goal, "short": _short(goal, rates), "radii": RADII}
    return render(request, "supply/supply.html", context)


@require_safe
@READS
def overview_export(request: CityRequest) -> HttpResponse:
    rates = _of_city(request)
    lines = chain_lines(request.viewpoint, rates.year, rates.radius) if rates.year else []
    return workbook(request, lambda: overview_workbook(lines, rates), f"近地配套率{rates.year or ''}")


@require_safe
@READS
def row(request: CityRequest, pk: int) -> HttpResponse:
    """The door of rows of evidence: the page of the chain, or of all chains, in the year and radius asked."""
    vp = request.viewpoint
    get_visible_or_404(request.user, Region, pk=pk)
    asked = read_asked(Row("purchases", pk, request.GET.urlencode()))
    if asked is None or asked.city != vp.city.pk:
        raise Http404("这个地址没有说清是哪个配套率。")
    one = visible(request.user, Chain).filter(pk__in=asked.chains).first() if len(asked.chains) == 1 else None
    page = reverse("chain_supply", args=[one.code]) if one else reverse("supply")
    return redirect(f"{page}?{urlencode({**vp.params, 'year': asked.year, 'radius': asked.radius})}")


def _of_chain(request: CityRequest, code: str) -> tuple[Chain, SupplyRates]:
    vp, asked = request.viewpoint, _asked(request)
    row = get_visible_or_404(request.user, Chain, pk__in=vp.chains.values("pk"), code=code)
    return vp.stated.name(row), rates_of(vp, row, asked.year, asked.radius or DEFAULT_RADIUS)


@require_safe
@READS
def chain(request: CityRequest, code: str) -> HttpResponse:
    row, rates = _of_chain(request, code)
    goal, asked = goal_of(request.viewpoint), _asked(request)
    context: dict[str, Any] = {
        "chain": row,
        "rates": rates,
        "goal": goal,
        "short": _short(goal, rates),
        "radii": RADII,
        "makeable": makeable(rates),
        "what_if": what_if(rates, asked.product, asked.moved, goal),
    }
    return render(request, "supply/chain_supply.html", context)


@require_safe
@READS
def chain_export(request: CityRequest, code: str) -> HttpResponse:
    row, rates = _of_chain(request, code)
    return workbook(request, lambda: chain_workbook(rates), f"{row}近地配套率{rates.year or ''}")
