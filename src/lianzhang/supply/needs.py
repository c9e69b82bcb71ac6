"""What must hold before a step: who buys, who sells, whether both sources are bought from."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import SYSTEM, acting
from lianzhang.work.api import need

from .models import Product, Purchase, Sourcing

__all__ = ["bought_from_both", "buys", "is_chokepoint", "sells", "unused"]


def _is_firm(by: Any, firm: Any) -> bool:
    active = acting(by)
    return (
        active is not None
        and active.organization is not None
        and firm is not None
        and firm.organization_id == active.organization
    )


def _answers_for_others(by: Any) -> bool:
    active = acting(by)
    return active is not None and active.role.acts_for in ("city", "chains")


@need("由采购的企业自己，或代它填报的岗位办理")
def buys(row: Purchase, by: Any) -> str:
    if by is SYSTEM or _answers_for_others(by) or _is_firm(by, row.customer):
        return ""
    return f"由采购方“{row.customer}”自己办理"


@need("由供应商自己办理")
def sells(row: Purchase, by: Any) -> str:
    """Nobody speaks for the other side: what it confirms would otherwise be worth nothing."""
    if by is SYSTEM or _is_firm(by, row.supplier):
        return ""
    return f"由供应商“{row.supplier_called}”自己的账号办理"


@need("没有采购、能力或下级产品归在它下面")
def unused(row: Product, _by: Any) -> str:
    for relation, word in (("purchases", "条采购"), ("capabilities", "条供应能力"), ("children", "个下级产品")):
        if count := getattr(row, relation).count():
            return f"还有{count}{word}归在它下面；请先改归别的产品"
    return ""


@need("已标为卡脖子")
def is_chokepoint(row: Sourcing, _by: Any) -> str:
    return "" if row.chokepoint else "没有标为卡脖子"


@need("采购记录里已有第二家")
def bought_from_both(row: Sourcing, _by: Any) -> str:
    """The records must show it: a word that it supplies changes no rate."""
    if row.supplying_since is None:
        return "还没有开始供货"
    customers = row.demands.values("customer")
    bought = Purchase.objects.filter(city=row.city_id, customer__in=customers, period_end__gte=row.supplying_since)
    same = bought.filter(product=row.product_id) if row.product_id else bought.filter(item=row.item)
    if row.candidate_id:
        found = same.filter(supplier=row.candidate_id)
    else:
        found = same.filter(supplier=None, supplier_name=row.candidate_name)
    if found.exists():
        return ""
    called = row.candidate or row.candidate_name
    return f"供货以后的采购记录里还没有“{called}”的“{row.item}”；请先填报采购"
