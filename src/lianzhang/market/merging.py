"""What becomes of needs and answers when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.enterprises.api import Belonging, Union, compare_by_key, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import BUYING, Match, MemberState, Pool, PoolMember, PoolState

__all__: list[str] = []


def _let_go(row: Match, stays: Enterprise) -> None:
    """Both firms answered one need: the answer that stays takes the scores of posts that have not scored it."""
    if row.pk is None:
        return
    other = stays.matches.get(need=row.need_id)
    row.scores.exclude(post__in=other.scores.values("post")).update(match=other)
    row.delete()


def _listed(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """A firm is listed as a customer once."""
    for row in goes.listed_as.all():
        if stays.listed_as.exists():
            union.against.append(f"两家都在客户清单里；请先撤销其中一条，如“{row}”，或去掉它名录里的企业。")
        union.sort("客户", row, known=False)


register_belonging(Belonging("客户", 94, _listed))


def _took_part(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Both took part in one fair: what each brought is two stories, and somebody must decide."""
    known = set(stays.participations.values_list("event", flat=True))
    for row in goes.participations.select_related("event"):
        if row.event_id in known:
            union.against.append(f"两家都参加了“{row.event}”；请先撤销其中一家的报名。")
        union.sort("参展", row, known=False)


def _bought_together(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Both buy in one pool that goes on: each said for itself how much, and somebody must say for the one firm."""
    known = {row.pool_id: row for row in stays.pooled.all()}
    for row in goes.pooled.select_related("pool__need"):
        other = known.get(row.pool_id)
        if other is not None and {other.state, row.state} <= set(BUYING) and _goes_on(row.pool):
            union.against.append(f"两家都在拼单“{row.pool}”里；请先办完这个拼单，或让其中一家退出后再合并。")
        union.sort("拼单", row, known=other is not None)


def _goes_on(pool: Pool) -> bool:
    need = pool.need
    return pool.state != PoolState.DROPPED and (need is None or need.ended_on is None)


def _buy_as_one(row: PoolMember, stays: Enterprise) -> None:
    """What the firm that goes wanted, the one that stays wanted."""
    if row.pk is None:
        return
    other = stays.pooled.get(pool=row.pool_id)
    if row.state in BUYING:
        before = other.quantity if other.state in BUYING else None
        other.quantity = (before or Decimal(0)) + (row.quantity or Decimal(0))
        received = other.received_on or row.received_on
        other.state, other.received_on = MemberState.RECEIVED if received else MemberState.JOINED, received
        other.need, other.version = other.need or row.need, other.version + 1
        other.save()
    row.delete()


register_belonging(Belonging("拼单", 98, _bought_together, _buy_as_one))
register_belonging(Belonging("参展", 97, _took_part))
register_belonging(Belonging("需求", 95, compare_by_key("需求", "needs", lambda row: row.pk)))
register_belonging(Belonging("对接", 96, compare_by_key("对接", "matches", lambda row: row.need_id), _let_go))
