"""What the rooms find by words, in one order; chains are found here."""

from __future__ import annotations

from collections.abc import Iterator

from lianzhang.access.row_policy import visible
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.queries.search import Searched, found_in
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["search", "search_chains"]

SHOWN = 20


def search(vp: Viewpoint, text: str, most: int = SHOWN) -> list[SearchGroup]:
    """Of each group that has hits the first `most`."""
    if not text.split():
        return []
    groups = [group for room in rooms() if room.search for group in room.search(vp, text, most)]
    return sorted((group for group in groups if group.total), key=lambda group: group.order)


def _hit(row: Chain) -> SearchHit:
    note = f"牵头部门：{row.lead_department}" if row.lead_department else ""
    return SearchHit(Link(row.name, "chain", (row.code,)), note)


CHAINS = Searched("chain", "产业链", "条", 10, ("name", "code", "groups__name", "lead_department__name"), _hit)


def search_chains(vp: Viewpoint, text: str, most: int) -> Iterator[SearchGroup]:
    rows = visible(vp.user, Chain).filter(plans=vp.plan).select_related("lead_department").order_by("code")
    yield found_in(rows, CHAINS, text, most)
