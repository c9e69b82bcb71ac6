"""The tables of a plan folder, declared: columns, what each refers to, and what makes a row occur once.

docs/plan-format.md explains them to the person who writes a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lianzhang.access.roles import roles
from lianzhang.kernel.sheets import Column, Sheet, code, code_of, codes, date_cell, number, whole, yes
from lianzhang.plans.models import (
    Cadence,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Comparator,
    Definition,
    Duty,
    Goal,
    Measure,
    Nature,
    Observation,
    Plan,
    Precision,
    ProblemLevel,
    Relation,
    ScopeKind,
    Source,
    Target,
    Window,
)
from lianzhang.registry.models import Appointment, ChainZone, CityRow, Region

from .cells import address, fits, period, scope, subject, unit

__all__ = ["PLAN", "TABLES", "PlanTable"]

REGION_KINDS = (
    ("city", "市"),
    ("district", "区"),
    ("county", "县"),
    ("county_city", "县级市"),
    ("development_zone", "开发区"),
    ("neighbour", "相邻市"),
    ("province", "省"),
)
ORGANIZATION_KINDS = (
    ("committee", "委员会"),
    ("office", "办公室"),
    ("department", "部门"),
    ("government", "党委政府"),
    ("enterprise", "企业"),
    ("bank", "金融机构"),
    ("college", "院校"),
    ("other", "其他"),
)
# What accounts that act for a rank's posts see and may do; administrators belong to the house, not to a plan.
ROLES = tuple((each.code, each.title) for each in roles().values() if not each.administers)


@dataclass(frozen=True)
class PlanTable:
    """One CSV file of the folder. `key` names the columns that no two rows may share."""

    sheet: Sheet
    required: bool = False
    key: tuple[str, ...] = ("id",)
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def file(self) -> str:
        return f"{self.sheet.name}.csv"


def _column(key: str, title: str, parse: Callable[[str], Any], **more: Any) -> Column:
    return Column(key, title, parse, **more)


def _needed(key: str, title: str, parse: Callable[[str], Any], **more: Any) -> Column:
    return Column(key, title, parse, required=True, **more)


def _choice(key: str, title: str, choices: Any, *, required: bool = False) -> Column:
    pairs = tuple((str(value), str(label)) for value, label in choices)
    return Column(key, title, required=required, choices=pairs)


ID = _needed("id", "编号", code)
NAME = _needed("name", "名称", fits(CityRow, "name"))


def _table(name: str, *columns: Column, **more: Any) -> PlanTable:
    return PlanTable(Sheet(name, columns, named_by="key"), **more)


PLAN = Sheet(
    "plan",
    (
        ID,
        _needed("name", "名称", fits(Plan, "name")),
        _column("short_name", "简称", fits(Plan, "short_name")),
        _needed("city", "城市", code),
        _needed("starts", "起始", date_cell),
        _needed("ends", "终止", date_cell),
        _column("succeeds", "接续的方案", code),
        _needed("about_tolerance", "“左右”的宽容", number(0, 1)),
        _needed("evidence_valid_days", "依据有效天数", whole(1)),
        _column("source", "出处", fits(Plan, "source")),
    ),
    named_by="key",
)

TABLES = (
    _table(
        "regions",
        _needed("id", "编号", code_of(40)),
        _needed("name", "名称", fits(Region, "name")),
        _choice("kind", "类别", REGION_KINDS, required=True),
        _column("parent", "上级", code),
        required=True,
        references={"parent": "regions"},
    ),
    _table("parks", ID, NAME, _column("region", "所在区域", code), references={"region": "regions"}),
    _table("organizations", ID, NAME, _choice("kind", "类别", ORGANIZATION_KINDS)),
    _table(
        "chains",
        ID,
        NAME,
        _column("lead_department", "牵头部门", code),
        required=True,
        references={"lead_department": "organizations"},
    ),
    _table("groups", ID, NAME, _column("chains", "产业链", codes), references={"chains": "chains"}),
    _table(
        "zones",
        _needed("chain", "产业链", code),
        _column("region", "区域", code),
        _column("park", "园区", code),
        _column("note", "说明", fits(ChainZone, "note")),
        key=("chain", "region", "park"),
        references={"chain": "chains", "region": "regions", "park": "parks"},
    ),
    _table("ranks", ID, NAME, _column("extra", "附加角色", yes), _choice("role", "系统角色", ROLES)),
    _table(
        "posts",
        ID,
        NAME,
        _needed("rank", "职级", code),
        _column("chains", "产业链", codes),
        _column("organization", "单位", code),
        _column("region", "区域", code),
        _column("park", "园区", code),
        references={
            "rank": "ranks",
            "chains": "chains",
            "organization": "organizations",
            "region": "regions",
            "park": "parks",
        },
    ),
    _table(
        "appointments",
        _needed("post", "职务", code),
        _needed("holder", "任职者", fits(Appointment, "holder")),
        _column("organization", "单位", code),
        _needed("starts", "任职起", date_cell),
        _column("ends", "任职止", date_cell),
        _needed("source", "依据", fits(Appointment, "source")),
        key=("post", "holder", "starts"),
        references={"post": "posts", "organization": "organizations"},
    ),
    _table(
        "cadences",
        _needed("rank", "职级", code),
        _needed("activity", "事项", fits(Cadence, "activity")),
        _choice("every", "周期", Window.choices, required=True),
        _needed("at_least", "次数", whole(1)),
        key=("rank", "activity"),
        references={"rank": "ranks"},
    ),
    _table(
        "checklist",
        ID,
        _needed("name", "事项", fits(ChecklistItem, "name")),
        _column("rank", "职级", code),
        references={"rank": "ranks"},
    ),
    _table(
        "checklist_records",
        _needed("item", "事项", code),
        _needed("chain", "产业链", code),
        _needed("title", "文件或名单", fits(ChecklistRecord, "title")),
        _needed("date", "日期", date_cell),
        _needed("source", "依据", fits(ChecklistRecord, "source")),
        key=("item", "chain", "title"),
        references={"item": "checklist", "chain": "chains"},
    ),
    _table(
        "problem_levels",
        ID,
        _needed("name", "层级", fits(ProblemLevel, "name")),
        _column("rank", "职级", code),
        _column("organization", "单位", code),
        _column("limit_workdays", "时限（工作日）", whole()),
        references={"rank": "ranks", "organization": "organizations"},
    ),
    _table(
        "clauses",
        ID,
        _needed("number", "条款号", fits(Clause, "number")),
        _needed("title", "标题", fits(Clause, "title")),
        _column("parent", "上级条款", code),
        required=True,
        references={"parent": "clauses"},
    ),
    _table(
        "targets",
        ID,
        _needed("clause", "条款", code),
        _needed("name", "目标", fits(Target, "name")),
        _needed("unit", "单位", unit),
        _choice("comparator", "要求", Comparator.choices),
        _column("value", "目标值", number()),
        _column("value_max", "上限", number()),
        _column("strive", "力争", yes),
        _choice("measure", "计量", Measure.choices, required=True),
        _choice("window", "期", Window.choices),
        _needed("scope", "范围", scope(*ScopeKind.values)),
        _column("starts", "起算", date_cell),
        _column("due", "期限", date_cell),
        _column("metric", "计算方法", fits(Target, "metric")),
        _column("quantity", "指标", fits(Observation, "quantity")),
        _column("of", "除数或基准指标", fits(Observation, "quantity")),
        _column("item", "配备事项或职级", code),
        _column("base_year", "基年", whole(1949, 2200)),
        _column("baseline", "基数", number()),
        _column("tolerance", "宽容", number(0, 1)),
        _column("owners", "责任单位", codes),
        _column("record", "应有记录", fits(Target, "record")),
        _column("definition", "口径", fits(Definition, "text")),
        _column("note", "原文疑义", fits(Target, "note")),
        _column("reading", "本方案取法", fits(Target, "reading")),
        required=True,
        references={"clause": "clauses", "owners": "organizations"},
    ),
    _table(
        "goals",
        _needed("target", "目标", code),
        _column("chain", "产业链", code),
        _column("group", "产业群", code),
        _column("period", "时期", period),
        _choice("comparator", "要求", Comparator.choices),
        _needed("value", "目标值", number()),
        _column("value_max", "上限", number()),
        _column("effective_from", "生效", date_cell),
        _column("reason", "修订依据", fits(Goal, "reason")),
        key=(),
        references={"target": "targets", "chain": "chains", "group": "groups"},
    ),
    _table(
        "definitions",
        _needed("target", "目标", code),
        _needed("effective_from", "生效", date_cell),
        _needed("text", "口径", fits(Definition, "text")),
        key=("target", "effective_from"),
        references={"target": "targets"},
    ),
    _table(
        "duties",
        ID,
        _needed("clause", "条款", code),
        _needed("name", "任务", fits(Duty, "name")),
        _column("responsible", "责任主体", fits(Duty, "responsible")),
        _column("owners", "责任单位", codes),
        _choice("cadence", "频次", Window.choices),
        _column("due", "期限", date_cell),
        _column("when", "时限原意", fits(Duty, "when")),
        _column("record", "应有记录", fits(Duty, "record")),
        references={"clause": "clauses", "owners": "organizations"},
    ),
    _table(
        "sources",
        ID,
        _column("publisher", "发布者", fits(Source, "publisher")),
        _needed("title", "标题", fits(Source, "title")),
        _column("date", "日期", date_cell),
        _column("address", "地址", address),
        _column("note", "说明", fits(Source, "note")),
    ),
    _table(
        "observations",
        ID,
        _column("subject", "对象", subject),
        _choice("relation", "与目标的关系", Relation.choices, required=True),
        _needed("quantity", "指标", fits(Observation, "quantity")),
        _column("scope", "范围", scope("city", "chain", "group", "region", "text")),
        _needed("period", "时期", period),
        _column("date", "日期", date_cell),
        _column("value", "数值", number()),
        _choice("precision", "精度", Precision.choices),
        _column("unit", "单位", unit),
        _choice("nature", "性质", Nature.choices, required=True),
        _needed("source", "来源", code),
        _column("note", "说明", fits(Observation, "note")),
        _column("preferred", "采用", yes),
        _column("preference_reason", "采用理由", fits(Observation, "preference_reason")),
        references={"source": "sources"},
    ),
)
