"""Pools as the list and the pages ask for them: who takes part, how much it is together, what waits for somebody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, SYSTEM, acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.market.models import (
    BUYING,
    DONE,
    Match,
    MatchState,
    MemberState,
    Need,
    NeedState,
    Pool,
    PoolMember,
    PoolState,
)
from lianzhang.market.permissions import Permission
from lianzhang.records.api import Happening, history_of

from .filters import PoolsWanted
from .lifecycle import POOL, POOL_MEMBER
from .rules import total_of

__all__ = [
    *("POOL_LISTED", "Line", "PoolDossier", "filter_pools", "is_buyer", "lines", "members_to_do", "needs_to_resume"),
    *("open_to", "pool_dossier", "pools_to_do", "tally_of"),
]

POOL_LISTED = ("kind", "chain", "product", "need")
RUNNING = (PoolState.PROPOSED, PoolState.CALLING)
SIGNED = (MatchState.AGREED, *DONE)
POOL_ORDERS: Columns = {"title": ("title",), "state": ("state", "answer_by"), "answer": ("answer_by",)}


def is_buyer(by: User) -> bool:
    """Whether somebody looks as a firm, that reads itself alone."""
    active = acting(by)
    return active is not None and active.role.acts_for == "firm"


def _members(*states: str) -> QuerySet[PoolMember]:
    return PoolMember.objects.filter(pool=OuterRef("pk"), state__in=states).order_by()


def pools_to_do(by: User) -> Q:
    """To be checked by who did not type them; to be settled, once all answered or their day passed."""
    active = acting(by)
    if active is None or active.post is None or active.role.acts_for not in ("city", "chains"):
        return Q(pk__in=members_to_do(by).values("pool"))
    if not may(by, Permission.CHECK):
        return NOTHING
    called = Q(state=PoolState.CALLING)
    ready = ~Exists(_members(MemberState.INVITED)) & Exists(_members(MemberState.JOINED))
    check = Q(state=PoolState.PROPOSED) & ~Q(authors__includes=by.pk)
    return check | called & (Q(answer_by__lt=timezone.localdate()) | Q(ready))


def members_to_do(by: User) -> QuerySet[PoolMember]:
    """What waits for a firm: to answer, and to say what it received."""
    rows, active = visible(by, PoolMember), acting(by)
    if active is None or active.role.acts_for != "firm" or not may(by, Permission.ENTER):
        return rows.none()
    signed = Match.objects.filter(need__pool=OuterRef("pool"), state__in=SIGNED).order_by()
    asked = Q(state=MemberState.INVITED, pool__state=PoolState.CALLING)
    return rows.filter(asked | Q(state=MemberState.JOINED) & Q(Exists(signed)))


def needs_to_resume(by: User) -> QuerySet[Need]:
    """Own needs that went into a pool which came to nothing."""
    active = acting(by)
    own = visible(by, Need).filter(state=NeedState.POOLED)
    if active is None or active.role.acts_for != "firm" or not may(by, Permission.ENTER):
        return own.none()
    gone = (NeedState.WITHDRAWN, NeedState.LAPSED)
    return own.filter(pooled_in__pool__need__state__in=gone, valid_until__gte=timezone.localdate()).distinct()


def open_to(by: User, firm: Enterprise) -> QuerySet[Pool]:
    """The pools that a firm may still join, each with whether it was `asked`: such that wait for its answer, and such
    as are published to all on a chain where it stands. None for who does not see which firms take part."""
    if not may(by, Permission.ENTER):
        return visible(by, Pool).none()
    today, own = timezone.localdate(), visible(by, PoolMember).filter(enterprise=firm).order_by()
    on = visible(by, Membership).filter(Q(ends=None) | Q(ends__gt=today), enterprise=firm, starts__lte=today).order_by()
    asked = own.filter(pool=OuterRef("pk"), state=MemberState.INVITED)
    rows = visible(by, Pool).filter(state=PoolState.CALLING, answer_by__gte=today).annotate(asked=Exists(asked))
    to_all = Q(kind__shown="all", chain__in=on.values("chain")) & ~Q(pk__in=own.values("pool"))
    return rows.filter(Q(asked=True) | to_all).order_by("-asked", "answer_by", "pk")


def filter_pools(wanted: PoolsWanted, by: User, order: str | None = None) -> QuerySet[Pool]:
    rows = visible(by, Pool)
    if wanted.q:
        rows = rows.filter(Q(title__contains=wanted.q) | Q(text__contains=wanted.q))
    if wanted.chain:
        rows = rows.filter(chain=wanted.chain)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    match wanted.mine:
        case "todo":
            rows = rows.filter(pools_to_do(by))
        case "running":
            rows = rows.filter(state__in=RUNNING)
        case "signed":
            rows = rows.filter(state=PoolState.AGREED)
    return sorted_rows(rows.order_by("-pk"), POOL_ORDERS, order)


def tally_of(by: User) -> dict[str, int]:
    """Three queries."""
    rows = visible(by, Pool).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    running = sum(states.get(each, 0) for each in RUNNING)
    told = {"total": sum(states.values()), "running": running, "signed": states.get(PoolState.AGREED, 0)}
    return told | {"todo": rows.filter(pools_to_do(by)).count()}


@dataclass(frozen=True, slots=True)
class Line:
    """A pool in the list: of the buyers in sight who takes part, and how much they want; `own`: a firm's own part."""

    row: Pool
    members: list[PoolMember]
    own: PoolMember | None

    @property
    def buyers(self) -> list[PoolMember]:
        return [each for each in self.members if each.state in BUYING]

    @property
    def asked(self) -> int:
        return sum(each.state == MemberState.INVITED for each in self.members)

    @property
    def total(self) -> Decimal:
        return total_of(self.buyers)

    @property
    def received(self) -> int:
        return sum(each.state == MemberState.RECEIVED for each in self.members)


def lines(rows: list[Pool], by: User) -> list[Line]:
    """One query."""
    members: defaultdict[int, list[PoolMember]] = defaultdict(list)
    for each in visible(by, PoolMember).filter(pool__in=rows).select_related("enterprise").order_by("pk"):
        members[each.pool_id].append(each)
    own = is_buyer(by)
    return [Line(row, members[row.pk], next(iter(members[row.pk]), None) if own else None) for row in rows]


@dataclass(frozen=True, slots=True)
class Made:
    """How the need stands that a pool became: who signed, and since when. Told to all its buyers."""

    row: Need
    suppliers: list[Match]
    opens: bool


@dataclass(frozen=True, slots=True)
class PoolDossier:
    line: Line
    offers: list[Offer]
    members: list[tuple[PoolMember, list[Offer]]]
    own: PoolMember | None
    own_offers: list[Offer]
    buyer: bool
    enrols: bool
    invites: bool
    made: Made | None
    seen: set[int]
    history: list[Happening]


def pool_dossier(row: Pool, by: User) -> PoolDossier:
    (line,) = lines([row], by)
    for each in line.members:
        each.pool = row
    buyer, carries = is_buyer(by), may(by, Permission.ENTER, row)
    told = not buyer or (line.own is not None and line.own.state in BUYING)
    open_to = row.state == PoolState.CALLING and may(by, Permission.ENTER)
    return PoolDossier(
        line=line,
        offers=POOL.offers(row, by),
        members=[] if buyer else [(each, _possible(each, by)) for each in line.members],
        own=line.own,
        own_offers=POOL_MEMBER.offers(line.own, by) if line.own else [],
        buyer=buyer,
        enrols=buyer and open_to and line.own is None,
        invites=not buyer and open_to and carries,
        made=_made(row, by) if told else None,
        seen=firms_in_sight(by, [each.enterprise_id for each in line.members]),
        history=history_of(line.own) if buyer and line.own else [] if buyer else history_of(row),
    )


def _possible(row: PoolMember, by: User) -> list[Offer]:
    return [each for each in POOL_MEMBER.offers(row, by) if not each.missing]


def _made(row: Pool, by: User) -> Made | None:
    """Who buys learns of whom, whoever signed for all, and who takes no part does not; at what price nobody does."""
    made: Any = row.need
    if made is None:
        return None
    signed = visible(SYSTEM, Match).filter(need=made, state__in=SIGNED).select_related("enterprise").order_by("pk")
    return Made(made, list(signed), visible(by, Need).filter(pk=made.pk).exists())
