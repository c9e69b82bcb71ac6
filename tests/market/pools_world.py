"""A market in which three firms of one chain want castings, and could buy them together."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.models import Match, Need, Pool, PoolMember
from lianzhang.market.pools.actions import POOL_VERBS, agree, call
from lianzhang.market.pools.member_actions import MEMBER_VERBS, change_member, enrol, invite, join, receive
from lianzhang.plans.models import NeedKind

from .world import MarketCity, fresh

__all__ = ["PoolCity", "fresh"]

VERBS = {"join": join, "change": change_member, "receive": receive}
SAID = {"quantity": Decimal(30), "value": Decimal(90), "leads": True, "note": "只要三号炉"}


class PoolCity(MarketCity):
    """`anchor`, `second` and `third` buy; `supplier` makes it; `rival` looks on."""

    def __init__(self) -> None:
        super().__init__()
        NeedKind.objects.filter(pk=self.goods.pk).update(pools=True)
        self.goods.refresh_from_db()
        self.second, self.second_account = self.firm_with_account("第二铸造有限公司")
        self.third, self.third_account = self.firm_with_account("第三铸造有限公司")
        for firm in (self.second, self.third):
            self.on_chain(firm, segment=self.segments[1])
        self.buyers = [
            (self.anchor, self.anchor_account, Decimal(30)),
            (self.second, self.second_account, Decimal(41)),
            (self.third, self.third_account, Decimal(57)),
        ]

    def said(self, **more: Any) -> dict[str, Any]:
        today = timezone.localdate()
        days = {"answer_by": today + timedelta(days=10), "valid_until": today + timedelta(days=200)}
        said = {"title": "铝合金铸件", "text": "变速箱用", "unit": "吨", "details": {"goods_model": "A380"}}
        whole = {"kind": self.goods, "chain": self.chains[0], "wanted_by": None, "product": None} | said | days
        return whole | more

    def called(self, by: User | None = None, **more: Any) -> Pool:
        return call(by=fresh(by or self.team), **self.said(**more))

    def asked(self, pool: Pool, firm: Enterprise | None = None, by: User | None = None) -> PoolMember:
        return invite(pool=pool, enterprise=firm or self.anchor, by=fresh(by or self.team))

    def enrolled(self, pool: Pool, most: int = 3, **more: Any) -> list[PoolMember]:
        return [
            enrol(pool=pool, enterprise=firm, by=fresh(account), **SAID | {"quantity": much} | more)
            for firm, account, much in self.buyers[:most]
        ]

    def part(self, row: PoolMember, name: str, by: User, **given: Any) -> PoolMember:
        row.refresh_from_db()
        verb: Any = VERBS.get(name) or MEMBER_VERBS[name]
        done: PoolMember = verb(row=row, version=row.version, by=fresh(by), **given)
        return done

    def on_pool(self, row: Pool, name: str, by: User | None = None, **given: Any) -> Pool:
        row.refresh_from_db()
        verb: Any = agree if name == "agree" else POOL_VERBS[name]
        done: Pool = verb(row=row, version=row.version, by=fresh(by or self.team), **given)
        return done

    def pooled(self, **more: Any) -> Need:
        """Three join, the first leads; published by the office."""
        pool = self.called()
        leader = self.enrolled(pool, **more)[0]
        need = self.on_pool(pool, "agree", leader=leader).need
        assert need is not None
        return self.take(need, "publish", self.office)

    def signed(self, **more: Any) -> Match:
        row = self.suggested(self.pooled(**more))
        row = self.take(row, "take_up", self.supplier_account)
        return self.take(row, "agree", self.anchor_account, day=timezone.localdate(), value="270")
