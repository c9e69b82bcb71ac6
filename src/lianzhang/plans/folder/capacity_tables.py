"""The table of capacities: kinds of facilities, plots and quotas, and which needs draw on them."""

from __future__ import annotations

from lianzhang.kernel.sheets import code
from lianzhang.plans.models import CapacityKind

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["CAPACITY_TABLES"]

CAPACITY_TABLES: tuple[PlanTable, ...] = (
    table(
        "capacity_kinds",
        "要素",
        ID,
        needed("name", "要素", fits(CapacityKind, "name")),
        choice("form", "是什么", CapacityKind.Form.choices, required=True),
        needed("unit", "单位", fits(CapacityKind, "unit")),
        column("need_kind", "哪类需求要用", code),
        column("yields", "按哪一项算产出", code),
        column("project_need", "项目的哪种要素", code),
        references={"need_kind": "need_kinds", "yields": "need_fields", "project_need": "project_kinds"},
        usual=True,
    ),
)
