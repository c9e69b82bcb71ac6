"""The tables of clusters, platforms and channels: their kinds, the stages of each, what is reported each year."""

from __future__ import annotations

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import code, whole, yes
from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["PLATFORM_TABLES"]

# Who may look after a kind: the roles that roles.toml lets enter such rows.
ENTERS = "platform.enter"
ROLES = tuple((each.code, each.title) for each in roles().values() if ENTERS in each.permissions)

PLATFORM_TABLES: tuple[PlanTable, ...] = (
    table(
        "platform_kinds",
        "平台类别",
        ID,
        needed("name", "类别", fits(PlatformKind, "name")),
        choice("group", "属于哪一类", PlatformKind.Group.choices, required=True),
        choice("role", "由谁负责", ROLES, required=True),
        column("report_months", "年报在次年几月底前", whole(1, 12)),
        usual=True,
    ),
    table(
        "platform_stages",
        "平台阶段",
        ID,
        needed("kind", "平台类别", code),
        needed("name", "阶段", fits(PlatformStage, "name")),
        column("running", "已在运行", yes),
        column("months", "多少个月以内正常", whole(1, 600)),
        references={"kind": "platform_kinds"},
        usual=True,
    ),
    table(
        "platform_measures",
        "平台报表",
        ID,
        needed("kind", "平台类别", code),
        needed("name", "报什么", fits(PlatformMeasure, "name")),
        needed("unit", "单位", fits(PlatformMeasure, "unit")),
        choice("means", "算作什么", PlatformMeasure.Means.choices),
        column("by_member", "分企业报", yes),
        references={"kind": "platform_kinds"},
        usual=True,
    ),
)
