"""What stands behind a need, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number

from .queries import Backings, Line

__all__ = ["backings_workbook"]

LINES: Sequence[Said[Line]] = (
    ("债权人", WORDS, lambda each: str(each.row.need.enterprise)),
    ("是什么", WORDS, lambda each: each.row.what),
    ("付款方", WORDS, lambda each: each.row.debtor),
    ("金额（万元）", number(), lambda each: each.row.amount),
    ("到期日", day_cell, lambda each: each.row.due_on),
    ("付款方确认过", WORDS, lambda each: each.row.get_confirmed_display()),
    ("已经质押、转让或登记", WORDS, lambda each: each.row.get_pledged_display()),
    ("别的需求里也写了", WORDS, lambda each: "也写了" if each.twice else ""),
    ("凭什么单据", WORDS, lambda each: each.row.note),
)


def backings_workbook(told: Backings) -> bytes:
    return list_workbook("担保明细", LINES, told.lines)
