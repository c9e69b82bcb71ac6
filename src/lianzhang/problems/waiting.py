"""What problems tell desk, search and the pages of chains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .filters import Wanted
from .models import OPEN, Problem, State
from .permissions import Permission
from .queries import filter_problems, to_do

__all__ = ["chain_part", "due", "search", "waiting"]

MOST = 5
# What is to be done, by the state it waits in.
TO_DO = {
    State.RAISED: "受理、分办",
    State.ASSIGNED: "签收",
    State.DISPUTED: "裁定",
    State.IN_HAND: "办理",
    State.SUSPENDED: "恢复计时",
    State.ESCALATED: "决定",
    State.QUERIED: "补充",
    State.ANSWERED: "核验",
    State.VERIFIED: "回话",
    State.MERGED: "回话",
}


def _link(row: Problem) -> Link:
    return Link(row.title, "problem", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """The first to fall due, each with what is to be done; None for those who have nothing to do with problems."""
    if not may(vp.user, Permission.RAISE):
        return None
    rows = visible(vp.user, Problem).filter(to_do(vp.user))
    count = rows.count()
    listed = rows.order_by("due", "pk")[:MOST]
    told = tuple(
        WaitingRow(_link(row), _what(row), _note(row), row.due is not None and row.due < timezone.localdate())
        for row in listed
    )
    more = ((Link("全部", "problems", query={"mine": "todo"}), f"{number(count)}件"),) if count > MOST else ()
    return Waiting(count, told, more)


def _what(row: Problem) -> str:
    asked = row.state == State.IN_HAND and row.pending
    return "审批" if asked else TO_DO[State(row.state)]


def _note(row: Problem) -> str:
    due = f"，{row.due:%m-%d}到期" if row.due else ""
    return f"问题{row.number}{due}"


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Limits that run out, by day."""
    rows = visible(vp.user, Problem).filter(state__in=OPEN, due__gt=vp.at, due__lte=until).order_by("due", "pk")
    by_day: dict[date, list[DueRow]] = {}
    for row in rows:
        if row.due:
            by_day.setdefault(row.due, []).append(DueRow(_link(row), f"问题{row.get_state_display()}"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件问题", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of those that are open alone, and they are not counted."""
    rows = filter_problems(Wanted(q=query.text, mine="open" if query.brief else ""), vp.user)
    hits = tuple(SearchHit(_link(row), f"{row.number}，{row.get_state_display()}") for row in rows[: query.most])
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
