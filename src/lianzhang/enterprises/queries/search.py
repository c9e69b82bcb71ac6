"""Finds firms by words of their names, by initials and by code."""

from __future__ import annotations

from collections.abc import Iterator

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit
from lianzhang.plans.api import Viewpoint

from .listing import Wanted, filter_firms

__all__ = ["search"]


def search(vp: Viewpoint, text: str, most: int) -> Iterator[SearchGroup]:
    """There may be tens of thousands, so they are counted and only the first are fetched."""
    rows = filter_firms(vp.user, Wanted(q=text), vp.at)
    hits = tuple(_hit(row) for row in rows.select_related("region", "park")[:most])
    total = rows.count() if len(hits) == most else len(hits)
    yield SearchGroup("firm", "企业", "家", 20, hits, total, Link("在名录里看全部", "firms", query={"q": text}))


def _hit(row: Enterprise) -> SearchHit:
    return SearchHit(Link(row.name, "firm", (row.pk,)), f"{row.place}　{row.uscc}".strip())
