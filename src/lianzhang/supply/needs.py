"""What must hold before a step: who buys, who sells, whether both sources are bought from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from lianzhang.access.api import SYSTEM, acting
from lianzhang.kernel.formatting import day
from lianzhang.statements.api import lock_of, lock_words
from lianzhang.work.api import need

from .flows.balance import Verdict, balance_of
from .models import AnalysisRun, MaterialFlow, Product, Purchase, RunState, Sourcing

__all__ = [
    *("analysed_since", "bought_from_both", "buys", "explained", "is_chokepoint", "is_stranger", "sells"),
    *("unexplained", "unlocked", "unused"),
]


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


@need("供应商还没有认出来")
def is_stranger(row: Purchase, _by: Any) -> str:
    return f"供应商已经认出是“{row.supplier}”；认错了的请修改" if row.supplier_id else ""


@need("没有采购、能力或下级产品归在它下面")
def unused(row: Product, _by: Any) -> str:
    for relation, word in (("purchases", "条采购"), ("capabilities", "条供应能力"), ("children", "个下级产品")):
        if count := getattr(row, relation).count():
            return f"还有{count}{word}归在它下面；请先改归别的产品"
    return ""


@need("所属的时期没有锁定")
def unlocked(row: MaterialFlow, _by: Any) -> str:
    lock = lock_of(row)
    return lock_words(lock) if lock else ""


def _open_rest(row: MaterialFlow) -> bool:
    """Whether more is unexplained than allowed, either way, and nobody said why."""
    verdict = balance_of(row, row.material.tolerance).comes_to
    return verdict in (Verdict.REST, Verdict.EXCESS) and not row.why


@need("有说不清的，企业还没有说明")
def unexplained(row: MaterialFlow, _by: Any) -> str:
    if _open_rest(row):
        return ""
    return "企业已经说明了原因" if row.why else "没有超出容差的，不用问"


@need("去向在容差以内，或企业说明了原因")
def explained(row: MaterialFlow, _by: Any) -> str:
    return "去向超出了容差，企业还没有说明原因；请先“请企业说明”" if _open_rest(row) else ""


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
    # A stranger that was chosen may stand in the register meanwhile.
    named = Q(supplier__name=row.candidate_name) | Q(supplier=None, supplier_name=row.candidate_name)
    if same.filter(named | Q(supplier=row.candidate_id) if row.candidate_id else named).exists():
        return ""
    called = row.candidate or row.candidate_name
    return f"供货以后的采购记录里还没有“{called}”的“{row.item}”；请先填报采购"


@need("供货以后重新分析过停供代价")
def analysed_since(row: Sourcing, _by: Any) -> str:
    """Where it was known what a stop would cost, it is held against a network that has the second source in it."""
    if row.run_before_id is None or row.supplying_since is None:
        return ""
    runs = AnalysisRun.objects.filter(city=row.city_id, kind=AnalysisRun.Kind.RISK, state=RunState.DONE)
    if runs.filter(period_end__gte=row.supplying_since).exists():
        return ""
    return f"{day(row.supplying_since)}供货以后还没有算过停供代价；请先算一次停供风险"
