"""The table that says of recorded work of what kinds it is, and which duties a record of each kind shows done."""

from __future__ import annotations

from lianzhang.kernel.sheets import codes
from lianzhang.plans.models import WorkKind

from .cells import fits
from .declaring import ID, PlanTable, column, needed, table

__all__ = ["WORK_TABLES"]

WORK_TABLES: tuple[PlanTable, ...] = (
    table(
        "work_kinds",
        ID,
        needed("name", "类别", fits(WorkKind, "name")),
        column("duties", "算作哪些任务的记录", codes),
        references={"duties": "duties"},
        usual=True,
    ),
)
