"""The tables of a plan folder, declared: columns, what each refers to, and what makes a row occur once.

docs/plan-format.md explains them to the person who writes a plan."""

from __future__ import annotations

from lianzhang.kernel.sheets import Sheet, code, codes, day_cell, number, text, whole, yes
from lianzhang.kernel.vocabulary import TERMS
from lianzhang.plans.models import (
    Cadence,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Comparator,
    Definition,
    Duty,
    Each,
    Goal,
    Measure,
    Nature,
    Observation,
    Plan,
    Precision,
    Relation,
    ScopeKind,
    Source,
    Target,
    TargetItem,
    Window,
)

from .assessment_tables import ASSESSMENT_TABLES
from .capacity_tables import CAPACITY_TABLES
from .cells import address, fits, items, period, scope, subject, unit, unit_name
from .city_tables import CITY_TABLES
from .declaring import ID, WATCHED, PlanTable, choice, column, needed, table
from .market_tables import MARKET_TABLES
from .need_tables import NEED_TABLES
from .platform_tables import PLATFORM_TABLES
from .problem_tables import PROBLEM_TABLES
from .programme_tables import PROGRAMME_TABLES
from .project_tables import PROJECT_TABLES
from .register_tables import REGISTER_TABLES
from .score_tables import SCORE_TABLES
from .supervision_tables import SUPERVISION_TABLES
from .supply_tables import SUPPLY_TABLES
from .trade_tables import TRADE_TABLES
from .visit_tables import VISIT_TABLES
from .work_tables import WORK_TABLES

__all__ = ["PLAN", "SECTIONS", "TABLES", "PlanTable"]

WORD_LONGEST = 40


PLAN = Sheet(
    "plan",
    (
        ID,
        needed("name", "名称", fits(Plan, "name")),
        column("short_name", "简称", fits(Plan, "short_name")),
        needed("city", "城市", code),
        needed("starts", "起始", day_cell),
        needed("ends", "终止", day_cell),
        column("succeeds", "接续的方案", code),
        needed("about_tolerance", "“左右”的宽容", number(0, 1)),
        needed("evidence_valid_days", "依据有效天数", whole(1)),
        column("source", "出处", fits(Plan, "source")),
    ),
    named_by="key",
)
PAPER = Sheet(
    "paper",
    (
        column("title", "文件标题", fits(Plan, "paper_title")),
        column("number", "文号", fits(Plan, "paper_number")),
        column("issuer", "发文单位", fits(Plan, "paper_issuer")),
        column("date", "印发日期", day_cell),
        column("address", "文件地址", address),
    ),
    named_by="key",
)
WORDS = Sheet("words", tuple(column(term, title, text(WORD_LONGEST)) for term, title in TERMS.items()), named_by="key")
# The sections of plan.toml.
SECTIONS = {sheet.name: sheet for sheet in (PLAN, PAPER, WORDS)}

TABLES = (
    *CITY_TABLES,
    table(
        "cadences",
        "频次",
        needed("rank", "职级", code),
        needed("activity", "事项", fits(Cadence, "activity")),
        choice("every", "周期", Window.choices, required=True),
        needed("at_least", "次数", whole(1)),
        choice("kind", "方式", Cadence.Kind.choices),
        column("within_days", "期后天数", whole(0, 366)),
        choice("of", "给谁", Cadence.Of.choices),
        column("starts", "自何日起", day_cell),
        column("duties", "算作哪些任务的记录", codes),
        key=("rank", "activity", "starts"),
        references={"rank": "ranks", "duties": "duties"},
    ),
    table(
        "checklist",
        "配备",
        ID,
        needed("name", "事项", fits(ChecklistItem, "name")),
        column("rank", "职级", code),
        choice("of", "给谁", ChecklistItem.Of.choices),
        references={"rank": "ranks"},
    ),
    table(
        "checklist_records",
        "配备文件",
        needed("item", "事项", code),
        column("chain", "产业链", code),
        column("region", "区域", code),
        needed("title", "文件或名单", fits(ChecklistRecord, "title")),
        needed("date", "日期", day_cell),
        needed("source", "依据", fits(ChecklistRecord, "source")),
        key=("item", "chain", "region", "title"),
        references={"item": "checklist", "chain": "chains", "region": "regions"},
    ),
    *PROBLEM_TABLES,
    *PROJECT_TABLES,
    *SUPPLY_TABLES,
    *MARKET_TABLES,
    *SUPERVISION_TABLES,
    *REGISTER_TABLES,
    table(
        "units",
        "计量单位",
        ID,
        needed("name", "单位", unit_name),
        column("dimension", "以哪个单位计", unit),
        column("factor", "合多少", number(0)),
        column("date", "日期", day_cell),
        column("note", "说明", text(200)),
        column("source", "出处", text(300)),
    ),
    table(
        "clauses",
        "条款",
        ID,
        needed("number", "条款号", fits(Clause, "number")),
        needed("title", "标题", fits(Clause, "title")),
        column("parent", "上级条款", code),
        required=True,
        references={"parent": "clauses"},
    ),
    table(
        "targets",
        "目标",
        ID,
        needed("clause", "条款", code),
        needed("name", "目标", fits(Target, "name")),
        needed("unit", "单位", unit),
        choice("comparator", "要求", [*Comparator.choices, (WATCHED, "监测")]),
        column("value", "目标值", number()),
        column("value_max", "上限", number()),
        column("strive", "力争", yes),
        choice("measure", "计量", Measure.choices, required=True),
        choice("window", "期", Window.choices),
        needed("scope", "范围", scope(*ScopeKind.values)),
        column("starts", "起算", day_cell),
        column("due", "期限", day_cell),
        column("metric", "计算方法", fits(Target, "metric")),
        column("quantity", "指标", fits(Observation, "quantity")),
        column("of", "除数或基准指标", fits(Observation, "quantity")),
        column("item", "算什么", items),
        column("base_year", "基年", whole(1949, 2200)),
        column("baseline", "基数", number()),
        column("tolerance", "宽容", number(0, 1)),
        column("owners", "责任单位", codes),
        column("record", "应有记录", fits(Target, "record")),
        column("definition", "口径", fits(Definition, "text")),
        column("note", "原文疑义", fits(Target, "note")),
        column("reading", "本方案取法", fits(Target, "reading")),
        references={"clause": "clauses", "owners": "organizations"},
    ),
    table(
        "goals",
        "目标值",
        needed("target", "目标", code),
        column("chain", "产业链", code),
        column("group", "产业群", code),
        column("region", "区域", code),
        column("park", "园区", code),
        column("period", "时期", period),
        choice("comparator", "要求", Comparator.choices),
        needed("value", "目标值", number()),
        column("value_max", "上限", number()),
        column("effective_from", "生效", day_cell),
        column("reason", "修订依据", fits(Goal, "reason")),
        key=(),
        references={
            "target": "targets",
            "chain": "chains",
            "group": "groups",
            "region": "regions",
            "park": "parks",
        },
    ),
    table(
        "items",
        "目标事项",
        needed("target", "目标", code),
        needed("id", "编号", code),
        needed("name", "事项", fits(TargetItem, "name")),
        column("value", "要几个", number(0)),
        column("checklist", "配备事项", code),
        key=("target", "id"),
        references={"target": "targets", "checklist": "checklist"},
    ),
    *SCORE_TABLES,
    table(
        "definitions",
        "口径",
        needed("target", "目标", code),
        needed("effective_from", "生效", day_cell),
        needed("text", "口径", fits(Definition, "text")),
        key=("target", "effective_from"),
        references={"target": "targets"},
    ),
    table(
        "duties",
        "任务",
        ID,
        needed("clause", "条款", code),
        needed("name", "任务", fits(Duty, "name")),
        column("responsible", "责任主体", fits(Duty, "responsible")),
        column("owners", "责任单位", codes),
        choice("cadence", "频次", Window.choices),
        column("due", "期限", day_cell),
        column("when", "时限原意", fits(Duty, "when")),
        column("record", "应有记录", fits(Duty, "record")),
        choice("each", "分别要求", Each.choices),
        references={"clause": "clauses", "owners": "organizations"},
    ),
    *WORK_TABLES,
    *VISIT_TABLES,
    *TRADE_TABLES,
    *NEED_TABLES,
    *CAPACITY_TABLES,
    *PROGRAMME_TABLES,
    *ASSESSMENT_TABLES,
    *PLATFORM_TABLES,
    table(
        "sources",
        "来源",
        ID,
        column("publisher", "发布者", fits(Source, "publisher")),
        needed("title", "标题", fits(Source, "title")),
        column("date", "日期", day_cell),
        column("address", "地址", address),
        column("note", "说明", fits(Source, "note")),
    ),
    table(
        "observations",
        "实际值",
        ID,
        column("subject", "对象", subject),
        choice("relation", "与目标的关系", Relation.choices, required=True),
        needed("quantity", "指标", fits(Observation, "quantity")),
        column("scope", "范围", scope("city", "chain", "group", "region", "park", "text")),
        needed("period", "时期", period),
        column("date", "日期", day_cell),
        column("value", "数值", number()),
        choice("precision", "精度", Precision.choices),
        column("unit", "单位", unit),
        choice("nature", "性质", Nature.choices, required=True),
        needed("source", "来源", code),
        column("note", "说明", fits(Observation, "note")),
        column("preferred", "采用", yes),
        column("preference_reason", "采用理由", fits(Observation, "preference_reason")),
        references={"source": "sources"},
    ),
)
