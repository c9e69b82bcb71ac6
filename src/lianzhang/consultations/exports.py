"""The list of consultations as a workbook: what was asked and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, whole

from .models import Consultation

__all__ = ["consultations_workbook"]

OF_ALL: Sequence[Said[Consultation]] = (
    ("标题", WORDS, lambda row: row.title),
    ("问题", WORDS, lambda row: row.question),
    ("产业链", WORDS, lambda row: str(row.chain)),
    ("提问", WORDS, lambda row: str(row.post or row.asked_by)),
    ("提问时间", MOMENT, lambda row: row.asked_at),
    ("哪天前要", day_cell, lambda row: row.wanted_by),
    ("原定哪天前要", day_cell, lambda row: row.first_wanted_by),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("采用", WORDS, lambda row: row.get_use_display() if row.use else ""),
    ("理由", WORDS, lambda row: row.reason),
    ("办结时间", MOMENT, lambda row: row.closed_at),
)
# Who was asked besides, and who answered, is no news for another expert.
COUNTS: Sequence[Said[Consultation]] = (
    ("请了几位", whole(), lambda row: row.asked_of),
    ("几位答复", whole(), lambda row: row.answers),
)


def consultations_workbook(rows: Iterable[Consultation], *, expert: bool) -> bytes:
    return list_workbook("专家咨询", OF_ALL if expert else (*OF_ALL, *COUNTS), rows)
