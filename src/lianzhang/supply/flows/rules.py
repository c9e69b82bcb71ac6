"""What stands against a report of a material flow, by field, in words. One set of rules for form and act."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from lianzhang.kernel.formatting import number
from lianzhang.plans.models import Material, Plan
from lianzhang.supply.models import MaterialFlow
from lianzhang.supply.purchases.rules import is_period

from .balance import Verdict, balance_of

__all__ = ["QUANTITIES", "flow_faults", "materials_of", "repeated"]

MOST = Decimal(10) ** 12
MONTH = 31  # days
QUANTITIES = ("from_local", "from_outside", "product", "residue", "stock_change")


def materials_of(city: int) -> list[Material]:
    """The materials of the plan that began last in a city; none before one has begun."""
    plans = Plan.objects.filter(city=city, starts__lte=timezone.localdate())
    plan = plans.order_by("-starts", "-code").values("pk")[:1]
    return list(Material.objects.filter(plan__in=plan).order_by("order"))


def flow_faults(row: MaterialFlow) -> dict[str, str]:
    """Against a report as it would be, by itself; its relations are loaded."""
    faults = _period_faults(row)
    if row.enterprise.merged_into_id:
        faults["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请填那一家的。"
    if row.material.plan.city_id != row.city_id:
        faults["material"] = "方案里没有这种物料。"
    if not row.source:
        faults["source"] = "请写来源，如“地磅单汇总”“生产台账”。"
    if row.material.document and not row.document:
        faults["document"] = f"{row.material}要写{row.material.document}的编号；没有的不能收。"
    return faults | _quantity_faults(row)


def _period_faults(row: MaterialFlow) -> dict[str, str]:
    start, end = row.period_start, row.period_end
    if end < start:
        return {"period_end": "结束在开始以前；请核对。"}
    if not is_period(start, end) or (end - start).days < MONTH:
        return {"period_end": "时期只能是一个季度或一年。"}
    if end >= timezone.localdate():
        return {"period_end": "这个时期还没有结束；结束以后再报。"}
    return {}


def _quantity_faults(row: MaterialFlow) -> dict[str, str]:
    faults = {}
    for name in QUANTITIES:
        value = getattr(row, name)
        if value is not None and (abs(value) >= MOST or (value < 0 and name != "stock_change")):
            faults[name] = "数量要写成0以上的数；不清楚的留空。"
    if all(getattr(row, name) is None for name in QUANTITIES):
        faults["from_local"] = "进的、出的至少写一样；不清楚的留空，不要写0。"
    if not faults and not row.why and (words := _contradiction(row)):
        faults["why"] = words
    return faults


def _contradiction(row: MaterialFlow) -> str:
    """Which sums contradict where more went out than came in; "" where they do not."""
    balance, unit = balance_of(row, row.material.tolerance), row.material.unit
    if balance.comes_to is not Verdict.EXCESS:
        return ""
    parts = (("产出折量", row.product), ("残渣和损耗", row.residue), ("库存增减", row.stock_change))
    out = "＋".join(f"{title}{number(value)}" for title, value in parts if value is not None)
    came = f"收自本地{number(row.from_local)}＋收自外地{number(row.from_outside)}＝{number(balance.taken_in)}{unit}"
    gone = f"{out}＝{number((balance.taken_in or 0) + balance.excess)}{unit}"
    return (
        f"出的比进的多：{came}，{gone}，多出{number(balance.excess)}{unit}，"
        f"超过容差{number(row.material.tolerance)}%；请核对，确实如此的写明为什么。"
    )


def repeated(row: MaterialFlow) -> dict[str, str]:
    """Whether the same is reported already, or the firm's sites cannot be told apart. One query."""
    same = MaterialFlow.objects.filter(
        enterprise=row.enterprise_id, material__code=row.material.code, period_start__lte=row.period_end,
        period_end__gte=row.period_start,
    ).exclude(pk=row.pk)  # fmt: skip
    for site, start, end in same.values_list("site", "period_start", "period_end"):
        if site == row.site and (start, end) == (row.period_start, row.period_end):
            return {"period_start": f"这一时期的{row.material}已经报过；请改那一份。"}
        if bool(site) != bool(row.site):
            return {"site": "同一时期有的报表写了厂区、有的没写，会重复计算；请分厂区写明，或都不写。"}
    return {}
