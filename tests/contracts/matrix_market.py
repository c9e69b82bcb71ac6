"""A need, what is published of it, an answer and a question, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.models import (
    Backing,
    Customer,
    CustomerCategory,
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
)
from lianzhang.plans.models import EventKind, NeedKind, Plan, Ranking
from lianzhang.registry.models import Chain

__all__ = ["MARKET", "needed"]

MARKET = (
    *("need", "posting", "match", "juror", "follow_up", "event", "customer", "customer_category", "ranked_group"),
    *("participation", "fair_result", "pool", "pool_member", "backing"),
)


def needed(plan: Plan, chain: Chain, by: User, firm: Enterprise) -> dict[str, Any]:
    """Of the demonstration's firm, for all who may answer; its bank answers."""
    kind = NeedKind.objects.filter(plan=plan, answered_by="bank").order_by("order")[0]
    bank = User.objects.get(username="bank").assignments.get().post
    expert = User.objects.get(username="expert").assignments.get().post
    said = {
        "city": plan.city,
        "kind": kind,
        "chain": chain,
        "title": "贷款",
        "text": "两年",
        "valid_until": date(2099, 1, 1),
    }
    entered = {"entered_by": by, "entered_at": timezone.now(), "published_on": plan.starts, "state": "open"}
    need = Need.objects.create(enterprise=firm, **said, **entered)
    days = dict.fromkeys(("staged_on", "begun_on"), plan.starts)
    held = {"title": "对接会", "place": "一楼", "day": plan.starts, "starts": time(9), "tables": 2, "minutes": 30}
    event = Event.objects.create(city=plan.city, entered_by=by, entered_at=timezone.now(), **held)
    match = Match.objects.create(city=need.city, need=need, body=bank, state="talking", event=event, **days)
    customer = Customer.objects.create(
        city=plan.city, name="采购公司", chain=chain, source="年报", entered_by=by, entered_at=timezone.now()
    )
    ranking, _ = Ranking.objects.get_or_create(plan=plan, code="china500", defaults={"name": "五百强"})
    group = RankedGroup.objects.create(
        city=plan.city, ranking=ranking, year=2022, rank=1, group="集团", folded="集团", source="榜单"
    )
    kind = EventKind.objects.filter(plan=plan, results="participants").first() or EventKind.objects.create(
        plan=plan, code="expo", name="展会", results="participants", months="3", reply_workdays=5
    )
    expo = Event.objects.create(city=plan.city, kind=kind, entered_by=by, entered_at=timezone.now(), **held)
    part = Participation.objects.create(city=plan.city, event=expo, enterprise=firm, state="attended")
    entered_at = {"entered_by": by, "entered_at": timezone.now(), "answer_by": date(2098, 1, 1)}
    goods = NeedKind.objects.filter(plan=plan, answered_by="enterprise").order_by("order")[0]
    called = {"title": "钢材", "text": "一起买", "valid_until": date(2099, 1, 1), "unit": "吨", "state": "calling"}
    pool = Pool.objects.create(city=plan.city, kind=goods, chain=chain, **called, **entered_at)
    return {
        "pool": pool.pk,
        "pool_member": PoolMember.objects.create(pool=pool, enterprise=firm).pk,
        "backing": Backing.objects.create(need=need, what="订单", debtor="客户", folded="客户").pk,
        "participation": part.pk,
        "fair_result": FairResult.objects.create(participation=part, months=3, asked_on=plan.starts).pk,
        "customer": customer.pk,
        "customer_category": CustomerCategory.objects.create(customer=customer, name="软管").pk,
        "ranked_group": group.pk,
        "event": event.pk,
        "need": need.pk,
        "posting": Posting.objects.create(need=need, published_on=plan.starts, **said).pk,
        "match": match.pk,
        "juror": Juror.objects.create(need=need, post=expert, sat_on=plan.starts).pk,
        "follow_up": FollowUp.objects.create(match=match, side="party", asked_on=plan.starts).pk,
    }
