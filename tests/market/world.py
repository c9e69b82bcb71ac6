"""A small city whose firms need things: kinds as a plan states them, an owner, a supplier, a rival, a bank."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.market.actions import VERBS, enter
from lianzhang.market.match_actions import MATCH_VERBS, deliver, offer, suggest
from lianzhang.market.models import Match, Need
from lianzhang.plans.models import NeedField, NeedKind, NeedStage
from lianzhang.registry.models import Post
from tests.supply.world import SupplyCity, fresh

STAGES = {
    "goods": [("talks", "洽谈", "talking", 30), ("sample", "样品", "talking", 540), ("signed", "签约", "agreed", None),
              ("first", "首次交付", "delivered", None), ("repeat", "再次交付", "kept", None)],
    "finance": [("study", "尽调", "talking", 30), ("granted", "授信", "agreed", 90),
                ("drawn", "放款", "delivered", None), ("repaid", "还款", "kept", None)],
}  # fmt: skip
FIELDS = {
    "goods": [("model", "规格型号", "text", {}), ("supplier", "现在向谁买", "text", {"within": True})],
    "finance": [("use", "用途", "text", {"required": True}),
                ("rate", "年利率", "number", {"within": True, "unit": "%"}),
                ("first", "首贷", "choice", {"options": "是;不是"}), ("by", "哪天前到账", "day", {})],
}  # fmt: skip
SECRETS = ("旧供方有限公司", "8765.4")  # what the owner keeps for itself and the matchers


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class MarketCity(SupplyCity):
    """Its `anchor` needs castings of `supplier`'s kind, and a loan; `bank` is the post that may answer the loan."""

    def __init__(self) -> None:
        super().__init__()
        self.goods = self.kind("goods", "产品配套", "enterprise", proof="purchase", shown="all")
        self.finance = self.kind("finance", "融资", "bank", proof="word", shown="chosen")
        self.other_bank = self.user_as("bank")

    def kind(self, code: str, name: str, answered_by: str, *, proof: str, shown: str, **more: Any) -> NeedKind:
        order = NeedKind.objects.filter(plan=self.plan).count()
        made = NeedKind.objects.create(
            plan=self.plan, code=code, name=name, answered_by=answered_by, proof=proof, shown=shown, order=order, **more
        )
        for place, (stage, title, part, days) in enumerate(STAGES.get(code, [])):
            NeedStage.objects.create(
                plan=self.plan, kind=made, code=f"{code}_{stage}", name=title, part=part, days=days, order=place
            )
        for place, (field, title, type_, extra) in enumerate(FIELDS.get(code, [])):
            NeedField.objects.create(
                plan=self.plan, kind=made, code=f"{code}_{field}", name=title, type=type_, order=place, **extra
            )
        return made

    def post(self, user: User) -> Post:
        post = fresh(user).assignments.get().post
        assert post is not None
        return post

    def need(self, by: User | None = None, **more: Any) -> Need:
        """Of the anchor, on its chain, with what it keeps for itself."""
        given: dict[str, Any] = {
            "kind": self.goods,
            "enterprise": self.anchor,
            "chain": self.chains[0],
            "title": "铝合金压铸件",
            "text": "变速箱用，年用量稳定",
            "value": Decimal("8765.4"),
            "valid_until": timezone.localdate() + timedelta(days=100),
            "details": {"goods_model": "A380", "goods_supplier": SECRETS[0]},
        }
        return enter(by=fresh(by or self.anchor_account), **given | more)

    def loan(self, **more: Any) -> Need:
        details = {"finance_use": "买设备", "finance_rate": "4.2", "finance_first": "是"}
        return self.need(kind=self.finance, **{"title": "设备贷款", "text": "两年期", "details": details} | more)

    def published(self, row: Need | None = None, by: User | None = None) -> Need:
        row = self.take(row or self.need(), "submit", self.anchor_account)
        return self.take(row, "publish", by or self.team)

    def take(self, row: Any, name: str, by: User, **given: Any) -> Any:
        if not isinstance(row, Need | Match):
            return super().take(row, name, by, **given)
        row.refresh_from_db()
        verbs = VERBS if isinstance(row, Need) else MATCH_VERBS
        return verbs[name](row=row, version=row.version, by=fresh(by), **given)

    def suggested(self, need: Need | None = None, by: User | None = None, **party: Any) -> Match:
        party = party or {"enterprise": self.supplier}
        return suggest(need=need or self.published(), by=fresh(by or self.team), **party)

    def offered(self, need: Need | None = None, **more: Any) -> Match:
        given = {"enterprise": self.supplier, "by": fresh(self.supplier_account), "said": "年产20万件，15天交"} | more
        return offer(need=need or self.published(), **given)

    def agreed(self, row: Match | None = None, day: date | None = None, value: str = "900") -> Match:
        row = row or self.offered()
        return self.take(row, "agree", self.anchor_account, day=day or timezone.localdate(), value=value)

    def paid(self, **more: Any) -> Any:
        """A purchase of this month that both sides confirm."""
        today = timezone.localdate()
        period = {"period_start": today.replace(day=1), "period_end": month_end(today)}
        return self.confirmed(**{"value": Decimal(880)} | period | more)

    def delivered(self, row: Match | None = None, **given: Any) -> Match:
        row = row or self.agreed()
        row.refresh_from_db()
        shown = given or {"purchase": self.paid()}
        return deliver(row=row, version=row.version, by=fresh(self.anchor_account), **shown)
