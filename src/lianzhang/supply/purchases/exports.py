"""Purchases as a workbook, each line with what its reader is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lianzhang.kernel.formatting import span
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, amount, day_cell, list_workbook, whole
from lianzhang.supply.models import Purchase

from .sides import reads_all

__all__ = ["purchases_workbook"]

MONEY, MANY, PERCENT = amount("万元"), amount("", decimals=3), amount("%")


def purchases_workbook(rows: Iterable[Purchase], by: Any) -> bytes:
    return list_workbook("采购", _columns(reads_all(by)), rows)


def _columns(whole_told: Callable[[Purchase], bool]) -> Sequence[Said[Purchase]]:
    def own(said: Callable[[Purchase], Any]) -> Callable[[Purchase], Any]:
        """Of the buyer's own, blank where the reader is not told."""
        return lambda row: said(row) if whole_told(row) else None

    return (
        ("采购企业", WORDS, lambda row: row.customer.name),
        ("采购的东西", WORDS, lambda row: row.item),
        ("产品", WORDS, lambda row: str(row.product or "")),
        ("供应商", WORDS, lambda row: row.supplier_called),
        ("供应商统一社会信用代码", WORDS, lambda row: row.supplier.uscc if row.supplier else ""),
        ("供应商所在地", WORDS, lambda row: row.supplier.place if row.supplier else row.supplier_place),
        ("时期", WORDS, lambda row: span(row.period_start, row.period_end)),
        ("金额（万元）", MONEY, lambda row: row.value),
        ("数量", MANY, lambda row: row.quantity),
        ("单位", WORDS, lambda row: row.unit),
        ("占同类采购（%）", PERCENT, own(lambda row: row.share)),
        ("合同到期", day_cell, own(lambda row: row.contract_end)),
        ("库存（天）", whole(), own(lambda row: row.stock_days)),
        ("来源", WORDS, own(lambda row: row.source)),
        ("状态", WORDS, lambda row: row.get_state_display()),
        ("对方说的金额（万元）", MONEY, lambda row: row.disputed_value),
        ("末次理由", WORDS, lambda row: row.reason),
        ("填报时间", MOMENT, lambda row: row.reported_at),
    )
