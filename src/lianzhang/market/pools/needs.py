"""What must hold before a step on a pool, or on one buyer's part in it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.market.models import BUYING, DONE, MatchState, MemberState, Pool, PoolMember, PoolState
from lianzhang.work.api import need

__all__ = [
    *("all_answered", "calling", "carries", "enough", "nobody_joined", "of_a_firm", "of_the_buyer", "of_who_entered"),
    *("signed", "somebody_leads", "still_open", "takes_the_buyer", "told_by_the_buyer"),
]

LEAST = 3  # where fewer buy, the total tells one what the other wants


def _carries(by: Any) -> bool:
    active = acting(by)
    return by is SYSTEM or (active is not None and active.role.acts_for in ("city", "chains"))


def _own(row: PoolMember, by: Any) -> bool:
    active = acting(by)
    if active is None or active.role.acts_for != "firm":
        return False
    return bool(active.organization == row.enterprise.organization_id)


def joined(row: Pool) -> list[PoolMember]:
    """Who takes part, as it stands."""
    return list(row.members.filter(state__in=BUYING).select_related("enterprise").order_by("pk"))


def unanswered(row: Pool) -> int:
    return row.members.filter(state=MemberState.INVITED).count()


@need("由专班或链办办理")
def carries(_row: Any, by: Any) -> str:
    return "" if _carries(by) else "由专班或链办办理"


@need("由企业自己提")
def of_a_firm(_row: Pool, by: Any) -> str:
    return "由企业自己提；专班和链办请直接征集" if _carries(by) else ""


@need("由提出的一方、专班或链办办理")
def of_who_entered(row: Pool, by: Any) -> str:
    active = acting(by)
    own = active is not None and active.post is not None and row.post_id == active.post.pk
    return "" if own or _carries(by) else "由提出的一方、专班或链办办理"


@need("由这家企业自己办理")
def of_the_buyer(row: PoolMember, by: Any) -> str:
    """Nobody joins, declines or leaves for another."""
    return "" if _own(row, by) else f"由“{row.enterprise}”自己的账号办理"


@need("由这家企业、专班或链办办理")
def told_by_the_buyer(row: PoolMember, by: Any) -> str:
    return "" if _own(row, by) or _carries(by) else f"由“{row.enterprise}”、专班或链办办理"


@need("还在征集")
def calling(row: PoolMember, _by: Any) -> str:
    state = row.pool.state
    return "" if state == PoolState.CALLING else f"这个拼单{PoolState(state).label}"


@need("还没有定下")
def still_open(row: PoolMember, _by: Any) -> str:
    state = row.pool.state
    return "" if state in (PoolState.PROPOSED, PoolState.CALLING) else f"这个拼单{PoolState(state).label}"


@need("还在征集")
def takes_the_buyer(row: PoolMember, by: Any) -> str:
    """Who proposes a pool says at once how much it wants itself."""
    state, active = row.pool.state, acting(by)
    own = active is not None and active.post is not None and row.pool.post_id == active.post.pk
    if state == PoolState.CALLING or (own and state == PoolState.PROPOSED):
        return ""
    return f"这个拼单{PoolState(state).label}"


@need("还没有企业参加")
def nobody_joined(row: Pool, _by: Any) -> str:
    """Those who joined agreed to what stood there."""
    if row.state == PoolState.CALLING and joined(row):
        return "已有企业按现在的写法参加；要改请了结这一个，另外征集"
    return ""


@need(f"至少{LEAST}家参加，或两家都愿意只有两家")
def enough(row: Pool, _by: Any) -> str:
    rows = joined(row)
    if len(rows) >= LEAST or (len(rows) == LEAST - 1 and all(each.shares for each in rows)):
        return ""
    return f"现在{len(rows)}家参加；要{LEAST}家，或两家都勾了“只有两家也参加”"


@need("有一家愿意牵头")
def somebody_leads(row: Pool, _by: Any) -> str:
    return "" if any(each.leads for each in joined(row)) else "参加的都没有勾“愿意牵头”"


@need("请的都答复了，或过了答复的日期")
def all_answered(row: Pool, _by: Any) -> str:
    """Silence is no consent, and nobody is passed over before the day."""
    left = unanswered(row)
    return f"还有{left}家没有答复，到{row.answer_by}以后再定" if left and row.answer_by >= timezone.localdate() else ""


def is_signed(row: Pool) -> bool:
    made = row.need
    return made is not None and made.matches.filter(state__in=(MatchState.AGREED, *DONE)).exists()


@need("拼成的需求已经签约")
def signed(row: PoolMember, _by: Any) -> str:
    return "" if is_signed(row.pool) else "拼成的需求还没有签约"
