"""A small city with programmes: a grant by share, a reward, a title, a pool; their levels, windows and a budget."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import (
    Budget,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeRule,
    ProgrammeWindow,
)
from lianzhang.policies.actions import VERBS, enter
from lianzhang.policies.award_actions import AWARD_VERBS
from lianzhang.policies.models import Application, Award, Payment
from lianzhang.policies.payment_actions import PAYMENT_VERBS, plan
from lianzhang.registry.models import HonourWindow, Organization
from tests.supply.world import SupplyCity, fresh

__all__ = ["DAY", "PolicyCity", "fresh"]

DAY = timedelta(days=1)
LEVELS = {
    "grant": [("县区初审", "district", 10), ("市级审核", "member_unit", 15)],
    "title": [("县区初审", "district", 10), ("省级评审", "", 60)],
    "pool": [("市级审核", "chain_office", 5)],
}


class PolicyCity(SupplyCity):
    """`machine` gives 20 % of the cost up to 50, `reward` 30, both by `bureau`; `champion` grants the first title.

    `anchor` and `supplier` lie in the first district, `rival` in the second; `unit` is the bureau's post, `other_unit`
    that of another body. All windows are open unless a test shuts them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bureau, self.other_bureau = (
            Organization.objects.create(city=self.region, code=code, name=name, kind="department")
            for code, name in (("industry", "市经信局"), ("commerce", "市商务局"))
        )
        self.unit = self.user_as("member_unit", organization=self.bureau)
        self.other_unit = self.user_as("member_unit", organization=self.other_bureau)
        self.park_account = self.user_as("park", park=self.park)
        self.head = self.user_as("head_chief")
        self.today = timezone.localdate()
        self.grant, self.title, self.pool = (
            self.kind(code, name, gives)
            for code, name, gives in (
                ("grant", "资金奖补", "money"),
                ("title", "称号", "title"),
                ("pool", "入库", "place"),
            )
        )
        self.budget = Budget.objects.create(
            plan=self.plan, code="fund", name="专项资金", year=self.today.year, amount=Decimal(100), unit=self.bureau
        )
        self.machine = self.programme(
            "machine", "设备补助", self.grant, share=Decimal(20), cap=Decimal(50), papers="发票;照片"
        )
        self.reward = self.programme("reward", "规模奖励", self.grant, amount=Decimal(30), way="quick")
        self.champion = self.programme("champion", "冠军申报", self.title, honour=self.kinds[0])
        self.seed = self.programme("seed", "金种子", self.pool, valid_months=24)

    def kind(self, code: str, name: str, gives: str) -> ProgrammeKind:
        made = ProgrammeKind.objects.create(plan=self.plan, code=code, name=name, gives=gives)
        for order, (level, role, days) in enumerate(LEVELS[code], 1):
            ProgrammeLevel.objects.create(
                plan=self.plan, kind=made, code=f"{code}-{order}", order=order, name=level, role=role, workdays=days
            )
        return made

    def programme(self, code: str, name: str, kind: ProgrammeKind, **more: Any) -> Programme:
        order = Programme.objects.filter(plan=self.plan).count()
        given = {
            "unit": self.bureau,
            "way": "quick",
            "document": "试办发〔2024〕1号",
            "clause": "第三条",
            "order": order,
        }
        if "amount" in more or "share" in more:
            given |= {"budget": self.budget, "pay_workdays": 20}
        made = Programme.objects.create(plan=self.plan, code=code, name=name, kind=kind, **given | more)
        if made.honour is None:
            self.window(made)
        else:
            opens = max(self.today - 20 * DAY, self.today.replace(month=1, day=1))  # a title's year is that it opens in
            HonourWindow.objects.create(kind=made.honour, opens=opens, closes=self.today + 20 * DAY)
        return made

    def window(self, programme: Programme, **more: Any) -> ProgrammeWindow:
        days = {"opens": self.today - 20 * DAY, "local_closes": self.today + 5 * DAY, "closes": self.today + 20 * DAY}
        return ProgrammeWindow.objects.create(**{"programme": programme, "year": self.today.year} | days | more)

    def rule(self, programme: Programme, order: int, item: str, **more: Any) -> ProgrammeRule:
        given = {"comparator": ">=", "text": f"{item}要够"} | more
        return ProgrammeRule.objects.create(programme=programme, order=order, item=item, **given)

    def application(self, by: User | None = None, **more: Any) -> Application:
        """Of the anchor, for a quarter of a press worth 200."""
        given = {
            "programme": self.reward,
            "year": self.today.year,
            "enterprise": self.anchor,
            "object": "压铸机",
        } | more
        if given["programme"] == self.machine:
            given = {"cost": Decimal(200)} | given
        return enter(by=fresh(by or self.anchor_account), **given)

    def sent(self, row: Application | None = None, **more: Any) -> Application:
        return self.take(row or self.application(**more), "submit", self.anchor_account)

    def at_last(self, row: Application | None = None, **more: Any) -> Application:
        """Before the last level of the grant."""
        return self.take(row or self.sent(**more), "pass_on", self.district)

    def approved(self, row: Application | None = None, amount: str = "", **more: Any) -> Application:
        return self.take(row or self.at_last(**more), "approve", self.unit, amount=amount)

    def award(self, **more: Any) -> Award:
        return Award.objects.get(application=self.approved(**more))

    def planned(self, award: Award | None = None, by: User | None = None, **more: Any) -> Payment:
        award = award or self.award()
        given = {"budget": self.budget, "amount": award.amount, "due_on": self.today + 10 * DAY} | more
        return plan(award=award, by=fresh(by or self.unit), **given)

    def paid(self, row: Payment | None = None, day: date | None = None) -> Payment:
        return self.take(row or self.planned(), "pay", self.unit, day=day or self.today, paper="试财发1号")

    def take(self, row: Any, name: str, by: User, **given: Any) -> Any:
        verbs: Any = {Application: VERBS, Award: AWARD_VERBS, Payment: PAYMENT_VERBS}.get(type(row))
        if verbs is None:
            return super().take(row, name, by, **given)
        row = type(row).objects.get(pk=row.pk)
        return verbs[name](row=row, version=row.version, by=fresh(by), **given)
