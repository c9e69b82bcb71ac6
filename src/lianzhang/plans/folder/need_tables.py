"""The tables that say of needs: their kinds, what each asks, the stages of an answer, and how it is judged."""

from __future__ import annotations

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import code, whole, yes
from lianzhang.plans.models import NeedCriterion, NeedField, NeedKind, NeedStage

from .cells import fits, months
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["NEED_TABLES"]

# Who may answer: those outside of the offices that keep the register, and the units that the plan names.
ROLES = tuple((each.code, each.title) for each in roles().values() if not each.administers)

NEED_TABLES: tuple[PlanTable, ...] = (
    table(
        "need_kinds",
        "需求类别",
        ID,
        needed("name", "类别", fits(NeedKind, "name")),
        choice("answered_by", "由谁承接", ROLES, required=True),
        choice("proof", "凭什么算办成", NeedKind.Proof.choices, required=True),
        choice("shown", "给谁看", NeedKind.Shown.choices, required=True),
        column("unit", "数量单位", fits(NeedKind, "unit")),
        needed("ask_days", "多少天后询问结果", whole(1, 3660)),
        needed("reply_workdays", "几个工作日内答复", whole(1, 250)),
        column("judges", "签约前要几位评审", whole(1, 99)),
        column("published", "发布算作哪项任务的记录", code),
        column("met", "办成算作哪项任务的记录", code),
        column("names_customer", "写明清单里的客户", yes),
        column("pools", "可以拼单", yes),
        column("backings", "写明哪些担保", fits(NeedKind, "backings")),
        column("stay_months", "到岗几个月后问还在不在", months),
        references={"published": "duties", "met": "duties"},
        usual=True,
    ),
    table(
        "need_stages",
        "需求阶段",
        ID,
        needed("kind", "需求类别", code),
        needed("name", "阶段", fits(NeedStage, "name")),
        choice("part", "属于哪一段", NeedStage.Part.choices, required=True),
        column("days", "多少天以内正常", whole(1, 3660)),
        column("least", "至少几天", whole(1, 365)),
        column("notice", "公示", yes),
        references={"kind": "need_kinds"},
        usual=True,
    ),
    table(
        "need_fields",
        "需求内容",
        ID,
        needed("kind", "需求类别", code),
        needed("name", "内容", fits(NeedField, "name")),
        choice("type", "填什么", NeedField.Type.choices, required=True),
        column("unit", "单位", fits(NeedField, "unit")),
        column("required", "必填", yes),
        column("within", "不公开", yes),
        column("options", "选项", fits(NeedField, "options")),
        references={"kind": "need_kinds"},
        usual=True,
    ),
    table(
        "need_criteria",
        "评审标准",
        ID,
        needed("kind", "需求类别", code),
        needed("name", "评什么", fits(NeedCriterion, "name")),
        needed("weight", "权重（%）", whole(1, 100)),
        column("most", "满分", whole(1, 1000)),
        references={"kind": "need_kinds"},
        usual=True,
    ),
)
