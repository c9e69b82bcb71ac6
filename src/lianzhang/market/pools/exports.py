"""Pools as a workbook: those who read all buyers get them in it, a firm its own part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.formatting import number as plain
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .queries import Line

__all__ = ["pools_workbook"]

POOLS: Sequence[Said[Line]] = (
    ("一起买什么", WORDS, lambda each: each.row.title),
    ("公开的说明", WORDS, lambda each: each.row.text),
    ("类别", WORDS, lambda each: str(each.row.kind)),
    ("产业链", WORDS, lambda each: str(each.row.chain)),
    ("产品", WORDS, lambda each: str(each.row.product or "")),
    ("单位", WORDS, lambda each: each.row.unit),
    ("请哪天前答复", day_cell, lambda each: each.row.answer_by),
    ("状态", WORDS, lambda each: each.row.get_state_display()),
    ("没有拼成的原因", WORDS, lambda each: each.row.reason),
)
OWN: Sequence[Said[Line]] = (
    ("本企业", WORDS, lambda each: each.own.get_state_display() if each.own else ""),
    ("本企业要多少", number(), lambda each: each.own.quantity if each.own else None),
)
ALL: Sequence[Said[Line]] = (
    ("几家参加", whole(), lambda each: len(each.buyers)),
    ("几家没有答复", whole(), lambda each: each.asked),
    ("合计数量", number(), lambda each: each.total if each.buyers else None),
    ("几家收到了", whole(), lambda each: each.received),
    ("各家", WORDS, lambda each: "；".join(f"{one.enterprise} {plain(one.quantity)}" for one in each.buyers)),
)


def pools_workbook(lines: Iterable[Line], *, reads: bool, own: bool) -> bytes:
    return list_workbook("拼单", (*POOLS, *(OWN if own else ()), *(ALL if reads else ())), lines)
