"""Capacities and specialised parks as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from lianzhang.kernel.formatting import quarter
from lianzhang.kernel.sheets import WORDS, Said, amount, day_cell, list_workbook, whole

from .models import SpecialPark
from .queries import Line
from .shortage import Shortage

__all__ = ["capacities_workbook", "parks_workbook", "shortage_workbook"]

MANY = amount("", decimals=3)


def _short(line: Line) -> Decimal | None:
    """How much is wanting of one that was to be there: what is taken beyond it, or unknown."""
    return line.left.over or None


CAPACITIES: Sequence[Said[Line]] = (
    ("要素", WORDS, lambda each: each.row.kind.name),
    ("是什么", WORDS, lambda each: each.row.kind.get_form_display()),
    ("名称", WORDS, lambda each: each.row.name),
    ("园区或区域", WORDS, lambda each: each.row.place),
    ("年度", whole(), lambda each: each.row.year),
    ("指标来源", WORDS, lambda each: each.row.get_origin_display()),
    ("单位", WORDS, lambda each: each.row.kind.unit),
    ("总量", MANY, lambda each: each.row.amount),
    ("已用（填报）", MANY, lambda each: each.row.used),
    ("已用数的日期", day_cell, lambda each: each.row.used_on),
    ("已用数的来源", WORDS, lambda each: each.row.used_source),
    ("已交付给需求", MANY, lambda each: each.left.drawn),
    ("剩余", MANY, lambda each: each.left.left),
    ("超用", MANY, _short),
    ("状态", WORDS, lambda each: each.word),
    ("计划哪天可用", day_cell, lambda each: each.row.ready_on),
    ("哪天起可用", day_cell, lambda each: each.row.usable_on),
    ("哪天失效", day_cell, lambda each: each.row.lapses_on),
    ("项目或下一步", WORDS, lambda each: each.row.works),
    ("责任单位", WORDS, lambda each: str(each.row.unit or "")),
    ("说明", WORDS, lambda each: each.row.note),
)
PARKS: Sequence[Said[SpecialPark]] = (
    ("名称", WORDS, lambda row: row.name),
    ("产业链", WORDS, lambda row: str(row.chain)),
    ("补哪些环节", WORDS, lambda row: "、".join(each.name for each in row.segments.all())),
    ("园区或区域", WORDS, lambda row: row.place),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("计划哪天开园", day_cell, lambda row: row.ready_on),
    ("开园日期", day_cell, lambda row: row.opened_on),
    ("入园企业（家）", whole(), lambda row: row.firms),  # type: ignore[attr-defined]
    ("说明", WORDS, lambda row: row.note),
)


def capacities_workbook(lines: Iterable[Line]) -> bytes:
    return list_workbook("要素供给", CAPACITIES, lines)


def parks_workbook(rows: Iterable[SpecialPark]) -> bytes:
    return list_workbook("专业园区", PARKS, rows)


WORDS_OF = {"short": "缺", "unknown": "不清楚", "enough": "够", "": "没有人要"}


def shortage_workbook(told: Shortage) -> bytes:
    """A line for each kind and quarter."""
    lines = [(each, cell) for each in told.kinds for cell in each.cells]
    columns: Sequence[Said[Any]] = (
        ("要素", WORDS, lambda each: each[0].kind.name),
        ("单位", WORDS, lambda each: each[0].kind.unit),
        ("季度", WORDS, lambda each: quarter(each[1].start)),
        ("要多少", MANY, lambda each: each[1].wanted),
        ("没写数量的（件）", whole(), lambda each: each[1].unsaid),
        ("新增可用", MANY, lambda each: each[1].comes),
        ("到期失效", MANY, lambda each: each[1].lapses),
        ("至少缺", MANY, lambda each: each[1].short),
        ("判断", WORDS, lambda each: WORDS_OF[each[1].word]),
    )
    return list_workbook("要素缺口", columns, lines)
