"""What problems tell of the days ahead, to the search and to the page of a chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count

from lianzhang.access.api import visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .desk import link_of
from .filters import Wanted
from .models import OPEN, Problem
from .queries import filter_problems

__all__ = ["chain_part", "due", "search"]

NAMED = 60


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Limits that run out, by day: all are counted, those of the first days are named. Two queries."""
    rows = visible(vp.user, Problem).filter(state__in=OPEN, due__gt=vp.at, due__lte=until)
    counts: dict[date, int] = dict(rows.order_by("due").values_list("due").annotate(many=Count("*")))
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.order_by("due", "pk")[:NAMED] if counts else ():
        if row.due:
            by_day.setdefault(row.due, []).append(DueRow(link_of(row), f"问题{row.get_state_display()}"))
    for on, total in counts.items():
        yield DueRows(on, tuple(by_day.get(on, ())), measure="件问题", most=4, total=total)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of those that are open alone, and they are not counted."""
    rows = filter_problems(Wanted(q=query.text, mine="open" if query.brief else ""), vp.user)
    hits = tuple(SearchHit(link_of(row), f"{row.number}，{row.get_state_display()}") for row in rows[: query.most])
    if hits:
        everything = Link("全部", "problems", query={"q": query.text})
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("problem", "问题", "件", 45, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What is open on the chain, and how much of it is late."""
    rows: Any = visible(vp.user, Problem).filter(chain=chain, state__in=OPEN)
    open_rows = rows.count()
    if not open_rows:
        return ChainPart()
    late = rows.filter(due__lt=vp.at).count()
    query = {"chain": chain.code}
    answers = [Link(f"{number(open_rows)}件问题在办", "problems", query=query | {"mine": "open"})]
    if late:
        answers.append(Link(f"{number(late)}件超期", "problems", query=query | {"mine": "overdue"}))
    return ChainPart(answers=tuple(answers))
