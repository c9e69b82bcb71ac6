"""The tables that say of what kinds and topics recorded work is, which duties it shows done, and by which works chains
are reviewed."""

from __future__ import annotations

from lianzhang.kernel.sheets import code, codes, yes
from lianzhang.plans.models import ChainWork, WorkKind, WorkTopic

from .cells import fits
from .declaring import ID, PlanTable, column, needed, table

__all__ = ["WORK_TABLES"]

WORK_TABLES: tuple[PlanTable, ...] = (
    table(
        "work_kinds",
        "工作记录类别",
        ID,
        needed("name", "类别", fits(WorkKind, "name")),
        column("duties", "算作哪些任务的记录", codes),
        column("saves", "记节约金额", yes),
        references={"duties": "duties"},
        usual=True,
    ),
    table(
        "work_topics",
        "工作专题",
        ID,
        needed("kind", "工作记录类别", code),
        needed("name", "专题", fits(WorkTopic, "name")),
        column("note", "说明", fits(WorkTopic, "note")),
        references={"kind": "work_kinds"},
    ),
    table(
        "works",
        "产业链工作",
        ID,
        needed("name", "工作", fits(ChainWork, "name")),
        column("shown_by", "看什么记录", codes),
        usual=True,
    ),
)
