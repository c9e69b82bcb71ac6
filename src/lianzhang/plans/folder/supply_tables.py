"""The tables of supply: in how many workdays a second source is found, and which materials go round in the city."""

from __future__ import annotations

from lianzhang.kernel.sheets import code, number, whole
from lianzhang.plans.models import Material, SupplyLimit

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["SUPPLY_TABLES"]

SUPPLY_TABLES: tuple[PlanTable, ...] = (
    table(
        "supply_limits",
        "补第二家时限",
        choice("what", "是什么", SupplyLimit.What.choices, required=True),
        needed("days", "工作日", whole(1, 3660)),
        key=("what",),
        usual=True,
    ),
    table(
        "materials",
        "循环物料",
        ID,
        needed("name", "物料", fits(Material, "name")),
        needed("unit", "单位", fits(Material, "unit")),
        needed("tolerance", "容差（%）", number(0, 100)),
        needed("closed_by", "本地做成什么", fits(Material, "closed_by")),
        column("document", "必填的凭证", fits(Material, "document")),
        column("permit", "外地来的还要写明", fits(Material, "permit")),
        column("arising", "本地产生量的指标", fits(Material, "arising")),
        column("duty", "算作哪项任务的记录", code),
        references={"duty": "duties"},
        usual=True,
    ),
)
