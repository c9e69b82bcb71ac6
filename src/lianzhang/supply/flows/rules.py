"""What stands against a report of a material flow, by field, in words. One set of rules for form, sheet and act."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import last_begun
from lianzhang.plans.models import Material
from lianzhang.statements.api import lock_on, lock_words
from lianzhang.supply.models import MaterialFlow
from lianzhang.supply.purchases.rules import is_period

from .balance import Verdict, balance_of

__all__ = ["QUANTITIES", "clashes", "flow_faults", "locked_words", "materials_of", "neighbours_of", "question_of"]

MOST = Decimal(10) ** 12
MONTH = 31  # days
LEAP = 100  # times what the same site took in before: kilograms for tonnes are a thousand
QUANTITIES = ("from_local", "from_outside", "product", "residue", "stock_change")


def materials_of(city: int) -> list[Material]:
    """The materials of the plan that began last in a city; none before one has begun."""
    return list(Material.objects.filter(plan__in=last_begun(city)).order_by("order"))


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
    if row.material.permit and row.from_outside and not row.permit:
        faults["permit"] = f"有外地来的{row.material}：跨省的写{row.material.permit}的文号，都在省内的写“省内”。"
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
            faults[name] = f"数量要写成0以上的数，单位{row.material.unit}；不清楚的留空。"
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
        f"超过容差{number(row.material.tolerance)}%；请核对，确实如此的写明为什么，写了就能填报。"
    )


def locked_words(row: MaterialFlow) -> str:
    """Why nothing is written of a period; "" where it is open. One query."""
    if row.period_end < row.period_start:
        return ""
    lock = lock_on(row.city_id, Period(row.period_start, row.period_end))
    return lock_words(lock) if lock else ""


def neighbours_of(row: MaterialFlow) -> list[MaterialFlow]:
    """What else the firm reported of the material. One query."""
    same = MaterialFlow.objects.filter(enterprise=row.enterprise_id, material__code=row.material.code)
    return list(same.exclude(pk=row.pk).order_by("period_end", "pk"))


def clashes(row: MaterialFlow, others: Iterable[MaterialFlow]) -> dict[str, str]:
    """What stands against a report beside the firm's others of the material: said twice, sites that cannot be told
    apart, a leap that looks like another unit."""
    before = None
    for other in others:
        if other.period_start <= row.period_end and other.period_end >= row.period_start:
            if (other.site, other.period_start, other.period_end) == (row.site, row.period_start, row.period_end):
                return {"period_start": f"这一时期的{row.material}已经报过；请改那一份。"}
            if bool(other.site) != bool(row.site):
                return {"site": "同一时期有的报表写了厂区、有的没写，会重复计算；请分厂区写明，或都不写。"}
        if other.site == row.site and other.period_end < row.period_start:
            before = other if before is None or other.period_end > before.period_end else before
    return _leap(row, before) if before is not None and not row.why else {}


def _leap(row: MaterialFlow, before: MaterialFlow) -> dict[str, str]:
    """Nobody takes in a hundred times as much a day as in the period before: the unit is another."""
    now, then = (balance_of(each, row.material.tolerance).taken_in for each in (row, before))
    if not now or not then:
        return {}
    times = now / _days(row) * _days(before) / then
    if 1 / Decimal(LEAP) < times < LEAP:
        return {}
    change = f"大了{number(times, 0)}倍" if times > 1 else f"只有{number(1 / times, 0)}分之一"
    unit = row.material.unit
    return {
        "from_local": f"收进{number(now)}{unit}，按天算比上一份（{number(then)}{unit}）{change}，像是单位写错了；"
        f"请按{unit}写，确实如此的在“对不上的原因”里说明。"
    }


def _days(row: MaterialFlow) -> int:
    return (row.period_end - row.period_start).days + 1


def question_of(row: MaterialFlow) -> str:
    """What the firm is asked of a report that does not add up, with its sums."""
    balance, unit = balance_of(row, row.material.tolerance), row.material.unit
    if balance.comes_to is Verdict.EXCESS:
        return f"{_contradiction(row)[:-1]}；数写错了的请改。"
    return (
        f"收进{number(balance.taken_in)}{unit}，产出折量{number(row.product)}＋残渣和损耗{number(row.residue)}＋"
        f"库存增减{number(row.stock_change)}，还有{number(balance.unexplained)}{unit}说不清去向，"
        f"超过容差{number(row.material.tolerance)}%（{number(balance.allowed)}{unit}）；"
        "请补上漏报的去向，或写明原因。"
    )
