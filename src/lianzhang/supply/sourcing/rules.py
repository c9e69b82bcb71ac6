"""What stands against a second source that is sought, by field, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import day
from lianzhang.supply.models import Sourcing, SourcingState

__all__ = ["ENDED", "ONCE", "candidate_faults", "is_taken", "sourcing_faults", "supply_faults"]

ENDED = (SourcingState.MEASURED, SourcingState.GIVEN_UP)
ONCE = "这样东西、这家供应商已有一项在办；请在那一项里办，或请{able}核对。"


def is_taken(row: Sourcing) -> bool:
    """Whether one is under way for the same thing of the same supplier, whoever sees it."""
    same = Sourcing.objects.filter(city=row.city_id, item=row.item, supplier_name=row.supplier_name)
    return same.exclude(state__in=ENDED).exclude(pk=row.pk).exists()


def sourcing_faults(row: Sourcing, customers: Collection[Enterprise]) -> dict[str, str]:
    """Against a row as it would be begun, for these customers; its relations are loaded."""
    faults = {}
    if not row.item:
        faults["item"] = "请写缺第二家的是什么东西，如“车规控制芯片”。"
    if not row.supplier_name:
        faults["supplier"] = "请写现在供货的是哪一家。"
    elif row.supplier and row.supplier.merged_into_id:
        faults["supplier"] = f"这家供应商已并入“{row.supplier.merged_into}”；请写那一家。"
    if row.chain.city_id != row.city_id:
        faults["chain"] = "没有这条产业链。"
    if row.product and row.product.city_id != row.city_id:
        faults["product"] = "产品目录里没有这个产品。"
    return faults | _customer_faults(row, customers)


def _customer_faults(row: Sourcing, customers: Collection[Enterprise]) -> dict[str, str]:
    if not customers:
        return {"customers": "请写哪些企业要用；至少一家。"}
    for firm in customers:
        if firm.city_id != row.city_id:
            return {"customers": f"“{firm}”不在名录里。"}
        if firm.merged_into_id:
            return {"customers": f"“{firm}”已并入“{firm.merged_into}”；请写那一家。"}
        if firm == row.supplier or firm.name == row.supplier_name:
            return {"customers": f"“{firm}”就是供应商；自己供自己的不算。"}
    return {}


def candidate_faults(row: Sourcing, customers: Collection[int]) -> dict[str, str]:
    """Against the second source that was chosen."""
    firm = row.candidate
    if firm is None and not row.candidate_name:
        return {"candidate": "请写选定的是哪一家；名录里没有的写全称。"}
    if firm and firm.merged_into_id:
        return {"candidate": f"这家企业已并入“{firm.merged_into}”；请写那一家。"}
    if (firm and firm.pk == row.supplier_id) or (firm.name if firm else row.candidate_name) == row.supplier_name:
        return {"candidate": "这就是现在供货的那一家；第二家要另选。"}
    if firm and firm.pk in customers:
        return {"candidate": "这家是要用的企业；自己做自己用的不算第二家。"}
    return {}


def supply_faults(row: Sourcing, since: date) -> dict[str, str]:
    begun = timezone.localtime(row.entered_at).date()
    if since > timezone.localdate():
        return {"supplying_since": "供货日期在今天以后；到了那天再记。"}
    if (begun - since).days > 366:
        return {"supplying_since": f"这一项{day(begun)}才列入，供货早了一年以上；请核对日期。"}
    return {}
