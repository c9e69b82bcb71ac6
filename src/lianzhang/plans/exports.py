"""The lists of a plan as workbooks: the rows on the screen, one column for each thing said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lianzhang.kernel.formatting import LIGHTS, PRECISIONS
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .models import BodyKind
from .queries.clauses import Item, PlanPage
from .queries.evidence import Evidence, Group
from .queries.outcomes import Outcome
from .queries.records import Record
from .queries.scores import Body, Cell, ScorePage

__all__ = ["outcome_workbook", "plan_workbook", "records_workbook", "scores_workbook", "target_workbook"]

# A record, in the group that says whether it counts.
Grouped = tuple[Group, Record]

KINDS = {"target": "目标", "duty": "任务"}


def plan_workbook(page: PlanPage, at: date) -> bytes:
    return list_workbook(f"方案进展 截至{at}", PLAN, (item for section in page.sections for item in section.items))


def outcome_workbook(rows: Iterable[Outcome], at: date) -> bytes:
    return list_workbook(f"方案与公布结果 截至{at}", OUTCOME, rows)


def target_workbook(evidence: Evidence, at: date) -> bytes:
    groups = (evidence.counting, *evidence.others)
    return list_workbook(f"依据 截至{at}", EVIDENCE, ((group, record) for group in groups for record in group.records))


def records_workbook(records: Iterable[Record], at: date) -> bytes:
    """The figures of a source or a duty."""
    return list_workbook(f"记录 截至{at}", RECORD, records)


def scores_workbook(page: ScorePage, at: date) -> bytes:
    return list_workbook(f"考核得分 截至{at}", SCORES, page.lines)


def _subject(record: Record) -> str:
    return str((record.report and record.report.subject) or "")


def _in_group(column: Said[Record]) -> Said[Grouped]:
    heading, kind, said = column
    return heading, kind, lambda grouped: said(grouped[1])


PLAN: Sequence[Said[Item]] = (
    ("条款", WORDS, lambda item: item.subject.clause.number),
    ("条款标题", WORDS, lambda item: item.subject.clause.title),
    ("类别", WORDS, lambda item: KINDS[item.kind]),
    ("编号", WORDS, lambda item: item.subject.code),
    ("目标或任务", WORDS, lambda item: item.subject.name),
    ("要求", WORDS, lambda item: item.goal),
    ("状态", WORDS, lambda item: LIGHTS[item.state]),
    ("最近的数", WORDS, lambda item: item.value),
    ("数值", number(), lambda item: item.amount),
    ("单位", WORDS, lambda item: "" if item.amount is None else item.unit),
    ("日期", day_cell, lambda item: item.day),
    ("说明", WORDS, lambda item: item.note),
    ("责任单位", WORDS, lambda item: item.owners),
    ("计入的记录（条）", whole(), lambda item: item.counting),
    ("不计入的记录（条）", whole(), lambda item: item.related),
)

OUTCOME: Sequence[Said[Outcome]] = (
    ("条款", WORDS, lambda row: row.target.clause.number),
    ("编号", WORDS, lambda row: row.target.code),
    ("目标", WORDS, lambda row: row.target.name),
    ("目标值", WORDS, lambda row: row.goal),
    ("精度", WORDS, lambda row: PRECISIONS.get(row.precision, "")),
    ("最近公布值", number(), lambda row: row.nominal),
    ("单位", WORDS, lambda row: row.target.unit),
    ("时期", WORDS, lambda row: row.when),
    ("日期", day_cell, lambda row: row.date),
    ("状态", WORDS, lambda row: LIGHTS[row.state]),
    ("说明", WORDS, lambda row: row.note),
    ("发布者", WORDS, lambda row: "；".join(source.publisher for source in row.sources if source.publisher)),
    ("来源", WORDS, lambda row: "；".join(source.title for source in row.sources)),
    ("地址", WORDS, lambda row: "；".join(source.address for source in row.sources if source.address)),
)

SCORES: Sequence[Said[tuple[Body, Cell]]] = (
    ("考核谁", WORDS, lambda line: BodyKind(line[0].kind).label),
    ("考核对象", WORDS, lambda line: line[0].row.name),
    ("目标编号", WORDS, lambda line: line[1].target.code),
    ("目标", WORDS, lambda line: line[1].target.name),
    ("计分办法", WORDS, lambda line: line[1].how),
    ("满分", number(), lambda line: line[1].score.points),
    ("至少得分", number(), lambda line: line[1].points.low),
    ("至多得分", number(), lambda line: line[1].points.high if line[1].points.high.is_finite() else None),
    ("得分", WORDS, lambda line: line[1].told),
    ("状态", WORDS, lambda line: LIGHTS[line[1].evaluation.state]),
    ("怎么算的", WORDS, lambda line: line[1].why),
    ("合计得分", WORDS, lambda line: line[0].points),
    ("名次", WORDS, lambda line: line[0].ranked),
    ("奖惩", WORDS, lambda line: "；".join(line[0].wins)),
    ("原文", WORDS, lambda line: line[1].score.text),
)

RECORD: Sequence[Said[Record]] = (
    ("目标或任务", WORDS, _subject),
    ("报的是什么", WORDS, lambda record: record.quantity),
    ("数或记录", WORDS, lambda record: record.what),
    ("数值", number(), lambda record: record.report and record.report.value),
    ("单位", WORDS, lambda record: record.report and record.report.value is not None and record.report.unit),
    ("时期", WORDS, lambda record: record.when),
    ("日期", day_cell, lambda record: record.date),
    ("范围", WORDS, lambda record: record.scope),
    ("发布者", WORDS, lambda record: record.source and record.source.publisher),
    ("来源", WORDS, lambda record: record.source.title if record.source else record.source_text),
    ("地址", WORDS, lambda record: record.source and record.source.address),
    ("说明", WORDS, lambda record: record.note),
)

EVIDENCE: Sequence[Said[Grouped]] = (
    ("计入与否", WORDS, lambda grouped: grouped[0].title),
    ("理由", WORDS, lambda grouped: grouped[0].why),
    ("用来判断", WORDS, lambda grouped: grouped[1].deciding),
    *(_in_group(column) for column in RECORD),
)
