"""The tables that say by what duties are shown done: visits of a kind, and rows of the sets that rooms keep."""

from __future__ import annotations

from lianzhang.kernel.sheets import code
from lianzhang.plans.models import DutyRecordKind, VisitKind, VisitTo

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["VISIT_TABLES"]

VISIT_TABLES: tuple[PlanTable, ...] = (
    table(
        "visit_kinds",
        "走访类别",
        ID,
        needed("name", "类别", fits(VisitKind, "name")),
        choice("to", "去哪里", VisitTo.choices, required=True),
        column("duty", "算作哪项任务的记录", code),
        references={"duty": "duties"},
        usual=True,
    ),
    table(
        "duty_records",
        "任务的记录",
        needed("duty", "任务", code),
        needed("records", "哪种记录", fits(DutyRecordKind, "records")),
        column("item", "其中哪些", fits(DutyRecordKind, "item")),
        key=("duty", "records", "item"),
        references={"duty": "duties"},
    ),
)
