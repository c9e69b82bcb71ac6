"""Stakes as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number

from .queries import Stake

__all__ = ["stakes_workbook"]

COLUMNS: Sequence[Said[Stake]] = (
    ("基金", WORDS, lambda each: each.row.application.programme.name),
    ("企业", WORDS, lambda each: each.row.enterprise.name),
    ("投什么", WORDS, lambda each: each.row.application.object),
    ("决定日期", day_cell, lambda each: each.row.decided_on),
    ("决定（万元）", number(), lambda each: each.row.amount),
    ("实缴（万元）", number(), lambda each: each.row.paid),
    ("社会资本（万元）", number(), lambda each: each.others),
    ("收回（万元）", number(), lambda each: each.back),
    ("状态", WORDS, lambda each: "持有" if each.row.state == "held" else each.row.get_state_display()),
    ("退出或核销日期", day_cell, lambda each: each.row.left_on),
    ("没有收回（万元）", number(), lambda each: each.lost if each.row.left_on else None),
    ("说明", WORDS, lambda each: each.row.reason),
)


def stakes_workbook(rows: Iterable[Stake]) -> bytes:
    return list_workbook("基金投资", COLUMNS, rows)
