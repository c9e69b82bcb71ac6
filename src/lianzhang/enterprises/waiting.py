"""Places on chains that wait for the one who looks: to be agreed to, or refused to their own post."""

from __future__ import annotations

from django.utils import timezone

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.chain_page import ChainPart, ChainTodo
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain
from lianzhang.work.api import page_of

from .caching import cached
from .models import MembershipProposal
from .permissions import Permission
from .queries.proposals import declined_lately, to_answer, waiting_of_chain

__all__ = ["chain_part", "waiting"]


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither ask nor answer. Two queries where an act wrote into the register since."""
    if not may(vp.user, Permission.EDIT_ENTERPRISE):
        return None
    active = acting(vp.user)
    what = ("proposals waiting", active and active.pk, timezone.localdate())
    answer, declined = cached(vp.user, what, lambda: _counts(vp.user))
    counts = (("在链登记等您同意", "decide", answer), ("在链提请没有同意，请看理由", "declined", declined))
    lines = (
        WaitingRow(Link(title, "proposals", query={"mine": mine}), f"{number(count)}件", urgent=mine == "declined")
        for title, mine, count in counts
        if count
    )
    return Waiting(count=sum(count for *_, count in counts), rows=tuple(lines), first=lambda: _first(vp.user))


def _counts(user: User) -> tuple[int, int]:
    """What the account may answer, and what it asked for and was declined lately."""
    rows = visible(user, MembershipProposal)
    return rows.filter(to_answer(user)).count(), rows.filter(declined_lately(user)).count()


def _first(user: User) -> Link | None:
    rows = visible(user, MembershipProposal).filter(to_answer(user)).select_related("enterprise", "chain")
    row = rows.order_by("pk").first()
    return page_of(row) if row else None


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What is asked for on this chain and waits. No query for those who see none."""
    if not may(vp.user, Permission.EDIT_ENTERPRISE):
        return ChainPart()
    count, mine = waiting_of_chain(vp.user, chain)
    if not count:
        return ChainPart()
    asked = {"mine": "decide"} if mine else {"state": "waiting"}
    text = f"答复{number(mine)}件在链提请" if mine else f"看{number(count)}件在等同意的在链提请"
    return ChainPart(todo=(ChainTodo("chains", Link(text, "proposals", query=asked | {"chain": chain.code})),))
