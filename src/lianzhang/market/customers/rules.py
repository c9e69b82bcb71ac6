"""What may be written of ranked groups, customers and what these buy."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.enterprises.api import folded
from lianzhang.market.models import Customer, CustomerCategory, RankedGroup

__all__ = ["FIRST_YEAR", "category_faults", "customer_faults", "group_faults", "named"]

FIRST_YEAR = 1990


def named(row: RankedGroup) -> None:
    """By what names are compared, kept beside them."""
    row.folded, row.formerly_folded = folded(row.group)[:120], folded(row.formerly)[:120] if row.formerly else ""


def group_faults(row: RankedGroup) -> dict[str, str]:
    faults, last = {}, timezone.localdate().year + 1
    if not row.group:
        faults["group"] = "请写集团的名称，和榜上写的一样。"
    if not FIRST_YEAR <= row.year <= last:
        faults["year"] = f"年度请写{FIRST_YEAR}到{last}。"
    if not 1 <= row.rank <= 10_000:
        faults["rank"] = "位次请写1到10000。"
    if row.formerly and row.folded == row.formerly_folded:
        faults["formerly"] = "旧名和现在的名称一样；没有改名的不填。"
    if not row.source:
        faults["source"] = "请写来源，如“中国企业联合会2023年9月发布”。"
    same = RankedGroup.objects.filter(city=row.city_id, ranking__code=row.ranking.code, year=row.year)
    if not faults and same.filter(folded=row.folded).exclude(pk=row.pk).exists():
        faults["group"] = "这一年这张榜上已经登记过这个集团；请改那一条。"
    return faults


def customer_faults(row: Customer) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not row.name:
        faults["name"] = "请写采购单位的名称：买东西的是哪一家，不是上榜的集团。"
    if not row.source:
        faults["source"] = "请写来源，如“链主采购部提供”“企业年报”。"
    if row.enterprise is not None:
        faults |= _of_firm(row)
    same = Customer.objects.filter(city=row.city_id, name=row.name).exclude(pk=row.pk)
    if row.name and same.exists():
        faults["name"] = "清单里已有叫这个名称的采购单位；请改那一条，或请能看到它的岗位办理。"
    return faults


def _of_firm(row: Customer) -> dict[str, str]:
    firm: Any = row.enterprise
    if firm.city_id != row.city_id:
        return {"enterprise": "请写名录里的企业。"}
    if firm.merged_into_id:
        return {"enterprise": f"这家企业已并入“{firm.merged_into}”；请写那一家。"}
    taken = Customer.objects.filter(enterprise=firm).exclude(pk=row.pk)
    return {"enterprise": "这家企业已在清单里；请改那一条，或请能看到它的岗位办理。"} if taken.exists() else {}


def category_faults(row: CustomerCategory) -> dict[str, str]:
    faults = {}
    if not row.name:
        faults["name"] = "请写采购什么，如“制动软管”。"
    if row.value is not None and row.value <= 0:
        faults["value"] = "请写大于0的数；不清楚的留空。"
    if row.product is not None and row.product.city_id != row.customer.city_id:
        faults["product"] = "请选产品目录里的产品。"
    beside = CustomerCategory.objects.filter(customer=row.customer).exclude(pk=row.pk)
    if row.name and beside.filter(name=row.name).exists():
        faults["name"] = "这个品类已经列过。"
    if row.product is not None and beside.filter(product=row.product).exists():
        faults["product"] = "这个产品已经列过；请改那一条。"
    return faults
