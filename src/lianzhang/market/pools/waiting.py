"""What pools put on the desk: to be checked and settled, to be answered, to be received, to stand alone again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Link, WaitingRow
from lianzhang.market.models import MemberState, Pool, PoolState

from .queries import is_buyer, members_to_do, needs_to_resume, pools_to_do

__all__ = ["waiting_pools"]

MOST = 5


def waiting_pools(by: User) -> list[tuple[int, Iterator[WaitingRow]]]:
    """How many, with their rows, of each sort."""
    if acting(by) is None:
        return []
    if is_buyer(by):
        members, alone = members_to_do(by), needs_to_resume(by)
        return [(members.count(), _members(members)), (alone.count(), _alone(alone))]
    rows = visible(by, Pool).filter(pools_to_do(by))
    return [(rows.count(), _pools(rows))]


def _pools(rows: Any) -> Iterator[WaitingRow]:
    today = timezone.localdate()
    for row in rows.order_by("answer_by", "pk")[:MOST]:
        verb = "核对" if row.state == PoolState.PROPOSED else "定下来或了结"
        late, link = row.answer_by < today, Link(row.title, "pool", (row.pk,))
        note = f"{row.answer_by:%m-%d}前答复"
        yield WaitingRow(link, verb, note, late, verb=verb, kind="拼单", due=row.answer_by)


def _members(rows: Any) -> Iterator[WaitingRow]:
    today = timezone.localdate()
    for row in rows.select_related("pool").order_by("pool__answer_by", "pk")[:MOST]:
        asked, pool = row.state == MemberState.INVITED, row.pool
        verb = "答复" if asked else "记收到"
        link = Link(pool.title, "pool", (pool.pk,)) if asked else Link(pool.title, "pool_member_receive", (row.pk,))
        late = asked and pool.answer_by < today
        note, due = (f"{pool.answer_by:%m-%d}前", pool.answer_by) if asked else ("已签约", None)
        yield WaitingRow(link, verb, note, late, verb=verb, kind="拼单", due=due)


def _alone(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.order_by("pk")[:MOST]:
        link = Link(row.title, "need", (row.pk,))
        yield WaitingRow(link, "单独再对接", "拼单没有办成", False, verb="单独再对接", kind="需求", due=None)
