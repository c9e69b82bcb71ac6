"""The parts of a target held against the whole: what adds up, what may be more, what may not. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.kernel.formatting import amount
from lianzhang.plans.api import EACH_OF, SHARES
from lianzhang.plans.models import Comparator, Goal, Measure, Target

__all__ = ["Sum", "adds_up", "sum_of", "why_not_added"]

# What of parts makes that of the whole.
ADDED = (Measure.LEVEL, Measure.CUMULATIVE, Measure.ADDED, Measure.EACH)
# Where more than the whole is more than was promised, and where it breaks the goal.
UPWARDS = (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT, Comparator.RANGE)


@dataclass(frozen=True, slots=True)
class Sum:
    """What the parts come to, beside the whole; `total` None: nothing adds up here, and `why` says so."""

    parts: int
    total: Decimal | None
    whole: Decimal | None
    unit: str
    upwards: bool
    why: str = ""

    @property
    def over(self) -> Decimal:
        """By how much the parts are more than the whole."""
        return self._difference if self._difference > 0 else Decimal(0)

    @property
    def short(self) -> Decimal:
        return -self._difference if self._difference < 0 else Decimal(0)

    @property
    def _difference(self) -> Decimal:
        return Decimal(0) if self.total is None or self.whole is None else self.total - self.whole

    @property
    def words(self) -> str:
        if self.total is None:
            return self.why
        told = f"合计{amount(self.total, self.unit)}，总数{amount(self.whole, self.unit)}"
        if self.over:
            return f"{told}，超出{amount(self.over, self.unit)}"
        return f"{told}，还差{amount(self.short, self.unit)}没有分解" if self.short else f"{told}，正好"


def why_not_added(target: Target) -> str:
    """Why parts of this target make no sum; "" where they do."""
    if target.measure not in ADDED or target.unit in SHARES:
        return "这是比率或增速，各部分不相加，只各自对照"
    if target.scope_kind in EACH_OF:
        return "这个目标对每一个都要求，各部分不相加，只各自对照"
    return ""


def adds_up(target: Target) -> bool:
    return not why_not_added(target)


def sum_of(target: Target, goal: Goal, values: Iterable[Decimal]) -> Sum:
    """Of parts along one axis. What a goal of a range holds is its upper end."""
    every = list(values)
    why, upwards = why_not_added(target), goal.comparator in UPWARDS
    whole = goal.value_max if goal.value_max is not None else goal.value
    total = None if why else sum(every, Decimal(0))
    return Sum(len(every), total, whole, target.unit, upwards, why)
