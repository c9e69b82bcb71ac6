"""The sheets of reported figures: the one people fill in, and the list as it is handed out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lianzhang.kernel.periods import Period, PeriodError, period_hint, read_period
from lianzhang.kernel.sheets import CellError, Column, Kind, Sheet, day_cell, number, text, write_workbook
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.models import Nature, Observation, Plan, Relation, Source
from lianzhang.work.models import ReportState

from .entries import BASES, MEANINGS
from .places import Places

__all__ = ["FILL_IN", "figures_workbook", "fill_in_sheet"]

FILL_IN = "填报"
ROWS_ALLOWED = 2_000


def fits(model: type[Observation] | type[Source], name: str) -> Kind:
    field: Any = model._meta.get_field(name)
    return text(field.max_length)


def _period(cell: str) -> Period:
    try:
        return read_period(cell)
    except PeriodError as error:
        raise CellError(str(error)) from error


PERIOD = Kind(_period, shown_as="period", hint="2023、2023Q4、2023-08 或 2023-08-30")
WORDS = text(1000)
MEANT = "；".join(f"{each.label}——{MEANINGS[each]}" for each in Relation)


def subject_labels(plan: Plan) -> list[tuple[str, str]]:
    """Targets and duties by the code that tables use and the name people know. Two queries."""
    targets = [(code, name) for code, name in plan.targets.order_by("order").values_list("code", "name")]
    duties = [(f"duty:{code}", name) for code, name in plan.duties.order_by("order").values_list("code", "name")]
    names = [name for _, name in targets + duties]
    return [(code, f"{name}（{code}）" if names.count(name) > 1 else name) for code, name in targets + duties]


def fill_in_sheet(plan: Plan, places: Places) -> Sheet:
    """What a clerk fills in for this plan, with its targets and places to choose from."""
    choices: Any = tuple((each.value, each.label) for each in Relation)
    whole = words().whole
    natures: Any = tuple((each.value, each.label) for each in Nature)
    return Sheet(
        FILL_IN,
        (
            Column(
                *("subject", "目标或任务"),
                required=True,
                choices=tuple(subject_labels(plan)),
                help="从下拉列表里选；也可写编号，任务写 duty:编号。",
            ),
            Column("relation", "与目标的关系", required=True, choices=choices, help=MEANT, example="直接"),
            Column("value", "数值", text(40), main=True, help="照原文写；没有数就留空，并写说明。", example="约30家"),
            Column("unit", "单位", text(20), help="数值里没写单位时用；留空用目标的单位。", example="家"),
            Column("period", "时期", PERIOD, required=True, help=f"{period_hint()}。", example="2023Q4"),
            Column(
                "date", "日期", day_cell, help="数据截至或会议召开的日期；留空为时期最后一天。", example="2024-01-12"
            ),
            Column("basis", "口径", choices=BASES, help="流量才分：从年初起的写累计，这一期的写当期；留空照时期。"),
            Column("nature", "存量或流量", choices=natures, help="总数是存量，一段时间发生的是流量；留空按目标。"),
            Column(
                *("scope", "范围"),
                choices=tuple(places.labels()),
                help=f"留空为{whole}；目标只问一处的，留空为那一处。",
                example=whole,
            ),
            Column("scope_text", "范围说明", fits(Observation, "scope_text"), help="范围选“其他”时写明。"),
            Column("quantity", "指标", fits(Observation, "quantity"), help="一般留空。"),
            Column("source_title", "来源标题", fits(Source, "title"), required=True, example="2023年政府工作报告"),
            Column("source_publisher", "发布者", fits(Source, "publisher"), example=words().government),
            Column("source_date", "发布日期", day_cell, example="2024-01-08"),
            Column("source_address", "网址", fits(Source, "address"), help="以 http:// 或 https:// 开头。"),
            Column("note", "说明", fits(Observation, "note"), help="没有数值、或作基期用的，必须写。"),
        ),
        max_rows=ROWS_ALLOWED,
    )


LISTED = (
    Column("subject", "目标或任务", WORDS),
    Column("relation", "与目标的关系", WORDS),
    Column("precision", "精度", WORDS),
    Column("value", "数值", number()),
    Column("unit", "单位", WORDS),
    Column("period", "时期", WORDS),
    Column("date", "日期", day_cell),
    Column("nature", "存量或流量", WORDS),
    Column("scope", "范围", WORDS),
    Column("quantity", "指标", WORDS),
    Column("state", "状态", WORDS),
    Column("preferred", "采用", WORDS),
    Column("source_title", "来源标题", WORDS),
    Column("source_publisher", "发布者", WORDS),
    Column("source_date", "发布日期", day_cell),
    Column("source_address", "网址", WORDS),
    Column("entered_by", "录入", WORDS),
    Column("decided_by", "确认或退回", WORDS),
    Column("note", "说明", WORDS),
)


def figures_workbook(rows: Iterable[Observation]) -> bytes:
    """The figures as listed, one row each."""
    return write_workbook(Sheet("实际值", LISTED), (_listed(row) for row in rows))


def _listed(row: Observation) -> dict[str, Any]:
    return {
        "subject": str(row.subject or ""),
        "relation": row.get_relation_display(),
        "precision": row.get_precision_display() if row.value is not None else "",
        "value": row.value,
        "unit": row.unit,
        "period": str(Period(row.period_start, row.period_end)),
        "date": row.date,
        "nature": row.get_nature_display(),
        "scope": row.place,
        "quantity": row.quantity,
        "state": ReportState(row.state).label,
        "preferred": f"采用：{row.preference_reason}" if row.preferred else "",
        "source_title": row.source.title,
        "source_publisher": row.source.publisher,
        "source_date": row.source.date,
        "source_address": row.source.address,
        "entered_by": str(row.entered_by),
        "decided_by": str(row.decided_by or ""),
        "note": row.note,
    }
