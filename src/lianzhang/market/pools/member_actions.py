"""What may be done with a buyer's part in a pool: asked, joined by itself, left, and what it received shown.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.history import POOL_MEMBER_HISTORY
from lianzhang.market.match_actions import deliver, keep
from lianzhang.market.models import DONE, Delivery, Match, MatchState, MemberState, Pool, PoolMember
from lianzhang.market.proof import bought_of
from lianzhang.supply.models import Purchase
from lianzhang.work.api import (
    RowGone,
    Workflow,
    action,
    create_row,
    register_workflow,
    take_step,
    told_once,
    write_said,
)

from .lifecycle import POOL_MEMBER
from .rules import amount_faults, member_faults

__all__ = [
    *("MEMBER_RELATED", "MEMBER_VERBS", "change_member", "enrol", "invite", "join", "lapse_member", "receivable"),
    "receive",
]

MEMBER_RELATED = ("pool__city", "pool__kind", "pool__chain", "pool__need", "enterprise__merged_into", "need", "post")
OUT_OF_REACH = {"enterprise": "这家企业或这个拼单不归您现在的岗位办；请由企业自己的账号参加。"}
SAID = ("quantity", "value", "note", "named", "leads", "shares", "need")
ONCE = {"enterprise": "这家企业已在拼单里；请办它的那一行。"}


def _held(pool: Pool) -> Pool:
    """The pool, locked and as it stands: who joins is counted, or comes too late. Raises RowGone."""
    row = Pool.objects.select_for_update(of=("self",), no_key=True).filter(pk=pool.pk).first()
    if row is None:
        raise RowGone(Pool)
    return row


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise ValidationError(dict(faults))


def _say(row: PoolMember, said: Mapping[str, Any]) -> None:
    write_said(row, SAID, said)
    _refuse(member_faults(row) | amount_faults(row))
    row.clean_fields(exclude=["post", "authors"])
    row.joined_on = timezone.localdate()


@action
def invite(*, pool: Pool, enterprise: Enterprise, by: User) -> PoolMember:
    row = PoolMember(pool=_held(pool), enterprise=enterprise)
    with told_once(ONCE), create_row(row, "invite", by=by, out_of_reach=OUT_OF_REACH):
        _refuse(member_faults(row))
    return row


@action
def enrol(*, pool: Pool, enterprise: Enterprise, by: User, **said: Any) -> PoolMember:
    """A buyer that nobody asked takes part by itself."""
    row = PoolMember(pool=_held(pool), enterprise=enterprise, state=MemberState.JOINED)
    with told_once(ONCE), create_row(row, "enrol", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, said)
    return row


@action
def join(*, row: PoolMember, version: int, by: User, **said: Any) -> PoolMember:
    _held(row.pool)
    with take_step(row, "join", by=by, version=version) as act:
        _say(act.row, said)
    return act.row


@action
def change_member(*, row: PoolMember, version: int, by: User, **said: Any) -> PoolMember:
    _held(row.pool)
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said)
    return act.row


def _stepping(name: str) -> Callable[..., Any]:
    @action
    def take(*, row: PoolMember, version: int, by: User) -> PoolMember:
        _held(row.pool)
        with take_step(row, name, by=by, version=version) as act:
            pass
        return act.row

    return take


decline, leave = _stepping("decline"), _stepping("leave")
MEMBER_VERBS: dict[str, Callable[..., Any]] = {"decline": decline, "leave": leave}


@action
def lapse_member(*, row: PoolMember, by: Any) -> PoolMember:
    with take_step(row, "lapse", by=by) as act:
        pass
    return act.row


# --- what a buyer received
def _signed(row: PoolMember) -> QuerySet[Match]:
    states = (MatchState.AGREED, *DONE)
    return Match.objects.filter(need__pool=row.pool_id, state__in=states, enterprise__isnull=False)


def receivable(row: PoolMember) -> QuerySet[Purchase]:
    """Its own purchases that show that something was delivered of what the pool signed."""
    wanted = Q(pk__in=())
    for match in _signed(row).order_by("pk"):
        wanted |= Q(pk__in=bought_of(match, [row.enterprise_id]).values("pk"))
    return Purchase.objects.filter(wanted).order_by("period_end", "pk")


@action
def receive(*, row: PoolMember, version: int, purchase: Purchase, by: User) -> PoolMember:
    """By the buyer's own purchase, as of any need: the first of all delivers what was signed, a further one of the same
    buyer says that it goes on; each shows one delivery."""
    with take_step(row, "receive", by=by, version=version) as act:
        again = act.row.received_on is not None
        match = _signed(row).filter(enterprise=purchase.supplier_id or 0).order_by("pk").first()
        if match is None or not receivable(act.row).filter(pk=purchase.pk).exists():
            raise ValidationError({"purchase": "请选本企业一条对方已确认、签约以后的采购记录；没有的先填报采购。"})
        act.row.received_on = act.row.received_on or min(purchase.period_end, timezone.localdate())
        act.facts["delivered"] = str(purchase)
    _delivered(match, purchase, again=again)
    return act.row


def _delivered(match: Match, purchase: Purchase, *, again: bool) -> None:
    on = min(purchase.period_end, timezone.localdate())
    if match.state == MatchState.AGREED:
        deliver(row=match, version=match.version, by=SYSTEM, purchase=purchase)
    elif match.state == MatchState.DELIVERED and again and match.delivered_on and on > match.delivered_on:
        keep(row=match, version=match.version, by=SYSTEM, purchase=purchase)
    else:
        Delivery.objects.create(match=match, purchase=purchase, delivered_on=on, value=purchase.value)


def _described(row: PoolMember) -> dict[str, str]:
    """Read by the buyer, the office and the chain's team alone, as the row is."""
    much = "" if row.quantity is None else f"{row.quantity.normalize():f}{row.pool.unit}"
    return {
        "pooled_by": str(row.enterprise),
        "pool": str(row.pool),
        "quantity": much,
        "pool_named": "公开" if row.named else "不公开",
        "pool_leads": "愿意" if row.leads else "不牵头",
        "pool_shares": "参加" if row.shares else "不参加",
        "pooled_need": str(row.need or ""),
        "value": "" if row.value is None else str(row.value),
        "note": row.note,
    }


register_workflow(
    Workflow(
        model=PoolMember,
        lifecycle=POOL_MEMBER,
        page="pool_member",
        list_page="pools",
        verbs=MEMBER_VERBS,
        related=MEMBER_RELATED,
        describe=_described,
        history=POOL_MEMBER_HISTORY,
    )
)
