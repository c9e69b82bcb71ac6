"""Changes of plans as a workbook: a row for each line that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook
from lianzhang.plans.models import PlanChange

from .previews import SeenChange

__all__ = ["changes_workbook"]

Line = tuple[PlanChange, SeenChange | None]
COLUMNS: Sequence[Said[Line]] = (
    ("改什么", WORDS, lambda each: each[0].title),
    ("状态", WORDS, lambda each: each[0].get_state_display()),
    ("依据", WORDS, lambda each: each[0].paper),
    ("自何日起", day_cell, lambda each: each[0].day),
    ("提出人", WORDS, lambda each: str(each[0].entered_by)),
    ("提出时间", MOMENT, lambda each: each[0].entered_at),
    ("核对人", WORDS, lambda each: str(each[0].applied_by or "")),
    ("生效时间", MOMENT, lambda each: each[0].applied_at),
    ("表", WORDS, lambda each: each[1].table if each[1] else ""),
    ("改动", WORDS, lambda each: each[1].action if each[1] else ""),
    ("哪一行", WORDS, lambda each: each[1].name if each[1] else ""),
    ("哪一项", WORDS, lambda each: each[1].field if each[1] else ""),
    ("原来", WORDS, lambda each: each[1].old if each[1] else ""),
    ("现在", WORDS, lambda each: each[1].new if each[1] else ""),
)


def changes_workbook(rows: Iterable[PlanChange]) -> bytes:
    lines = ((row, [SeenChange(**each) for each in row.effects]) for row in rows)
    return list_workbook("方案修改", COLUMNS, ((row, each) for row, effects in lines for each in effects or (None,)))
