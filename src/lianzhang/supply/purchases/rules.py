"""What stands against a purchase or a total, by field, in words. One set of rules for form, sheet and act."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from lianzhang.supply.models import Purchase, PurchaseTotal

__all__ = ["is_period", "line_faults", "period_faults", "purchase_faults", "repeated", "stated_faults", "total_faults"]

MOST = Decimal(10) ** 12
PERIODS = "时期只能是一个月、一个季度或一年。"


def is_period(start: date, end: date) -> bool:
    """A month, a quarter or a year of the calendar."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return False
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return months in (1, 3, 12) and (start.month - 1) % months == 0


def period_faults(start: date, end: date) -> dict[str, str]:
    if end < start:
        return {"period_end": "结束在开始以前；请核对。"}
    if not is_period(start, end):
        return {"period_end": PERIODS}
    if start > timezone.localdate():
        return {"period_start": "这个时期还没有开始。"}
    return {}


def purchase_faults(row: Purchase) -> dict[str, str]:
    """Against a row as it would be; its relations are loaded."""
    return period_faults(row.period_start, row.period_end) | line_faults(row)


def line_faults(row: Purchase) -> dict[str, str]:
    """The same but for its period, which many rows share."""
    faults = {}
    if not row.item:
        faults["item"] = "请写采购的是什么。"
    if not row.source:
        faults["source"] = "请写来源，如“企业采购台账”。"
    if row.value is None or not 0 <= row.value < MOST:
        faults["value"] = "金额要写成0以上的数，单位万元。"
    if row.quantity is not None and row.quantity < 0:
        faults["quantity"] = "数量不能小于0。"
    if row.share is not None and not 0 <= row.share <= 100:
        faults["share"] = "占同类采购要在0到100之间。"
    if row.contract_end and row.contract_end < row.period_start:
        faults["contract_end"] = "合同到期在时期开始以前；请核对日期。"
    if row.product is not None and row.product.city_id != row.city_id:
        faults["product"] = "产品目录里没有这个产品。"
    return faults | _sides_faults(row)


def repeated(row: Purchase) -> dict[str, str]:
    """Whether the same is reported already: one thing of one supplier in one period. One query."""
    same = Purchase.objects.filter(
        customer=row.customer_id, supplier=row.supplier_id, item=row.item,
        period_start=row.period_start, period_end=row.period_end,
    )  # fmt: skip
    if row.supplier_id is None:
        same = same.filter(supplier_name=row.supplier_name)
    if same.exclude(pk=row.pk).exists():
        return {"item": f"“{row.supplier_called}”这一时期的“{row.item}”已经报过；请改那一条，金额是几笔的合在一起报。"}
    return {}


def _sides_faults(row: Purchase) -> dict[str, str]:
    if row.customer.merged_into_id:
        return {"customer": f"这家企业已并入“{row.customer.merged_into}”；请填那一家的。"}
    if row.supplier is None:
        if not row.supplier_name:
            return {"supplier": "请写供应商的名称；名录里没有的也照实写。"}
        if row.supplier_name == row.customer.name:
            return {"supplier": "供应商就是采购企业自己；内部领用不算采购。"}
        return {}
    if row.supplier.city_id != row.city_id:
        return {"supplier": "名录里没有这家供应商；请照实写它的名称。"}
    if row.supplier.merged_into_id:
        return {"supplier": f"这家供应商已并入“{row.supplier.merged_into}”；请写那一家。"}
    if row.supplier_id == row.customer_id:
        return {"supplier": "供应商就是采购企业自己；内部领用不算采购。"}
    return {}


def stated_faults(row: PurchaseTotal) -> dict[str, str]:
    """Against a total as it would be, by itself."""
    faults = period_faults(row.period_start, row.period_end)
    if row.customer.merged_into_id:
        faults["customer"] = f"这家企业已并入“{row.customer.merged_into}”；请填那一家的。"
    if row.value is None or not 0 < row.value < MOST:
        faults["value"] = "采购总额要写成大于0的数，单位万元。"
    if not row.source:
        faults["source"] = "请写来源，如“财务账”。"
    return faults


def total_faults(row: PurchaseTotal) -> dict[str, str]:
    """The same, and whether the firm stated it already. One query."""
    faults = stated_faults(row)
    stated = PurchaseTotal.objects.filter(
        customer=row.customer_id, period_start=row.period_start, period_end=row.period_end
    )
    if stated.exclude(pk=row.pk).exists():
        faults["period_start"] = "这家企业这一时期的采购总额已经填过；请改那一份。"
    return faults
