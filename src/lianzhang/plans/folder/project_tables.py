"""The tables that say of projects of what kinds they are, what counts for targets, how long they may stand still."""

from __future__ import annotations

from lianzhang.kernel.sheets import codes, number, whole, yes
from lianzhang.plans.models import ProjectCount, ProjectKind, ProjectLimit, ProjectStage

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["PROJECT_TABLES"]

PROJECT_TABLES: tuple[PlanTable, ...] = (
    table(
        "project_kinds",
        "项目类别和标记",
        ID,
        needed("name", "名称", fits(ProjectKind, "name")),
        choice("what", "是什么", ProjectKind.What.choices, required=True),
        choice("begins", "从哪一步登记", ProjectKind.Begins.choices),
        column("by_trade", "按工种写人数", yes),
        usual=True,
    ),
    table(
        "project_counts",
        "项目计数",
        ID,
        needed("name", "名称", fits(ProjectCount, "name")),
        column("kinds", "类别和标记", codes),
        choice("amount", "按什么额", ProjectCount.Amount.choices),
        column("least", "不少于（万元）", number()),
        choice("dated_by", "按哪一步的日期", ProjectStage.choices, required=True),
        references={"kinds": "project_kinds"},
        usual=True,
    ),
    table(
        "project_limits",
        "项目时限",
        choice("what", "是什么", ProjectLimit.What.choices, required=True),
        choice("stage", "阶段", ProjectStage.choices),
        needed("days", "天数", whole(1, 3660)),
        key=("what", "stage"),
        usual=True,
    ),
    table(
        "project_curve",
        "项目进度线",
        needed("month", "月份", whole(1, 12)),
        needed("percent", "到月底应完成（%）", whole(0, 100)),
        key=("month",),
    ),
)
