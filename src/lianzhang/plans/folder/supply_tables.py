"""The table that says in how many workdays a second source is found and shown to do."""

from __future__ import annotations

from lianzhang.kernel.sheets import whole
from lianzhang.plans.models import SupplyLimit

from .declaring import PlanTable, choice, needed, table

__all__ = ["SUPPLY_TABLES"]

SUPPLY_TABLES: tuple[PlanTable, ...] = (
    table(
        "supply_limits",
        choice("what", "是什么", SupplyLimit.What.choices, required=True),
        needed("days", "工作日", whole(1, 3660)),
        key=("what",),
        usual=True,
    ),
)
