"""Finds segments of chains by their names, their stages and the words of business scopes that belong to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Segment

__all__ = ["search"]


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Those that the plan states, as it calls them; found by their names first."""
    if not may(vp.user, EnterprisePermission.READ_ENTERPRISES):
        return
    rows = vp.stated.concerned(visible(vp.user, Segment).filter(chain__in=vp.chains).select_related("chain"))
    named = vp.stated.name_all(list(rows.order_by("chain__code", "place", "order", "pk")))
    hits = [hit for row in named if (hit := _hit(vp, row, query.words))]
    hits.sort(key=lambda hit: bool(hit.why))
    yield SearchGroup("segment", "环节", "个", 15, tuple(hits[: query.most]), len(hits))


def _hit(vp: Viewpoint, row: Segment, words: Iterable[str]) -> SearchHit | None:
    """None where a word stands nowhere."""
    why: dict[str, None] = {}
    for word in words:
        if word.casefold() in row.name.casefold():
            continue
        if word.casefold() in row.stage.casefold():
            why[f"阶段：{row.stage}"] = None
        elif keyword := next((each for each in row.keywords.split(";") if word.casefold() in each.casefold()), ""):
            why[f"关键词：{keyword.strip()}"] = None
        else:
            return None
    return SearchHit(Link(row.name, "segment", (row.pk,)), vp.stated.name(row.chain).name, why="；".join(why))
