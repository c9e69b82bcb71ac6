"""The lists of a plan as workbooks: the rows on the screen, one column for each thing said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from lianzhang.kernel.figures import LIGHTS, PRECISIONS
from lianzhang.kernel.sheets import Column, Sheet, date_cell, number, text, whole, write_workbook

if TYPE_CHECKING:
    from .queries.clauses import Item, PlanPage
    from .queries.evidence import Evidence, Group
    from .queries.outcomes import Outcome
    from .queries.records import Record

__all__ = ["outcome_workbook", "plan_workbook", "records_workbook", "target_workbook"]

WORDS = text(1000)
KINDS = {"target": "目标", "duty": "任务"}

PLAN_COLUMNS = (
    Column("clause", "条款", WORDS),
    Column("clause_title", "条款标题", WORDS),
    Column("kind", "类别", WORDS),
    Column("code", "编号", WORDS),
    Column("name", "目标或任务", WORDS),
    Column("goal", "要求", WORDS),
    Column("state", "状态", WORDS),
    Column("value", "最近的数", WORDS),
    Column("date", "日期", date_cell),
    Column("note", "说明", WORDS),
    Column("owners", "责任单位", WORDS),
    Column("counting", "计入的记录（条）", whole()),
    Column("related", "不计入的记录（条）", whole()),
)

OUTCOME_COLUMNS = (
    Column("clause", "条款", WORDS),
    Column("code", "编号", WORDS),
    Column("name", "目标", WORDS),
    Column("goal", "目标值", WORDS),
    Column("told", "精度", WORDS),
    Column("value", "最近公布值", number()),
    Column("unit", "单位", WORDS),
    Column("when", "时期", WORDS),
    Column("date", "日期", date_cell),
    Column("state", "状态", WORDS),
    Column("note", "说明", WORDS),
    Column("publisher", "发布者", WORDS),
    Column("source", "来源", WORDS),
    Column("address", "地址", WORDS),
)

RECORD_COLUMNS = (
    Column("subject", "目标或任务", WORDS),
    Column("quantity", "报的是什么", WORDS),
    Column("what", "数或记录", WORDS),
    Column("when", "时期", WORDS),
    Column("date", "日期", date_cell),
    Column("scope", "范围", WORDS),
    Column("publisher", "发布者", WORDS),
    Column("source", "来源", WORDS),
    Column("address", "地址", WORDS),
    Column("note", "说明", WORDS),
)
EVIDENCE_COLUMNS = (
    Column("bearing", "计入与否", WORDS),
    Column("why", "理由", WORDS),
    Column("deciding", "用来判断", WORDS),
    *RECORD_COLUMNS,
)


def sheet(title: str, at: date, columns: tuple[Column, ...]) -> Sheet:
    """The sheet's name carries the day, so that a printed copy says when it was true."""
    return Sheet(f"{title} 截至{at}", columns)


def plan_workbook(page: PlanPage, at: date) -> bytes:
    rows = (row for section in page.sections for row in _plan_rows(section.items))
    return write_workbook(sheet("方案进展", at, PLAN_COLUMNS), rows)


def _plan_rows(items: Iterable[Item]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {
            "clause": item.subject.clause.number,
            "clause_title": item.subject.clause.title,
            "kind": KINDS[item.kind],
            "code": item.subject.code,
            "name": item.subject.name,
            "goal": item.goal,
            "state": LIGHTS[item.state],
            "value": item.value,
            "date": item.day,
            "note": item.note,
            "owners": item.owners,
            "counting": item.counting,
            "related": item.related,
        }


def outcome_workbook(rows: Iterable[Outcome], at: date) -> bytes:
    return write_workbook(sheet("方案与公布结果", at, OUTCOME_COLUMNS), (_outcome_row(row) for row in rows))


def _outcome_row(row: Outcome) -> dict[str, Any]:
    return {
        "clause": row.target.clause.number,
        "code": row.target.code,
        "name": row.target.name,
        "goal": row.goal,
        "told": PRECISIONS.get(row.precision, ""),
        "value": row.nominal,
        "unit": row.target.unit,
        "when": row.when,
        "date": row.date,
        "state": LIGHTS[row.state],
        "note": row.note,
        "publisher": "；".join(source.publisher for source in row.sources if source.publisher),
        "source": "；".join(source.title for source in row.sources),
        "address": "；".join(source.address for source in row.sources if source.address),
    }


def target_workbook(evidence: Evidence, at: date) -> bytes:
    rows = (row for group in (evidence.counting, *evidence.others) for row in _evidence_rows(group))
    return write_workbook(sheet("依据", at, EVIDENCE_COLUMNS), rows)


def records_workbook(records: Iterable[Record], at: date) -> bytes:
    """The figures of a source or a duty."""
    return write_workbook(sheet("记录", at, RECORD_COLUMNS), (_record_row(record) for record in records))


def _evidence_rows(group: Group) -> Iterable[dict[str, Any]]:
    for record in group.records:
        judged = {"bearing": group.title, "why": group.why, "deciding": record.deciding}
        yield judged | _record_row(record)


def _record_row(record: Record) -> dict[str, Any]:
    source, report = record.source, record.report
    subject = (report.target or report.duty) if report else None
    return {
        "subject": subject.name if subject else "",
        "quantity": record.quantity,
        "what": record.what,
        "when": record.when,
        "date": record.date,
        "scope": record.scope,
        "publisher": source.publisher if source else "",
        "source": source.title if source else record.source_text,
        "address": source.address if source else "",
        "note": record.note,
    }
