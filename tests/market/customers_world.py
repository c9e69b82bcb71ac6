"""A market whose city lists customers: a buyer outside of it, a group that was renamed, a need that names one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.market.customers.actions import CUSTOMER_VERBS, add_category, add_group, enter_customer
from lianzhang.market.match_actions import deliver
from lianzhang.market.models import Customer, CustomerCategory, Match, Need, RankedGroup
from lianzhang.plans.models import NeedStage, Ranking

from .world import MarketCity, fresh

__all__ = ["CustomerCity", "fresh"]

STAGES = (("引见", "talking"), ("样品", "talking"), ("代码", "agreed"), ("首单", "delivered"), ("续单", "kept"))
GROUP, FORMER = "长江重工集团", "长江机械集团"


class CustomerCity(MarketCity):
    """`buyer` buys castings, of which `supplier` may make some, for the firm `elsewhere` outside the city; on the first
    chain, hidden from firms. Its group was renamed in 2023."""

    def __init__(self) -> None:
        super().__init__()
        self.wins = self.kind("wins", "市场客户", "enterprise", proof="word", shown="chosen", names_customer=True)
        for order, (name, part) in enumerate(
            (
                ("引见", "talking"),
                ("样品", "talking"),
                ("供应商代码", "agreed"),
                ("首单", "delivered"),
                ("续单", "kept"),
            )
        ):
            NeedStage.objects.create(
                plan=self.plan, kind=self.wins, code=f"wins_{order}", name=name, part=part, order=order
            )
        self.ranking = Ranking.objects.create(plan=self.plan, code="china500", name="中国企业500强")
        self.buyer = self.customer("长江重工采购公司", enterprise=self.elsewhere, chain=self.chains[0], group=GROUP)
        self.category = self.buys("变速箱壳体", product=self.casting, value=Decimal(5000))

    def customer(self, name: str, by: User | None = None, **more: Any) -> Customer:
        return enter_customer(city=self.region, by=fresh(by or self.office), name=name, **{"source": "年报"} | more)

    def buys(self, name: str, customer: Customer | None = None, **more: Any) -> CustomerCategory:
        return add_category(customer=customer or self.buyer, by=fresh(self.office), name=name, **more)

    def ranked(self, year: int, rank: int, group: str = GROUP, by: User | None = None, **more: Any) -> RankedGroup:
        said = {"year": year, "rank": rank, "group": group, "source": "榜单"} | more
        return add_group(city=self.region, ranking=self.ranking, by=fresh(by or self.office), **said)

    def step(self, name: str, by: User | None = None, row: Customer | None = None, **given: Any) -> Any:
        row = row or self.buyer
        row.refresh_from_db()
        return CUSTOMER_VERBS[name](row=row, version=row.version, by=fresh(by or self.office), **given)

    def wish(self, by: User | None = None, **more: Any) -> Need:
        """The supplier would sell to the buyer what it buys."""
        given = {"kind": self.wins, "enterprise": self.supplier, "title": "给长江重工供壳体", "details": {}}
        chosen = {"customer": self.buyer, "category": self.category}
        return self.need(by or self.team, **given | chosen | more)

    def asked(self, **more: Any) -> Need:
        row = self.take(self.wish(**more), "submit", self.team)
        return self.take(row, "publish", self.office)

    def met(self, **more: Any) -> Match:
        """The buyer was named as the one who may answer, and the team noted that they met."""
        row = self.suggested(self.asked(**more), enterprise=self.elsewhere)
        return self.take(row, "take_up", self.team)

    def won(self, **more: Any) -> Match:
        row = self.take(self.met(**more), "agree", self.team, day=timezone.localdate(), value="900")
        return self.delivered(row, day=timezone.localdate(), note="首单到货")

    def delivered(self, row: Match | None = None, **given: Any) -> Match:
        assert row is not None
        row.refresh_from_db()
        return deliver(row=row, version=row.version, by=fresh(self.supplier_account), **given)
