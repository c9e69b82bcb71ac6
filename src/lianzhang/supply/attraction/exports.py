"""The list of outside suppliers as a plan of visits: why to go, and columns left open for who goes when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole
from lianzhang.supply.queries.attraction import Outside

__all__ = ["visit_plan"]

COLUMNS: Sequence[Said[Outside]] = (
    ("次序", whole(), lambda each: each.rank),
    ("供应商", WORDS, lambda each: each.name),
    ("所在地", WORDS, lambda each: each.where),
    ("卖来什么", WORDS, lambda each: "、".join(thing.name for thing in each.things)),
    ("卖来（万元）", number(), lambda each: round(each.sales, 2)),
    ("买家（家）", whole(), lambda each: each.buyers),
    ("只有它供的（样）", whole(), lambda each: each.sole_items),
    ("停供代价占总产出（%）", number(), lambda each: None if each.risk is None else round(100 * each.risk, 2)),
    ("得分", number(), lambda each: round(each.score, 1)),
    ("最近接触日期", day_cell, lambda each: each.contact.on if each.contact else None),
    ("最近接触", WORDS, lambda each: each.contact.words if each.contact else "没有登记过"),
    ("为什么值得去", WORDS, lambda each: each.why),
    ("谁带队", WORDS, lambda _: ""),
    ("哪天去", day_cell, lambda _: None),
    ("谈什么", WORDS, lambda _: ""),
    ("谁接着办", WORDS, lambda _: ""),
)


def visit_plan(rows: Iterable[Outside]) -> bytes:
    return list_workbook("走访计划", COLUMNS, rows)
