"""Needs of the town: of each side a firm's, published for all and for some, answered across the sides and by posts."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.market.models import (
    Backing,
    Customer,
    CustomerCategory,
    Delivery,
    Event,
    FairResult,
    FollowUp,
    Juror,
    Match,
    Need,
    Participation,
    Pool,
    PoolMember,
    Posting,
    RankedGroup,
    Result,
    Score,
)
from lianzhang.plans.models import EventKind, NeedCriterion, NeedField, NeedKind, NeedStage, Ranking
from lianzhang.registry.models import Post
from tests.acting import post_of
from tests.enterprises.world import START

__all__ = ["add_market", "answered_by", "judged_by"]


def add_market(town: Any) -> None:
    goods, loan = (
        NeedKind.objects.create(
            plan=town.plan, code=code, name=name, answered_by=by, proof=proof, shown=shown, order=order
        )
        for order, (code, name, by, proof, shown) in enumerate(
            (("goods", "配套", "enterprise", "purchase", "all"), ("loan", "融资", "bank", "word", "chosen"))
        )
    )
    for order, kind in enumerate((goods, loan)):
        more = {"plan": town.plan, "kind": kind, "order": order}
        NeedStage.objects.create(code=f"{kind.code}-talks", name="谈", part="talking", **more)
        NeedField.objects.create(code=f"{kind.code}-model", name="型号", type="text", **more)
    challenge = NeedKind.objects.create(
        plan=town.plan, code="challenge", name="揭榜", answered_by="enterprise", proof="word", shown="all", judges=1
    )
    NeedCriterion.objects.create(plan=town.plan, kind=challenge, code="merit", name="先进性", weight=100)
    bank = post_of("bank", town.region)
    days = {"day": START, "starts": time(9), "entered_by": town.office, "entered_at": timezone.now()}
    events = [
        Event.objects.create(city=town.region, title=f"{number}号会", place="一楼", tables=2, minutes=30, **days)
        for number in range(2)
    ]
    fair = EventKind.objects.create(
        plan=town.plan, code="town-fair", name="展会", results="participants", months="3", reply_workdays=5
    )
    expo = Event.objects.create(city=town.region, kind=fair, title="展会", place="展馆", tables=1, minutes=30, **days)
    ranking = Ranking.objects.create(plan=town.plan, code="town-500", name="五百强")
    for side in town.sides:
        _customers(town, side, ranking)
        _took_part(town, side, expo)
        _bought_together(town, side, goods)
        other = town.sides[1 - side.number] if len(town.sides) > 1 else side
        draft = _need(town, side, goods, f"{side.number}号要铸件", state="submitted")
        assert draft.pk
        need = _need(town, side, goods, f"{side.number}号要壳体", published_on=START)
        _posted(need)
        _answer(town, need, enterprise=other.quiet, event=events[side.number % 2])
        asked = _need(town, side, loan, f"{side.number}号要贷款", published_on=START)
        _posted(asked)
        lent = _answer(town, asked, body=bank)
        if side.number:
            Match.objects.filter(pk=lent.pk).update(shown_on=START)
        owed = {"what": "应收账款", "debtor": f"{side.number}号欠款方", "folded": "欠款方", "note": "合同"}
        Backing.objects.create(need=asked, amount=Decimal(50), **owed)
        judge = post_of("expert", town.region, chains=[side.chain])
        for title, told in (("新工艺", {}), ("新材料", {"announced_on": START})):
            days = {"published_on": START, "bids_closed_on": START} | told
            judged = _need(town, side, challenge, f"{side.number}号要{title}", **days)
            _posted(judged)
            bid = _bid(judged, enterprise=other.quiet)
            _scored(bid, judge)
            if told:
                Result.objects.create(match=bid, total=Decimal(70), rank=1, count=1, announced_on=START)
        _sealed(town, side, challenge, enterprise=other.quiet)


def _sealed(town: Any, side: Any, kind: NeedKind, **party: Any) -> None:
    """Of a challenge that still takes answers."""
    need = _need(town, side, kind, f"{side.number}号要新装备", published_on=START)
    _posted(need)
    Match.objects.filter(pk=_bid(need, **party).pk).update(offered=True)


def _customers(town: Any, side: Any, ranking: Ranking) -> None:
    """Of each side a customer that firms read of, and one that they do not, each of a group on a list."""
    entered = {"entered_by": town.office, "entered_at": timezone.now(), "source": "年报"}
    for shown in (True, False):
        name = f"{side.number}号{'公开' if shown else '内部'}客户"
        RankedGroup.objects.create(
            city=town.region, ranking=ranking, year=2021, rank=side.number + 1, group=f"{name}集团",
            folded=f"{name}集团", source="榜单",
        )  # fmt: skip
        row = Customer.objects.create(
            city=town.region, name=name, group=f"{name}集团", group_folded=f"{name}集团", chain=side.chain,
            enterprise=None if shown else side.quiet, shown=shown, note="内情", **entered,
        )  # fmt: skip
        CustomerCategory.objects.create(customer=row, name=f"{side.number}号品类", value=Decimal(90))


def _took_part(town: Any, side: Any, expo: Event) -> None:
    """One firm of each side was at the fair, and said what came of it."""
    row = Participation.objects.create(
        city=town.region, event=expo, enterprise=side.known, state="attended", leads=side.number + 3, note="谈过"
    )
    FairResult.objects.create(
        participation=row, months=3, final=True, state="told", orders=2, delivered=Decimal(40), asked_on=START,
        answered_on=START,
    )  # fmt: skip


def _bought_together(town: Any, side: Any, kind: NeedKind) -> None:
    """Of each side a pool that is called for, and one that is a need already, in which another firm received."""
    entered = {"entered_by": town.office, "entered_at": timezone.now(), "valid_until": START, "answer_by": START}
    for state in ("calling", "agreed"):
        title = f"{side.number}号{state}拼单"
        made = _need(town, side, kind, f"{title}的需求", published_on=START) if state == "agreed" else None
        pool = Pool.objects.create(
            city=town.region, kind=kind, chain=side.chain, title=title, text="一起买", unit="吨", state=state,
            need=made, **entered,
        )  # fmt: skip
        for firm, much in ((side.known, 3), (side.quiet, 5)):
            PoolMember.objects.create(
                pool=pool, enterprise=firm, state="joined", quantity=Decimal(much), value=Decimal(9), note="急"
            )


def _need(town: Any, side: Any, kind: NeedKind, title: str, **more: Any) -> Need:
    facts = {
        "state": "open",
        "text": f"{title}，急",
        "valid_until": START,
        "value": Decimal(70),
        "entered_by": town.office,
    }
    facts |= {"entered_at": timezone.now(), "details": {f"{kind.code}-model": title}}
    return Need.objects.create(
        city=town.region, kind=kind, enterprise=side.known, chain=side.chain, title=title, **facts | more
    )


def _posted(need: Need) -> Posting:
    same = ("city", "kind", "chain", "title", "text", "valid_until", "details")
    return Posting.objects.create(need=need, published_on=START, **{name: getattr(need, name) for name in same})


def _answer(town: Any, need: Need, **party: Any) -> Match:
    days = dict.fromkeys(("staged_on", "begun_on", "delivered_on", "agreed_on"), START)
    row = Match.objects.create(
        city=need.city, need=need, state="delivered", said="谈过", value=Decimal(60), **days, **party
    )
    Delivery.objects.create(match=row, delivered_on=START, value=Decimal(50), note="回单")
    for side in ("owner", "party"):
        FollowUp.objects.create(match=row, side=side, state="won", asked_on=START)
    return row


def _bid(need: Need, **party: Any) -> Match:
    days = dict.fromkeys(("staged_on", "begun_on"), START)
    return Match.objects.create(city=need.city, need=need, state="talking", said="能做", **days, **party)


def _scored(row: Match, post: Any) -> Score:
    Juror.objects.get_or_create(need=row.need, post=post, defaults={"sat_on": START, "version": 1})
    return Score.objects.create(match=row, post=post, points={"merit": "70"}, note="可行", scored_on=START, version=1)


def answered_by(town: Any, post: int) -> None:
    """Let one post answer besides."""
    need = Need.objects.filter(city=town.region, kind__code="loan").order_by("pk").last()
    assert need is not None
    _answer(town, need, body_id=post)
    judged_by(town, post)


def judged_by(town: Any, post: int) -> None:
    """Let one post judge: one challenge whose results are announced, and one whose are not."""
    for need in Need.objects.filter(city=town.region, kind__code="challenge").order_by("pk")[:2]:
        _scored(need.matches.get(), Post.objects.get(pk=post))
