"""Rows of markets that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import AskKind
from lianzhang.market.actions import VERBS
from lianzhang.market.backings.actions import BACKING_VERBS
from lianzhang.market.backings.lifecycle import BACKING
from lianzhang.market.customers.actions import CATEGORY_VERBS, CUSTOMER_VERBS, GROUP_VERBS
from lianzhang.market.customers.lifecycle import CUSTOMER, CUSTOMER_CATEGORY, RANKED_GROUP
from lianzhang.market.event_actions import EVENT_VERBS
from lianzhang.market.fairs.actions import PARTICIPATION_VERBS
from lianzhang.market.fairs.lifecycle import PARTICIPATION
from lianzhang.market.follow_up_actions import FOLLOW_UP_VERBS
from lianzhang.market.judge_actions import JUROR_VERBS
from lianzhang.market.lifecycle import EVENT, FOLLOW_UP, JUROR, MATCH, NEED
from lianzhang.market.match_actions import MATCH_VERBS
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
    RankedGroup,
)
from lianzhang.market.pools.actions import POOL_VERBS
from lianzhang.market.pools.lifecycle import POOL, POOL_MEMBER
from lianzhang.market.pools.member_actions import MEMBER_VERBS
from lianzhang.parks.models import Capacity
from lianzhang.plans.models import CapacityKind, EventKind, NeedKind, Ranking
from lianzhang.supply.models import Purchase
from tests.acting import post_of
from tests.enterprises.world import START, City

__all__ = ["OF_THE_FIRM", "MarketRows", "market_acts"]

OF_THE_FIRM = ("pool_member_join", "pool_member_change")  # its own account's alone: nobody joins for another

LEADER, PAID = 901, 902  # the keys of who leads a pool, and of what was bought in one
QUOTA = 900  # the key of what a need for land draws on


def market_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in (
            *((NEED, VERBS), (MATCH, MATCH_VERBS), (JUROR, JUROR_VERBS)),
            *((FOLLOW_UP, FOLLOW_UP_VERBS), (EVENT, EVENT_VERBS)),
            *((CUSTOMER, CUSTOMER_VERBS), (CUSTOMER_CATEGORY, CATEGORY_VERBS), (RANKED_GROUP, GROUP_VERBS)),
            *((PARTICIPATION, PARTICIPATION_VERBS), (POOL, POOL_VERBS), (POOL_MEMBER, MEMBER_VERBS)),
            (BACKING, BACKING_VERBS),
        )
        for step in verbs
    }
    days = {"answer_by": "2098-12-31", "valid_until": "2099-12-31"}
    delivery = {"day": "2023-06-30", "note": said}
    return texts | {
        "need_change": ("draft_need", {"title": said, "text": said, "valid_until": "2099-12-31"}),
        "match_deliver": ("agreed_match", delivery),
        "match_keep": ("delivered_match", delivery),
        "match_earmark": ("land_match", {"capacity": str(QUOTA)}),
        "participation_report": ("participation", {"note": said}),
        "pool_change": ("pool", {"title": said, "text": said, "unit": "吨", **days}),
        "pool_agree": ("ready_pool", {"leader": str(LEADER)}),
        "pool_member_join": ("pool_member", {"quantity": "3", "note": said}),
        "pool_member_change": ("joined_member", {"quantity": "3", "note": said}),
        "pool_member_receive": ("receiving_member", {"purchase": str(PAID)}),
        "backing_change": ("backing", {"what": "订单", "debtor": said, "confirmed": "no", "pledged": "no"}),
        "fair_result_tell": ("fair_result", {"orders": "1", "note": said}),
        "customer_change": ("customer", {"name": said, "source": said}),
        "customer_category_change": ("customer_category", {"name": said}),
        "ranked_group_change": ("ranked_group", {"year": "2022", "rank": "9", "group": said, "source": said}),
    }


class MarketRows:
    """Part of Rows, which has a city and a firm."""

    city: City
    other: Any

    def its_firm(self) -> User:
        """The account of the firm whose rows these are."""
        return self.city.user_as("enterprise", organization=self.city.body(self.other))

    def need(self, state: str = "open") -> Model:
        kind, _ = NeedKind.objects.get_or_create(
            plan=self.city.plan, code="service", name="服务", answered_by="enterprise", proof="word", shown="all"
        )
        given = {"title": "要诊断", "text": "一条线", "valid_until": date(2099, 1, 1), "published_on": START}
        entered = {"entered_by": self.city.office, "entered_at": timezone.now(), "state": state}
        firm = self.city.firm()
        return Need.objects.create(
            city=self.city.region, kind=kind, enterprise=firm, chain=self.city.chains[0], **given, **entered
        )

    def draft_need(self) -> Model:
        return self.need("draft")

    def match(self, state: str = "talking", **more: Any) -> Match:
        days = dict.fromkeys(("staged_on", "begun_on"), START)
        return Match.objects.create(
            city=self.city.region, need=self.need(), enterprise=self.other, state=state, **days, **more
        )

    def agreed_match(self) -> Model:
        return self.match("agreed", agreed_on=START)

    def delivered_match(self) -> Model:
        return self.match("delivered", agreed_on=START, delivered_on=START)

    def land_match(self) -> Model:
        """One that draws on a quota."""
        row = self.match()
        Need.objects.filter(pk=row.need_id).update(unit="亩")
        told = {"code": "gone", "name": "用地", "form": "quota", "unit": "亩"}
        kind = CapacityKind.objects.create(plan=self.city.plan, need_kind=row.need.kind, **told)
        entered = {"city": self.city.region, "entered_by": self.city.office, "entered_at": timezone.now()}
        left = {"amount": 5, "state": "usable", "usable_on": START, "year": START.year, "origin": "stock"}
        Capacity.objects.create(pk=QUOTA, kind=kind, name="存量", **left, **entered)
        return Match.objects.get(pk=row.pk)

    def juror(self) -> Model:
        post = post_of("expert", self.city.region, chains=self.city.chains)
        return Juror.objects.create(need=self.need(), post=post, sat_on=START)

    def follow_up(self) -> Model:
        return FollowUp.objects.create(match=self.match(), side="owner", asked_on=START)

    def participation(self) -> Any:
        given = {"plan": self.city.plan, "code": "expo", "defaults": {"name": "展会", "results": "participants"}}
        kind, _ = EventKind.objects.get_or_create(**given)
        event: Any = self.event()
        event.kind = kind
        event.save()
        return Participation.objects.create(city=self.city.region, event=event, enterprise=self.other)

    def fair_result(self) -> Model:
        return FairResult.objects.create(participation=self.participation(), months=3, asked_on=START)

    def event(self) -> Model:
        given = {"title": "对接会", "place": "一楼", "day": START, "starts": time(9), "tables": 2, "minutes": 30}
        entered = {"entered_by": self.city.office, "entered_at": timezone.now()}
        return Event.objects.create(city=self.city.region, **given, **entered)

    def pool(self, state: str = "calling") -> Any:
        kind, _ = NeedKind.objects.get_or_create(
            plan=self.city.plan,
            code="steel",
            name="钢材",
            answered_by="enterprise",
            proof="purchase",
            shown="all",
            pools=True,
        )
        days = {"answer_by": date(2098, 1, 1), "valid_until": date(2099, 1, 1)}
        given: dict[str, Any] = {"title": "钢材", "text": "一起买", "unit": "吨", **days}
        entered = {"entered_by": self.city.office, "entered_at": timezone.now(), "state": state}
        return Pool.objects.create(city=self.city.region, kind=kind, chain=self.city.chains[0], **given, **entered)

    def pool_member(self, **more: Any) -> Model:
        return PoolMember.objects.create(pool=self.pool(), enterprise=self.other, **more)

    def joined_member(self) -> Model:
        return self.pool_member(state="joined", quantity=2)

    def ready_pool(self) -> Model:
        pool: Model = self.pool()
        for number, firm in enumerate((self.other, self.city.firm(), self.city.firm())):
            said = {"state": "joined", "quantity": 2, "leads": True}
            PoolMember.objects.create(pk=LEADER + 10 * number, pool=pool, enterprise=firm, **said)
        return pool

    def receiving_member(self) -> Model:
        """Of a pool whose need is signed, with a purchase that shows a delivery."""
        match = self.match("agreed", agreed_on=START)
        pool = self.pool()
        Pool.objects.filter(pk=pool.pk).update(state="agreed", need=match.need_id)
        buyer = self.city.firm()
        days = {"period_start": START, "period_end": START, "reported_at": timezone.now()}
        said = {"city": self.city.region, "item": "钢材", "value": 5, "source": "台账", "state": "confirmed"}
        Purchase.objects.create(pk=PAID, customer=buyer, supplier=self.other, **said, **days)
        return PoolMember.objects.create(pool=pool, enterprise=buyer, state="joined", quantity=2)

    def backing(self) -> Model:
        need: Any = self.draft_need()
        NeedKind.objects.filter(pk=need.kind_id).update(backings="订单")
        return Backing.objects.create(need=need, what="订单", debtor="客户", folded="客户")

    def customer(self) -> Model:
        entered = {"entered_by": self.city.office, "entered_at": timezone.now()}
        return Customer.objects.create(city=self.city.region, name="采购公司", source="年报", **entered)

    def customer_category(self) -> Model:
        return CustomerCategory.objects.create(customer=self.customer(), name="软管")

    def ranked_group(self) -> Model:
        ranking, _ = Ranking.objects.get_or_create(plan=self.city.plan, code="list", defaults={"name": "五百强"})
        given = {"year": 2022, "rank": 1, "group": "集团", "folded": "集团", "source": "榜单"}
        return RankedGroup.objects.create(city=self.city.region, ranking=ranking, **given)
