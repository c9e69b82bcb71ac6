"""What supply adds to a chain and to the list of chains: the rate of local supply, and where it is taken apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from lianzhang.access.api import may
from lianzhang.enterprises.api import revision
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure, ChainPart, ChainTab
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import percent
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain
from lianzhang.supply.queries.local_rate import SupplyRates, rates_of
from lianzhang.supply.queries.what_if import goal_of

from .permissions import Permission

__all__ = ["chain_column", "chain_part", "state"]


def state(city: int) -> Hashable:
    """Purchases are written into the city's register, whose revision every act renews."""
    return revision(city)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """The rate in the sentence, and a tab with it by radius. Nothing where none is on record, or may be told."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    rates = rates_of(vp, chain)
    if rates.share is None:
        return ChainPart()
    link = Link(f"近地配套率{percent(rates.share, 1)}", "chain_supply", (chain.code,))
    tab = ChainTab("supply", "供应", 15, "supply/_chain.html", context=lambda: _context(vp, rates), printed=35)
    return ChainPart(answers=(link,), tabs=(tab,))


def _context(vp: Viewpoint, rates: SupplyRates) -> Mapping[str, Any]:
    return {"rates": rates, "goal": goal_of(vp)}


def chain_column(vp: Viewpoint, chains: Iterable[Chain]) -> ChainColumn | None:
    """The rate of each chain in the last year that may be told."""
    if not may(vp.user, Permission.READ):
        return None
    figures = {}
    for chain in chains:
        share = rates_of(vp, chain).share
        if share is not None:
            link = Link(percent(share, 1), "chain_supply", (chain.code,))
            figures[chain.pk] = ChainFigure(Decimal(str(round(100 * share, 1))), link=link)
    if not figures:
        return None
    return ChainColumn("supply", "近地配套率（%）", figures=figures, name="近地配套率", unit="%", order=48)
