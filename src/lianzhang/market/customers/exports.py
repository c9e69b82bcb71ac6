"""Customers, where nobody asks yet, and ranked groups as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .queries import CustomerLine, GroupLine
from .white_space import Cell, Line

__all__ = ["customers_workbook", "groups_workbook", "white_space_workbook"]


def _lists(each: CustomerLine) -> str:
    return "；".join(f"{one.last.year}年{one.last.ranking}第{one.last.rank}位" for one in each.standings)


CUSTOMERS: Sequence[Said[CustomerLine]] = (
    ("采购单位", WORDS, lambda each: each.row.name),
    ("所属集团", WORDS, lambda each: each.row.group),
    ("榜单", WORDS, _lists),
    ("采购地", WORDS, lambda each: each.row.place),
    ("产业链", WORDS, lambda each: str(each.row.chain or "")),
    ("采购品类", WORDS, lambda each: "；".join(one.name for one in each.categories)),
)
KEPT: Sequence[Said[CustomerLine]] = (
    ("名录里的企业", WORDS, lambda each: str(each.row.enterprise or "")),
    ("办到哪一步", WORDS, lambda each: each.word),
    ("谁在谈", WORDS, lambda each: "；".join(f"{talk.need.enterprise}（{talk.stage}）" for talk in each.talks)),
    ("哪天到这一步", day_cell, lambda each: each.first.since if each.first else None),
    ("末次回话", WORDS, lambda each: each.first.match.said if each.first and each.first.match else ""),
    ("给企业看", WORDS, lambda each: "给" if each.row.shown else "不给"),
    ("说明", WORDS, lambda each: each.row.note),
    ("来源", WORDS, lambda each: each.row.source),
)


def customers_workbook(lines: Iterable[CustomerLine], *, keeps: bool) -> bytes:
    """`keeps`: also what is for those who keep the list."""
    return list_workbook("客户", (*CUSTOMERS, *(KEPT if keeps else ())), lines)


Pair = tuple[Line, Cell]
CELLS: Sequence[Said[Pair]] = (
    ("采购单位", WORDS, lambda each: each[0].row.name),
    ("所属集团", WORDS, lambda each: each[0].row.group),
    ("采购品类", WORDS, lambda each: each[1].category.name),
    ("产品", WORDS, lambda each: str(each[1].category.product or "")),
    ("年采购额（万元）", number(), lambda each: each[1].category.value),
    ("本地几家能做", whole(), lambda each: each[1].able),
    ("近三年本地采购（万元）", number(), lambda each: each[1].bought),
    ("几家在谈", whole(), lambda each: each[1].asked),
    ("谈过没有成的", whole(), lambda each: each[1].lost),
    ("现在怎样", WORDS, lambda each: each[1].word),
)


def white_space_workbook(lines: Iterable[Line]) -> bytes:
    def pairs() -> Iterator[Pair]:
        for line in lines:
            for cell in line.all:
                yield line, cell

    return list_workbook("市场空白", CELLS, pairs())


GROUPS: Sequence[Said[GroupLine]] = (
    ("榜单", WORDS, lambda each: each.row.ranking.name),
    ("年度", whole(), lambda each: each.row.year),
    ("位次", whole(), lambda each: each.row.rank),
    ("集团", WORDS, lambda each: each.row.group),
    ("上榜时的旧名", WORDS, lambda each: each.row.formerly),
    ("清单里的采购单位", WORDS, lambda each: "；".join(one.name for one in each.customers)),
    ("来源", WORDS, lambda each: each.row.source),
)


def groups_workbook(lines: Iterable[GroupLine]) -> bytes:
    return list_workbook("上榜集团", GROUPS, lines)
