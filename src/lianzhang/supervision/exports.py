"""Matters under supervision as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, whole

from .columns import Column
from .models import SupervisionItem

__all__ = ["annex_workbook", "items_workbook"]

ITEMS: Sequence[Said[SupervisionItem]] = (
    ("文号", WORDS, lambda row: row.list.number),
    ("期", WORDS, lambda row: row.list.title),
    ("序号", whole(), lambda row: row.place),
    ("来源", WORDS, lambda row: row.kind_title),
    ("事项", WORDS, lambda row: row.matter),
    ("归属", WORDS, lambda row: row.note),
    ("情况", WORDS, lambda row: row.why),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("主办", WORDS, lambda row: row.lead_name),
    ("协办", WORDS, lambda row: row.helper_names),
    ("期限", day_cell, lambda row: row.deadline),
    ("印发时超期（工作日）", whole(), lambda row: row.overdue),
    ("印发时颜色", WORDS, lambda row: row.get_colour_display()),
    ("现在颜色", WORDS, lambda row: row.get_colour_now_display()),
    ("要求", WORDS, lambda row: row.asked),
    ("反馈期限", day_cell, lambda row: row.answer_by),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("催办次数", whole(), lambda row: row.reminders),
    ("末次催办", MOMENT, lambda row: row.reminded_at),
    ("反馈", WORDS, lambda row: row.answer),
    ("反馈文件", WORDS, lambda row: row.paper),
    ("反馈时间", MOMENT, lambda row: row.answered_at),
    ("逾期反馈", WORDS, lambda row: "是" if row.answered_late else ""),
    ("退回次数", whole(), lambda row: row.returned),
    ("审核意见", WORDS, lambda row: row.review),
    ("认可", WORDS, lambda row: row.get_recognition_display() if row.recognition else ""),
    ("认可依据", WORDS, lambda row: row.basis),
    ("凭哪件任务", WORDS, lambda row: row.task.number if row.task else ""),
    ("销号时间", MOMENT, lambda row: row.ended_at),
)


def items_workbook(rows: Iterable[SupervisionItem]) -> bytes:
    return list_workbook("督办", ITEMS, rows)


def annex_workbook(columns: Iterable[Column], rows: Iterable[SupervisionItem]) -> bytes:
    """A list with the columns that were chosen."""
    first: Sequence[Said[SupervisionItem]] = (
        ("序号", whole(), lambda row: row.place),
        ("事项", WORDS, lambda row: row.matter),
    )
    return list_workbook("督办", (*first, *((each.title, each.cell, each.tell) for each in columns)), rows)
