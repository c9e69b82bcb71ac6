"""The columns that the annex of a list may have: chosen before it is issued, and kept with it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.kernel.sheets import WORDS, Kind, day_cell, whole

from .models import SupervisionItem, SupervisionList

__all__ = ["COLUMNS", "USUAL", "Column", "chosen", "columns_of", "written"]


@dataclass(frozen=True, slots=True)
class Column:
    """`tell` gives a matter's value, `cell` is its kind in a workbook; `wide`: words that want room on paper.

    `moving`: it is told as it stands when it is printed; all others are frozen."""

    code: str
    title: str
    cell: Kind
    tell: Callable[[SupervisionItem], Any]
    wide: bool = False
    moving: bool = False

    def text(self, row: SupervisionItem, year: int | None) -> str:
        """As it stands on paper; `year` need not be said of a day in it."""
        value = self.tell(row)
        if isinstance(value, date):
            return f"{value:%m-%d}" if value.year == year else f"{value:%Y-%m-%d}"
        if value in (None, 0):
            return "没定日子" if self.code == "deadline" else ""
        return str(value)


def _lead(row: SupervisionItem) -> str:
    return f"{row.lead_name}（{row.helper_names}协办）" if row.helper_names else row.lead_name


def _reminded(row: SupervisionItem) -> str:
    last = f" {timezone.localdate(row.reminded_at):%m-%d}" if row.reminded_at else ""
    return f"{row.reminders}次{last}" if row.reminders else ""


def _ended(row: SupervisionItem) -> date | None:
    return timezone.localdate(row.ended_at) if row.ended_at else None


COLUMNS = (
    Column("lead", "主办单位", WORDS, _lead, wide=True),
    Column("chain", "产业链", WORDS, lambda row: str(row.chain or "")),
    Column("kind", "来源", WORDS, lambda row: row.kind_title),
    Column("why", "情况", WORDS, lambda row: row.why, wide=True),
    Column("deadline", "期限", day_cell, lambda row: row.deadline),
    Column("overdue", "超期（日）", whole(), lambda row: row.overdue),
    Column("colour", "颜色", WORDS, lambda row: row.get_colour_display()[0]),
    Column("said", "末次回话", WORDS, lambda row: row.said, wide=True),
    Column("asked", "要求", WORDS, lambda row: row.asked, wide=True),
    Column("answer_by", "反馈期限", day_cell, lambda row: row.answer_by),
    Column("reminded", "催办", WORDS, _reminded, moving=True),
    Column("state", "办理情况", WORDS, lambda row: row.get_state_display(), moving=True),
    Column("ended", "销号", day_cell, _ended, moving=True),
)
USUAL = ("lead", "deadline", "overdue", "colour", "asked", "answer_by", "reminded", "ended")


def chosen(codes: Iterable[str]) -> tuple[Column, ...]:
    """Those named, in the order of the table; of what is no column nothing is said."""
    wanted = set(codes)
    return tuple(each for each in COLUMNS if each.code in wanted)


def columns_of(row: SupervisionList) -> tuple[Column, ...]:
    return chosen(row.columns.split(",")) or chosen(USUAL)


def written(columns: Iterable[Column]) -> str:
    return ",".join(each.code for each in columns)
