"""The tables of programmes: their kinds, levels, criteria and windows, and the budgets that pay for them."""

from __future__ import annotations

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import code, day_cell, number, whole
from lianzhang.plans.models import (
    Budget,
    PerformanceIndicator,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeWindow,
)

from .cells import fits, words
from .declaring import ID, PlanTable, choice, column, needed, table
from .register_tables import RULE

__all__ = ["PROGRAMME_TABLES"]

# Who may decide on applications: the roles that roles.toml lets do so.
DECIDES = "application.decide"
ROLES = tuple((each.code, each.title) for each in roles().values() if DECIDES in each.permissions)
YEAR = whole(1990, 2100)

PROGRAMME_TABLES: tuple[PlanTable, ...] = (
    table(
        "programme_kinds",
        "政策类别",
        ID,
        needed("name", "类别", fits(ProgrammeKind, "name")),
        choice("gives", "给什么", ProgrammeKind.Gives.choices, required=True),
    ),
    table(
        "programme_levels",
        "审核层级",
        ID,
        needed("kind", "政策类别", code),
        needed("order", "次序", whole(1)),
        needed("name", "层级", fits(ProgrammeLevel, "name")),
        choice("role", "由谁决定", ROLES),
        column("workdays", "几个工作日内", whole(1, 3660)),
        references={"kind": "programme_kinds"},
    ),
    table(
        "budgets",
        "预算",
        ID,
        needed("name", "预算", fits(Budget, "name")),
        needed("year", "年度", YEAR),
        needed("amount", "金额（万元）", number(0.01)),
        column("source", "资金来源", fits(Budget, "source")),
        column("unit", "管理单位", code),
        references={"unit": "organizations"},
    ),
    table(
        "performance_indicators",
        "绩效指标",
        ID,
        needed("group", "一级指标", fits(PerformanceIndicator, "group")),
        needed("name", "二级指标", fits(PerformanceIndicator, "name")),
        needed("weight", "权重（%）", number(0.01, 100)),
        choice("direction", "方向", PerformanceIndicator.Direction.choices, required=True),
        choice("computed", "自动算", PerformanceIndicator.Computed.choices),
        usual=True,
    ),
    table(
        "programmes",
        "政策事项",
        ID,
        needed("name", "事项", fits(Programme, "name")),
        needed("kind", "政策类别", code),
        column("honour", "授予的称号", code),
        column("document", "依据文件", fits(Programme, "document")),
        column("clause", "条款", fits(Programme, "clause")),
        column("unit", "责任单位", code),
        column("amount", "标准（万元）", number(0.01)),
        column("share", "比例（%）", number(0.01, 100)),
        column("cap", "上限（万元）", number(0.01)),
        choice("way", "方式", Programme.Way.choices, required=True),
        column("papers", "材料", words(Programme, "papers")),
        column("budget", "预算", code),
        column("pay_workdays", "批准后几个工作日拨付", whole(1, 3660)),
        column("starts", "生效", day_cell),
        column("ends", "失效", day_cell),
        column("applied", "申报算作哪项任务的记录", code),
        column("paid", "兑现算作哪项任务的记录", code),
        column("valid_months", "有效期（月）", whole(1, 1200)),
        column("local_days", "县区提前几天截止", whole(1, 366)),
        column("note", "说明", fits(Programme, "note")),
        references={
            "kind": "programme_kinds",
            "honour": "honours",
            "unit": "organizations",
            "budget": "budgets",
            "applied": "duties",
            "paid": "duties",
        },
    ),
    table(
        "programme_rules",
        "政策条件",
        needed("programme", "政策事项", code),
        *RULE,
        key=("programme", "order"),
        references={"programme": "programmes", "holds": "honours"},
    ),
    table(
        "programme_windows",
        "政策申报期",
        needed("programme", "政策事项", code),
        needed("year", "年度", YEAR),
        needed("opens", "开始", day_cell),
        column("local_closes", "县区截止", day_cell),
        needed("closes", "正式截止", day_cell),
        column("note", "说明", fits(ProgrammeWindow, "note")),
        key=("programme", "opens"),
        references={"programme": "programmes"},
    ),
)
