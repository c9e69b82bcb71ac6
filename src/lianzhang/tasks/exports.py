"""Lists of tasks and of records of work, and the measures, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, number, whole

from .measures import Measures
from .models import RecordState, Task, WorkRecord
from .record_measures import TopicMeasures

__all__ = ["measures_workbook", "records_workbook", "tasks_workbook", "topics_workbook"]

TASKS: Sequence[Said[Task]] = (
    ("编号", WORDS, lambda row: row.number),
    ("任务", WORDS, lambda row: row.title),
    ("要做什么", WORDS, lambda row: row.text),
    ("怎么算办成", WORDS, lambda row: row.proof),
    ("来自方案任务", WORDS, lambda row: str(row.duty or "")),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("主办", WORDS, lambda row: str(row.lead)),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("进展", WORDS, lambda row: row.get_pace_display() if row.pace else ""),
    ("频次", WORDS, lambda row: f"每{row.get_cadence_display()}" if row.cadence else "一次"),
    ("原定期限", day_cell, lambda row: row.first_deadline),
    ("期限", day_cell, lambda row: row.deadline),
    ("改期次数", whole(), lambda row: row.moved),
    ("改写次数", whole(), lambda row: row.amended),
    ("提过异议", WORDS, lambda row: "是" if row.disputed else ""),
    ("退回次数", whole(), lambda row: row.rejected),
    ("交办时间", MOMENT, lambda row: row.assigned_at),
    ("报办结日期", day_cell, lambda row: row.reported_on),
    ("办成日期", day_cell, lambda row: row.done_on),
    ("办成什么", WORDS, lambda row: row.report),
)
RECORDS: Sequence[Said[WorkRecord]] = (
    ("类别", WORDS, lambda row: row.kind.name),
    ("专题", WORDS, lambda row: str(row.topic or "")),
    ("做了什么", WORDS, lambda row: row.title),
    ("日期", day_cell, lambda row: row.date),
    ("单位", WORDS, lambda row: str(row.unit or row.post or "")),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("区域", WORDS, lambda row: str(row.region or "")),
    ("结果", WORDS, lambda row: row.result),
    ("到场人数", whole(), lambda row: row.attended),
    ("节约金额（万元）", number(), lambda row: row.saved),
    ("多少家企业", whole(), lambda row: row.saved_firms),
    ("谁确认的", WORDS, lambda row: str(row.decided_by or "") if row.state == RecordState.CONFIRMED else ""),
    ("算作哪项方案任务的记录", WORDS, lambda row: str(row.duty or "")),
    ("来源", WORDS, lambda row: row.source),
    ("状态", WORDS, lambda row: row.get_state_display()),
)
MEASURES: Sequence[Said[Measures]] = (
    ("到期", whole(), lambda each: each.counts["fell_due"]),
    ("其中按时报办结", whole(), lambda each: each.counts["in_time"]),
    ("其中已办结", whole(), lambda each: each.counts["done"]),
    ("其中改过期限", whole(), lambda each: each.counts["moved"]),
    ("其中改写过", whole(), lambda each: each.counts["amended"]),
    ("其中提过异议", whole(), lambda each: each.counts["disputed"]),
    ("其中退回过", whole(), lambda each: each.counts["sent_back"]),
    ("现在在办", whole(), lambda each: each.counts["running"]),
    ("现在超期", whole(), lambda each: each.counts["late"]),
)
TOPICS: Sequence[Said[TopicMeasures]] = (
    ("办过", whole(), lambda each: each.counts["held"]),
    ("没有名单", whole(), lambda each: each.counts["empty"]),
    ("人次", whole(), lambda each: each.counts["seats"]),
    ("人（不重复）", whole(), lambda each: each.counts["persons"]),
    ("企业", whole(), lambda each: each.counts["firms"]),
    ("没有写企业的人次", whole(), lambda each: each.counts["without_firm"]),
)


def tasks_workbook(rows: Iterable[Task]) -> bytes:
    return list_workbook("任务", TASKS, rows)


def records_workbook(rows: Iterable[WorkRecord]) -> bytes:
    return list_workbook("工作记录", RECORDS, rows)


def measures_workbook(told: Told[Measures]) -> bytes:
    names: Sequence[Said[Measures]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("任务办理情况", (*names, *MEASURES), [*told.parts, told.whole])


def topics_workbook(told: Told[TopicMeasures]) -> bytes:
    names: Sequence[Said[TopicMeasures]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("专题办理情况", (*names, *TOPICS), [*told.parts, told.whole])
