"""Places on chains that wait for the one who looks: to be agreed to, or refused to their own post; firms by chain."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure, ChainPart, ChainTodo
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain
from lianzhang.work.api import page_of

from .caching import cached
from .models import Enterprise, Membership, MembershipProposal
from .permissions import Permission
from .queries.listing import on_chain
from .queries.proposals import declined_lately, to_answer, waiting_of_chain
from .scope import is_own_part

__all__ = ["chain_column", "chain_part", "waiting"]


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither ask nor answer. Two queries where an act wrote into the register since."""
    if not may(vp.user, Permission.EDIT_ENTERPRISE):
        return None
    active = acting(vp.user)
    what = ("proposals waiting", active and active.pk, timezone.localdate())
    answer, declined = cached(vp.user, what, lambda: _counts(vp.user))
    counts = (
        ("在链登记等您同意", "decide", "答复", answer),
        ("在链提请没有同意，请看理由", "declined", "看", declined),
    )
    lines = (
        WaitingRow(
            Link(title, "proposals", query={"mine": mine}), f"{number(count)}件", urgent=mine == "declined", verb=verb
        )
        for title, mine, verb, count in counts
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


def chain_column(vp: Viewpoint, chains: Iterable[Chain]) -> ChainColumn | None:
    """How many firms in sight are on record on each chain on the day. One query where an act wrote since."""
    if not may(vp.user, Permission.READ_ENTERPRISES) or is_own_part(vp.user):
        return None
    counts = cached(vp.user, ("firms by chain", vp.at), lambda: _firms_by_chain(vp))
    if not counts:
        return None
    links = {chain.pk: Link(chain.name, "firms", query={"chain": chain.code}) for chain in chains}
    figures = {pk: ChainFigure(Decimal(counts.get(pk, 0)), link=link) for pk, link in links.items()}
    return ChainColumn("firms", "在册企业（家）", None, figures, "在册企业", "家", places=0, order=60)


def _firms_by_chain(vp: Viewpoint) -> dict[int, int]:
    live = visible(vp.user, Enterprise).filter(merged_into=None).order_by().values("pk")
    placed = visible(vp.user, Membership).filter(on_chain(vp.at), enterprise__in=live).order_by()
    return dict(placed.values_list("chain").annotate(Count("enterprise", distinct=True)))
