"""A small city whose plan names two materials, and firms that take scrap in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.plans.models import Material
from lianzhang.supply.flows.actions import FLOW_VERBS, change_flow, report_flow
from lianzhang.supply.models import MaterialFlow

from .world import YEAR, SupplyCity, fresh, year_of

__all__ = ["FLOWED", "QUARTER", "FlowCity"]

QUARTER = {"period_start": date(YEAR, 1, 1), "period_end": date(YEAR, 3, 31)}
FLOWED: dict[str, Any] = {
    "from_local": Decimal(800), "from_outside": Decimal(200), "product": Decimal(900), "residue": Decimal(60),
    "stock_change": Decimal(20), "source": "地磅单汇总",
}  # fmt: skip


class FlowCity(SupplyCity):
    """`steel` asks for no paper, `battery` for a manifest; both allow 5 % unexplained. FLOWED leaves 2 %."""

    def __init__(self) -> None:
        super().__init__()
        self.member = self.user_as("member_unit")
        named = {"plan": self.plan, "unit": "吨", "tolerance": 5, "closed_by": "炼钢"}
        self.steel = Material.objects.create(code="steel", name="废钢", order=1, **named)
        self.battery = Material.objects.create(code="battery", name="废铅蓄电池", order=2, document="转移联单", **named)

    def flow(self, by: User | None = None, **more: Any) -> MaterialFlow:
        """What the anchor took in of scrap steel, in the whole year unless said otherwise."""
        given = {"enterprise": self.anchor, "material": self.steel} | FLOWED | year_of(YEAR)
        return report_flow(by=fresh(by or self.anchor_account), **given | more)

    def step(self, row: MaterialFlow, name: str, by: User, **given: Any) -> Any:
        row.refresh_from_db()
        return FLOW_VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def changed(self, row: MaterialFlow, by: User, **said: Any) -> MaterialFlow:
        row.refresh_from_db()
        return change_flow(row=row, version=row.version, by=fresh(by), **said)

    def checked(self, **more: Any) -> MaterialFlow:
        row: MaterialFlow = self.step(self.flow(**more), "check", self.office)
        return row
