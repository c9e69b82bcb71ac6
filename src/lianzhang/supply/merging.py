"""What becomes of purchases, capabilities and flows when two firms turn out to be one: the firm that goes on has them.

A purchase of one from the other becomes a purchase from itself, which is none: somebody must withdraw it first."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from lianzhang.enterprises.api import Belonging, Union, compare_by_key, register_belonging
from lianzhang.enterprises.models import Enterprise

from .flows.rules import QUANTITIES
from .models import MaterialFlow, Purchase

__all__: list[str] = []


def _between(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    each_other = Q(customer=stays, supplier=goes) | Q(customer=goes, supplier=stays)
    if count := Purchase.objects.filter(each_other).count():
        union.against.append(f"两家之间有{count}条采购，合并后就成了向自己采购；请先核对、撤销。")


def _key(other: str) -> Any:
    """What makes a line the same for the firm that goes on; its amounts may differ, then somebody must decide."""
    return lambda row: (getattr(row, other), row.supplier_name, row.item, row.period_start, row.period_end)


def _compare(title: str, relation: str, other: str) -> Any:
    key = _key(other)

    def compare(stays: Enterprise, goes: Enterprise, union: Union) -> None:
        if relation == "purchases":
            _between(stays, goes, union)
        known = {key(row): row.value for row in getattr(stays, relation).all()}
        for row in getattr(goes, relation).all():
            same = known.get(key(row))
            if same is not None and same != row.value:
                union.against.append(
                    f"{row.period_start}—{row.period_end}两家各报了一条“{row.item}”，金额不同；请先核对、撤销一条。"
                )
            union.sort(title, row, known=same is not None)

    return compare


register_belonging(Belonging("采购", 81, _compare("采购", "purchases", "supplier_id"), field="customer"))
register_belonging(Belonging("被采购", 82, _compare("被采购", "sales", "customer_id"), field="supplier"))


def _totals(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    known = {(row.period_start, row.period_end): row.value for row in stays.purchase_totals.all()}
    for row in goes.purchase_totals.all():
        same = known.get((row.period_start, row.period_end))
        if same is not None and same != row.value:
            union.against.append(f"{row.period_start}—{row.period_end}两家各填了采购总额，数不同；请先改成合起来的数。")
        union.sort("采购总额", row, known=same is not None)


register_belonging(Belonging("采购总额", 83, _totals, field="customer"))
register_belonging(Belonging("供应能力", 84, compare_by_key("供应能力", "capabilities", lambda row: row.text)))


def _flow_key(row: MaterialFlow) -> Any:
    return row.material.code, row.site, row.period_start, row.period_end


def _mixes(one: MaterialFlow, other: MaterialFlow) -> bool:
    """Whether sites of two reports of the same time cannot be told apart."""
    overlap = one.period_start <= other.period_end and other.period_start <= one.period_end
    return overlap and one.material.code == other.material.code and bool(one.site) != bool(other.site)


def _flows(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Two reports of one site are one where they say the same; else somebody must decide."""
    known = {_flow_key(row): row for row in stays.material_flows.select_related("material")}
    for row in goes.material_flows.select_related("material"):
        same = known.get(_flow_key(row))
        if any(_mixes(row, each) for each in known.values()):
            union.against.append(
                f"{row.period_start}—{row.period_end}的{row.material}，两家一家写了厂区、一家没写，合并后会重复计算；请先都写明厂区。"
            )
        if same is not None and any(getattr(same, name) != getattr(row, name) for name in QUANTITIES):
            union.against.append(
                f"{row.period_start}—{row.period_end}两家各报了一份{row.material}的流向，数不同；请先撤销一份，是另一个厂区的写明厂区另报。"
            )
        union.sort("物料流向", row, known=same is not None)


register_belonging(Belonging("物料流向", 85, _flows))
