"""The table that says of visits of what kinds they are, and which duty a visit of each kind shows done."""

from __future__ import annotations

from lianzhang.kernel.sheets import code
from lianzhang.plans.models import VisitKind, VisitTo

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["VISIT_TABLES"]

VISIT_TABLES: tuple[PlanTable, ...] = (
    table(
        "visit_kinds",
        ID,
        needed("name", "类别", fits(VisitKind, "name")),
        choice("to", "去哪里", VisitTo.choices, required=True),
        column("duty", "算作哪项任务的记录", code),
        references={"duty": "duties"},
        usual=True,
    ),
)
