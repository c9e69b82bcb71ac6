"""What the rooms find by words, in one order; chains and the pages of the navigation are found here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain as joined
from itertools import zip_longest

from lianzhang.access.api import navigation_for, visible
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["SearchSuggestion", "search", "search_here", "suggest"]

SHOWN = 20
SUGGESTED, OF_A_KIND = 8, 4


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """A hit while one types: its title in parts, each with whether it is what was typed."""

    hit: SearchHit
    parts: tuple[tuple[str, bool], ...]


def search(vp: Viewpoint, text: str, most: int = SHOWN) -> list[SearchGroup]:
    """Of each group that has hits the first `most`."""
    return _groups(vp, SearchQuery(text, most))


def suggest(vp: Viewpoint, text: str) -> list[tuple[SearchGroup, list[SearchSuggestion]]]:
    """The few to choose from while one types: of every kind the first, then the second, while there is room."""
    query = SearchQuery(text, OF_A_KIND, brief=True)
    groups = _groups(vp, query)
    in_turn = joined.from_iterable(zip_longest(*([(at, hit) for hit in each.hits] for at, each in enumerate(groups))))
    chosen = [each for each in in_turn if each][:SUGGESTED]
    told = [[_suggestion(hit, query) for at, hit in chosen if at == place] for place in range(len(groups))]
    return [(group, suggestions) for group, suggestions in zip(groups, told, strict=True) if suggestions]


def _groups(vp: Viewpoint, query: SearchQuery) -> list[SearchGroup]:
    if not query.words:
        return []
    groups = [group for room in rooms() if room.search for group in room.search(vp, query)]
    return sorted((group for group in groups if group.total), key=lambda group: group.order)


def _suggestion(hit: SearchHit, query: SearchQuery) -> SearchSuggestion:
    typed = re.compile("|".join(sorted(map(re.escape, query.words), key=len, reverse=True)), re.IGNORECASE)
    title, parts, at = hit.link.title, [], 0
    for match in typed.finditer(title):
        parts += [(title[at : match.start()], False), (match[0], True)]
        at = match.end()
    return SearchSuggestion(hit, tuple(part for part in (*parts, (title[at:], False)) if part[0]))


def search_here(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """A chain's page is about the plan, so without a plan none is found."""
    if isinstance(vp, PlanViewpoint):
        chains = _chains(vp, query.words)
        yield SearchGroup("chain", "产业链", "条", 10, tuple(hit for hit in chains[: query.most]), len(chains))
    pages = [SearchHit(Link(each.title, each.page)) for each in navigation_for(vp.user) if _in(each.title, query.words)]
    yield SearchGroup("page", "栏目", "个", 90, tuple(pages[: query.most]), len(pages))


def _chains(vp: PlanViewpoint, words: Iterable[str]) -> list[SearchHit]:
    """By what the plan calls them, their groups and their lead departments; those found by their names come first."""
    groups = vp.stated.name_all(list(vp.plan.groups.all()))
    named = {chain: group.name for group in groups for chain in vp.stated.chains_of_groups.get(group.pk, ())}
    rows = visible(vp.user, Chain).filter(plans=vp.plan).select_related("lead_department").order_by("code")
    hits = []
    for chain in vp.stated.name_all(rows):
        lead, group = str(chain.lead_department or ""), named.get(chain.pk, "")
        beside = {"编号": chain.code, "链群": group, "牵头部门": lead}
        if _in("\n".join((chain.name, *beside.values())), words):
            why = [f"{word}：{text}" for word, text in beside.items() if _holds(text, words, chain.name)]
            hits.append(replace(_hit(chain), why="；".join(why)))
    return sorted(hits, key=lambda hit: bool(hit.why))


def _in(text: str, words: Iterable[str]) -> bool:
    return all(word.casefold() in text.casefold() for word in words)


def _holds(text: str, words: Iterable[str], name: str) -> bool:
    """Whether a word stands in `text` that does not stand in the name."""
    return any(_in(text, [word]) and not _in(name, [word]) for word in words)


def _hit(row: Chain) -> SearchHit:
    note = f"牵头部门：{row.lead_department}" if row.lead_department else ""
    return SearchHit(Link(row.name, "chain", (row.code,)), note)
