"""What may be done with a pool: proposed, called for, agreed as one need, or dropped. Each act is a step and an event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.market.actions import enter, pool_in, submit
from lianzhang.market.history import POOL_HISTORY
from lianzhang.market.models import MatchState, MemberState, NeedState, Pool, PoolMember
from lianzhang.market.rules import details_of
from lianzhang.plans.models import NeedKind
from lianzhang.registry.models import Chain
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .lifecycle import POOL
from .member_actions import lapse_member
from .needs import joined
from .rules import given_need, pool_faults

__all__ = ["POOL_RELATED", "POOL_VERBS", "agree", "call", "change_pool", "propose"]

POOL_RELATED = ("city", "kind", "chain", "product", "need", "post", "entered_by")
OUT_OF_REACH = {"chain": "这条链的拼单不归您现在的岗位征集；请选本岗位的链，或请{able}征集。"}
SAID = ("title", "text", "product", "unit", "wanted_by", "valid_until", "answer_by")


def _say(row: Pool, details: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    write_said(row, SAID, said)
    asked = set(row.kind.fields.filter(within=False).values_list("code", flat=True))
    row.details, faults = details_of(row.kind, {code: text for code, text in details.items() if code in asked})
    faults |= pool_faults(row)
    if faults:
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


def _new(kind: NeedKind, chain: Chain, by: User) -> Pool:
    return Pool(city=chain.city, kind=kind, chain=chain, entered_by=by, entered_at=timezone.now())


@action
def propose(*, kind: NeedKind, chain: Chain, by: User, details: Mapping[str, Any], **said: Any) -> Pool:
    """By a buyer, to be checked first. It says next how much it wants itself (`enrol`), which is what reaches it."""
    row = _new(kind, chain, by)
    with create_row(row, "propose", by=by, out_of_reach=None):
        _say(row, details, said)
    return row


@action
def call(*, kind: NeedKind, chain: Chain, by: User, details: Mapping[str, Any], **said: Any) -> Pool:
    row = _new(kind, chain, by)
    row.state = "calling"
    with create_row(row, "call", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, details, said)
    return row


@action
def change_pool(*, row: Pool, version: int, by: User, details: Mapping[str, Any], **said: Any) -> Pool:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, details, said)
    return act.row


@action
def open_pool(*, row: Pool, version: int, by: User) -> Pool:
    with take_step(row, "open", by=by, version=version) as act:
        if faults := pool_faults(act.row):
            raise ValidationError("；".join(each.removesuffix("。") for each in faults.values()))
    return act.row


@action
def agree(*, row: Pool, version: int, leader: PoolMember, by: User) -> Pool:
    """What all want becomes one need of the buyer that leads, to be checked and published as any; the buyers' own go
    into it. Who did not answer takes no part."""
    with take_step(row, "agree", by=by, version=version) as act:
        members = joined(act.row)
        chosen = next((each for each in members if each.pk == leader.pk and each.leads), None)
        if chosen is None:
            raise ValidationError({"leader": "请选一家参加、又愿意牵头的。"})
        said, kind, chain = given_need(act.row, members), act.row.kind, act.row.chain
        made = _entered(kind=kind, enterprise=chosen.enterprise, chain=chain, by=by, **said)
        act.row.need = made
    act.row.need = submit(row=made, version=made.version, by=by)
    for each in act.row.members.filter(state=MemberState.INVITED).order_by("pk"):
        lapse_member(row=each, by=SYSTEM)
    for own in _single(members):
        pool_in(row=own, by=SYSTEM)
    return act.row


def _entered(**said: Any) -> Any:
    """The need, with what is wrong of it told where the leader is chosen: what it says is no longer typed here."""
    try:
        return enter(**said)
    except ValidationError as refused:
        raise ValidationError({"leader": refused.messages}) from refused


def _single(members: list[PoolMember]) -> list[Any]:
    """The buyers' own needs that are open still and of which nothing was agreed."""
    own = [each.need for each in members if each.need is not None and each.need.state == NeedState.OPEN]
    held = (MatchState.AGREED, MatchState.DELIVERED, MatchState.KEPT)
    return [each for each in own if not each.matches.filter(state__in=held).exists()]


@action
def drop(*, row: Pool, version: int, reason: str, by: User) -> Pool:
    with take_step(row, "drop", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


POOL_VERBS: dict[str, Callable[..., Any]] = {"open": open_pool, "drop": drop}

register_workflow(
    Workflow(
        model=Pool,
        lifecycle=POOL,
        page="pool",
        list_page="pools",
        verbs=POOL_VERBS,
        related=POOL_RELATED,
        describe=lambda row: told_values(row, ("kind", "chain", *SAID)) | {"pooled_need": str(row.need or "")},
        texts=lambda row: {"一起买什么": row.title, "公开的说明": row.text},
        history=POOL_HISTORY,
    )
)
