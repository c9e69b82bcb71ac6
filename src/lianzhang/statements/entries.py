"""A statement as somebody wants to report it, read from what people type, with what stands against it.

The form, the sheets and the acts ask the same `faults`: these block; what merely looks wrong is `plausibility`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.amounts import AmountError, read_amount
from lianzhang.kernel.periods import Period, period_hint
from lianzhang.kernel.quantities import UnitError, convert
from lianzhang.statements.models import ITEMS

__all__ = ["TAKEN", "Entry", "faults", "period_fault", "read_figure"]

# What may be reported: a period by itself, or the year so far.
TAKEN = ("year", "quarter", "month", "so_far")
# A profit may be a loss, and a tax may be refunded.
MAY_BE_NEGATIVE = {"profit", "tax"}
# In the item's own unit; a million times the largest city's output is a slip of the hand.
LARGEST = Decimal(10) ** 12
KEPT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Entry:
    """The figures by item, each in the unit of ITEMS; None is not reported."""

    figures: Mapping[str, Decimal | None]
    note: str = ""

    def columns(self) -> dict[str, Decimal | str | None]:
        return {item: self.figures.get(item) for item in ITEMS} | {"note": self.note.strip()}


def read_figure(item: str, text: str) -> Decimal | None:
    """A figure as people write it (1.2亿, １，２００), in the item's unit and to two decimals. Raises AmountError."""
    if not text.strip():
        return None
    unit = ITEMS[item][1]
    amount = read_amount(text, unit, exact=True, negative=item in MAY_BE_NEGATIVE)
    try:
        return convert(amount.value, amount.unit, unit).quantize(KEPT, ROUND_HALF_UP)
    except UnitError:
        raise AmountError(f"这一项按{unit}填；“{amount.unit}”换算不成{unit}") from None


def faults(entry: Entry) -> dict[str, str]:
    """What makes the figures impossible, by item."""
    reported = {item: value for item, value in entry.figures.items() if value is not None}
    by_item = {item: fault for item, value in reported.items() if (fault := _fault(item, value))}
    if not reported:
        by_item["output"] = "一项也没有填；至少填一项，没有发生的填0"
    return by_item


def _fault(item: str, value: Decimal) -> str:
    title, unit = ITEMS[item]
    if value < 0 and item not in MAY_BE_NEGATIVE:
        return f"{title}不会小于0；请核对后重填"
    if abs(value) >= LARGEST:
        return f"{title}大得不可能；这一项按{unit}填，请核对单位"
    if item == "staff" and value != value.to_integral_value():
        return "人数是整数；请核对后重填"
    return ""


def period_fault(enterprise: Enterprise, period: Period, today: date) -> str:
    """Why nothing can be reported for this period, or ""."""
    if enterprise.merged_into_id:
        return f"这家企业已并入“{enterprise.merged_into}”；请到那一家填报"
    if period.window not in TAKEN and not period.is_so_far:
        return f"报表按月、季度、年填，或从年初起累计；请写成 {period_hint(TAKEN)} 这样"
    if period.start > today:
        return f"{period}还没有开始"
    if enterprise.founded and period.end < enterprise.founded:
        return f"{period}时企业还没有成立（{enterprise.founded}成立）；请核对时期或成立日期"
    return ""
