"""The catalogue, what nobody mapped, and the words of trades as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole
from lianzhang.supply.models import TradeTerm
from lianzhang.supply.queries.catalogue import ProductLine, Unmapped

__all__ = ["products_workbook", "terms_workbook", "unmapped_workbook"]

PRODUCTS: Sequence[Said[ProductLine]] = (
    ("代码", WORDS, lambda line: line.row.code),
    ("名称", WORDS, lambda line: line.row.name),
    ("上级产品代码", WORDS, lambda line: line.row.parent.code if line.row.parent else ""),
    ("在哪些产品之下", WORDS, lambda line: "、".join(line.above)),
    ("产业链", WORDS, lambda line: str(line.row.segment.chain) if line.row.segment else ""),
    ("环节", WORDS, lambda line: str(line.row.segment or "")),
    ("计量单位", WORDS, lambda line: line.row.unit),
    ("行业代码", WORDS, lambda line: line.row.industry),
    ("行业", WORDS, lambda line: line.industry_name),
    ("别名", WORDS, lambda line: "、".join(line.names)),
    ("本地不能产", WORDS, lambda line: "是" if line.row.not_made_here else "否"),
    ("不能产的依据", WORDS, lambda line: line.row.why_not),
    ("最高关键程度", WORDS, lambda line: line.level_word),
)
BOUGHT: Sequence[Said[ProductLine]] = (
    ("采购（条）", whole(), lambda line: line.bought.lines if line.bought else None),
    ("采购（万元）", number(), lambda line: round(line.bought.value, 2) if line.bought else None),
)
UNMAPPED: Sequence[Said[Unmapped]] = (
    ("采购的东西", WORDS, lambda each: each.item),
    ("采购（条）", whole(), lambda each: each.lines),
    ("采购企业（家）", whole(), lambda each: each.customers),
    ("采购（万元）", number(), lambda each: round(each.value, 2)),
)
TERMS: Sequence[Said[TradeTerm]] = (
    ("词", WORDS, lambda row: row.term),
    ("关系", WORDS, lambda row: row.get_kind_display()),
    ("指的是", WORDS, lambda row: row.means),
    ("依据", WORDS, lambda row: row.source),
)


def products_workbook(lines: Iterable[ProductLine], *, bought: bool) -> bytes:
    """`bought`: with what is bought of each, for those who see purchases."""
    return list_workbook("产品", (*PRODUCTS, *BOUGHT) if bought else PRODUCTS, lines)


def unmapped_workbook(rows: Iterable[Unmapped]) -> bytes:
    return list_workbook("没有归到产品的采购", UNMAPPED, rows)


def terms_workbook(rows: Iterable[TradeTerm]) -> bytes:
    return list_workbook("行业用语", TERMS, rows)
