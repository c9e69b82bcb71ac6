"""Lists of visits and of promises, and the measures, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, whole

from .measures import Measures
from .models import Promise, Visit

__all__ = ["measures_workbook", "promises_workbook", "visits_workbook"]

VISITS: Sequence[Said[Visit]] = (
    ("日期", day_cell, lambda row: row.date),
    ("类别", WORDS, lambda row: row.kind.name),
    ("对象", WORDS, lambda row: row.name),
    ("谈什么", WORDS, lambda row: row.topic),
    ("带队", WORDS, lambda row: str(row.lead)),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("区域", WORDS, lambda row: str(row.region or "")),
    ("地点", WORDS, lambda row: row.place),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("对方提了什么", WORDS, lambda row: row.asked),
    ("谈成什么", WORDS, lambda row: row.result),
    ("下一步", WORDS, lambda row: row.next_step),
    ("下一步日期", day_cell, lambda row: row.next_on),
    ("原定日期", day_cell, lambda row: row.first_date),
    ("改期次数", whole(), lambda row: row.moved),
    ("末次理由", WORDS, lambda row: row.reason),
)
PROMISES: Sequence[Said[Promise]] = (
    ("承诺什么", WORDS, lambda row: row.text),
    ("给谁", WORDS, lambda row: row.name),
    ("由谁兑现", WORDS, lambda row: str(row.unit)),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("承诺日期", day_cell, lambda row: row.made_on),
    ("原定期限", day_cell, lambda row: row.first_deadline),
    ("期限", day_cell, lambda row: row.deadline),
    ("改期次数", whole(), lambda row: row.moved),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("兑现日期", day_cell, lambda row: row.kept_on),
    ("兑现依据", WORDS, lambda row: row.proof),
    ("末次回话", WORDS, lambda row: row.said),
    ("回话日期", day_cell, lambda row: row.said_on),
    ("对方怎么说", WORDS, lambda row: row.get_heard_display() if row.heard else ""),
    ("了结时间", MOMENT, lambda row: row.decided_at),
)
MEASURES: Sequence[Said[Measures]] = (
    ("这一年承诺", whole(), lambda each: each.counts["made"]),
    ("到期", whole(), lambda each: each.counts["fell_due"]),
    ("其中已兑现", whole(), lambda each: each.counts["kept"]),
    ("其中按期兑现", whole(), lambda each: each.counts["in_time"]),
    ("其中不能兑现", whole(), lambda each: each.counts["broken"]),
    ("其中改过期限", whole(), lambda each: each.counts["moved"]),
    ("现在没有兑现", whole(), lambda each: each.counts["running"]),
    ("现在超期", whole(), lambda each: each.counts["late"]),
)


def visits_workbook(rows: Iterable[Visit]) -> bytes:
    return list_workbook("走访", VISITS, rows)


def promises_workbook(rows: Iterable[Promise]) -> bytes:
    return list_workbook("承诺", PROMISES, rows)


def measures_workbook(told: Told[Measures]) -> bytes:
    names: Sequence[Said[Measures]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("承诺兑现情况", (*names, *MEASURES), [*told.parts, told.whole])
