"""The network of purchases of a chain or around a firm: drawn, as a table, as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.api import acting, needs, page_rows, visible, workbook
from lianzhang.enterprises.api import is_own_part
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.api import CityRequest
from lianzhang.registry.models import Chain
from lianzhang.supply.network.drawing import network_drawing, told_drawing
from lianzhang.supply.network.exports import network_workbook, pair_lines
from lianzhang.supply.network.filters import NetworkFilter
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.local_rate import rates_of
from lianzhang.supply.queries.network import Network, network_of
from lianzhang.supply.rates.lines import years_recorded

__all__ = ["network", "network_export"]

READS = needs(Permission.READ)
ROWS = 20


def _asked(request: CityRequest) -> tuple[NetworkFilter, Network]:
    """What the address asks for; by itself a firm's account opens its own surroundings, all others a chain."""
    vp, data = request.viewpoint, request.GET.copy()
    if is_own_part(request.user) and not (data.get("firm") or data.get("chain")):
        own = visible(request.user, Enterprise).filter(city=vp.city, merged_into=None).first()
        data["firm"] = str(own.pk) if own else ""
    years = years_recorded(vp.city.pk, vp.at)
    narrowing = NetworkFilter(vp, data, years)
    wanted = narrowing.wanted
    chain = None if wanted.firm else wanted.chain or _first_chain(request)
    return narrowing, network_of(vp, wanted, chain and vp.stated.name(chain), years)


def _first_chain(request: CityRequest) -> Chain | None:
    """One's own first."""
    active = acting(request.user)
    own = set(active.chain_keys) if active else set()
    chains = sorted(request.viewpoint.chains, key=lambda chain: (chain.pk not in own, chain.code))
    return chains[0] if chains else None


@require_safe
@READS
def network(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    narrowing, network = _asked(request)
    context: dict[str, Any] = {"filter": narrowing, "network": network}
    if network.pairs:
        drawn = network_drawing(network, lambda key: reverse("firm", args=[key]) + vp.query)
        page = page_rows(request.user, network.pairs, ROWS, request.GET.get("page"))
        context |= {"drawn": drawn, "page": page, "rows": pair_lines(network, list(page))}
    elif network.chain is not None and not narrowing.wanted.narrows:
        rates = rates_of(vp, network.chain, narrowing.wanted.year or None)
        context |= {"told": rates.told("city"), "told_year": rates.year, "drawn": told_drawing(vp, rates)}
    return render(request, "supply/network.html", context)


@require_safe
@READS
def network_export(request: CityRequest) -> HttpResponse:
    _, network = _asked(request)
    about = network.firm or network.chain or ""
    return workbook(request, lambda: network_workbook(network), f"{about}供应网络{network.year or ''}")
