"""What firms can make, and who was found for a need, as workbooks; whom they serve only where one answers for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, amount, day_cell, list_workbook, number
from lianzhang.supply.models import Capability
from lianzhang.supply.queries.suppliers import Found

__all__ = ["capabilities_workbook", "suppliers_workbook"]

MANY = amount("", decimals=3)
SUPPLIERS: Sequence[Said[Found]] = (
    ("企业", WORDS, lambda each: each.firm.name),
    ("在哪里", WORDS, lambda each: each.firm.place),
    ("能做什么", WORDS, lambda each: each.capability.text),
    ("可接单", number(), lambda each: each.capability.free),
    ("单位", WORDS, lambda each: each.capability.unit),
    ("认证", WORDS, lambda each: each.capability.certificates),
    ("为什么列它", WORDS, lambda each: "；".join(each.reasons)),
)


def capabilities_workbook(rows: Iterable[Capability], told: Collection[int]) -> bytes:
    """`told` are the keys of rows of which the reader is told the customers."""
    columns: Sequence[Said[Capability]] = (
        ("企业", WORDS, lambda row: row.enterprise.name),
        ("统一社会信用代码", WORDS, lambda row: row.enterprise.uscc),
        ("能做什么", WORDS, lambda row: row.text),
        ("产品", WORDS, lambda row: str(row.product or "")),
        ("年产能", MANY, lambda row: row.capacity),
        ("可接单产能", MANY, lambda row: row.free),
        ("单位", WORDS, lambda row: row.unit),
        ("认证", WORDS, lambda row: row.certificates),
        ("主要设备", WORDS, lambda row: row.equipment),
        ("服务过的客户", WORDS, lambda row: row.customers if row.pk in told else ""),
        ("供别的企业查找", WORDS, lambda row: "是" if row.published else "否"),
        ("来源", WORDS, lambda row: row.source),
        ("填报日期", day_cell, lambda row: row.stated_on),
    )
    return list_workbook("供应能力", columns, rows)


def suppliers_workbook(listed: Iterable[Found]) -> bytes:
    return list_workbook("能力相近的企业", SUPPLIERS, listed)
