"""What the room tells desk and search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianzhang.access.row_policy import may, visible
from lianzhang.kernel.chain_page import ChainPart, ChainTab, ChainTodo
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
)
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Chain

from .models import Wish
from .permissions import Permission


def _link(row: Wish) -> Link:
    return Link(row.title, "wish", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    if not may(vp.user, Permission.GRANT_WISH):
        return None
    rows = visible(vp.user, Wish).filter(granted=False)
    return Waiting(count=len(rows), rows=tuple(WaitingRow(_link(row), "1个", "等人满足") for row in rows))


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    for row in visible(vp.user, Wish).filter(due__gt=vp.at, due__lte=until):
        yield DueRows(row.due, (DueRow(_link(row), "愿望到期"),))


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    for row in visible(vp.user, Wish).filter(granted=True):
        yield ChangeRow(vp.at, "愿望", _link(row), Link("已满足", "wish", (row.pk,)))


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    rows = visible(vp.user, Wish).filter(title__contains=query.text)
    hits = tuple(SearchHit(_link(row)) for row in rows[: query.most])
    yield SearchGroup("wish", "愿望", "个", 90, hits, rows.count())


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    rows = visible(vp.user, Wish).filter(city=chain.city_id, granted=False)
    tab = ChainTab("wishes", "愿望", 90, "toy_room/_wishes.html", str(len(rows)), lambda: {"wishes": rows})
    return ChainPart(tabs=(tab,), todo=tuple(ChainTodo("plan", _link(row)) for row in rows))
