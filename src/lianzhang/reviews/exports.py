"""Lists of meetings and of decisions as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, whole
from lianzhang.kernel.vocabulary import words

from .agenda import Fulfilled
from .models import Meeting

__all__ = ["decisions_workbook", "meetings_workbook"]

MEETINGS: Sequence[Said[Meeting]] = (
    ("会议", WORDS, str),
    ("产业链", WORDS, lambda row: str(row.chain or words().whole)),
    ("事项", WORDS, lambda row: row.activity),
    ("时期", WORDS, lambda row: str(row.period)),
    ("最迟哪天开", day_cell, lambda row: row.limit),
    ("安排在", day_cell, lambda row: row.on),
    ("原定", day_cell, lambda row: row.first_on),
    ("改期次数", whole(), lambda row: row.moved),
    ("开会日期", day_cell, lambda row: row.held_on),
    ("晚开", WORDS, lambda row: "是" if row.is_late else ""),
    ("主持", WORDS, lambda row: str(row.chair)),
    ("地点", WORDS, lambda row: row.room),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("纪要确认", MOMENT, lambda row: row.confirmed_at),
)
DECISIONS: Sequence[Said[Fulfilled]] = (
    ("会议", WORDS, lambda each: str(each.decision.meeting)),
    ("议题", WORDS, lambda each: each.decision.title),
    ("议定", WORDS, lambda each: each.decision.text),
    ("主办", WORDS, lambda each: str(each.decision.lead)),
    ("期限", day_cell, lambda each: each.decision.deadline),
    ("怎样算办成", WORDS, lambda each: each.decision.proof),
    ("决定", WORDS, lambda each: each.decision.get_state_display()),
    ("办得怎样", WORDS, lambda each: each.word),
    ("末次回话", WORDS, lambda each: each.said),
    ("任务编号", WORDS, lambda each: each.decision.task.number if each.decision.task else ""),
)


def meetings_workbook(rows: Iterable[Meeting]) -> bytes:
    return list_workbook("会议", MEETINGS, rows)


def decisions_workbook(rows: Iterable[Fulfilled]) -> bytes:
    return list_workbook("决定", DECISIONS, rows)
