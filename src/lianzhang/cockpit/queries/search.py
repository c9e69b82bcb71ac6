"""What the rooms find by words, in one order; chains are found here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianzhang.access.api import visible
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import WORDS, PlanViewpoint, Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["search", "search_chains"]

SHOWN = 20


def search(vp: Viewpoint, text: str, most: int = SHOWN) -> list[SearchGroup]:
    """Of each group that has hits the first `most`."""
    if not text.split():
        return []
    groups = [group for room in rooms() if room.search for group in room.search(vp, text, most)]
    return sorted((group for group in groups if group.total), key=lambda group: group.order)


def search_chains(vp: Viewpoint, text: str, most: int) -> Iterator[SearchGroup]:
    """A chain's page is about the plan, so without a plan none is found."""
    if not isinstance(vp, PlanViewpoint):
        return
    chains = _chains(vp, text.split()[:WORDS])
    yield SearchGroup("chain", "产业链", "条", 10, tuple(map(_hit, chains[:most])), len(chains))


def _chains(vp: PlanViewpoint, words: Iterable[str]) -> list[Chain]:
    """By what the plan calls them, their groups and their lead departments."""
    groups = vp.stated.name_all(list(vp.plan.groups.all()))
    named = {chain: group.name for group in groups for chain in vp.stated.chains_of_groups.get(group.pk, ())}
    rows = visible(vp.user, Chain).filter(plans=vp.plan).select_related("lead_department").order_by("code")
    matches = []
    for chain in vp.stated.name_all(rows):
        searched = f"{chain.name}\n{chain.code}\n{named.get(chain.pk, '')}\n{chain.lead_department or ''}".casefold()
        if all(word.casefold() in searched for word in words):
            matches.append(chain)
    return matches


def _hit(row: Chain) -> SearchHit:
    note = f"牵头部门：{row.lead_department}" if row.lead_department else ""
    return SearchHit(Link(row.name, "chain", (row.code,)), note)
