"""Goals, values and states in plain official Chinese: short phrases, pure functions.

What a page says at length, with links, is put together in `reckoning`, what is said of a standing in `notes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Protocol

from lianzhang.kernel.formatting import amount, day, number
from lianzhang.kernel.metrics import Point
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.evaluation import SHARES, Terms
from lianzhang.plans.models.plan import Comparator, Duty, Goal, Measure, Target, Window
from lianzhang.plans.models.scopes import EACH_OF, Each, named_scope

__all__ = [
    "asked_text",
    "due_text",
    "duty_text",
    "gap_text",
    "goal_text",
    "goals_text",
    "in_whole",
    "pace_formula",
    "point_text",
    "rough_text",
    "value_text",
    "when_text",
]

_ASKED = {
    Comparator.AT_LEAST: "不少于{}",
    Comparator.MORE_THAN: "超过{}",
    Comparator.ABOUT: "约{}",
    Comparator.EXACTLY: "{}",
    Comparator.NEAR: "保持在{}上下",
    Comparator.AT_MOST: "不超过{}",
    Comparator.LESS_THAN: "低于{}",
}
# A share is low or high, a count is few or many.
_ASKED_OF_SHARES = _ASKED | {Comparator.AT_LEAST: "不低于{}", Comparator.AT_MOST: "不高于{}"}
_KINDS: dict[str, str] = {"chain": "产业链", "group": "产业群", "region": "区域", "park": "园区"}
_POINTS = "个百分点"
_MEASURED = ("吨", "公里", "平方公里", "千瓦时")


class Asked(Protocol):
    """What a goal row and its terms share."""

    @property
    def comparator(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def value_max(self) -> Decimal | None: ...


def value_text(value: Decimal | None, unit: str, precision: str = "exact") -> str:
    """A value in running text; what was computed is rounded to two decimals."""
    return amount(None if value is None else round(value, 2), _POINTS if unit == "百分点" else unit, precision)


def rough_text(value: Decimal, unit: str) -> str:
    """A computed value nobody reported, such as a pace: no more digits than it deserves."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{number(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))}{unit}"


def in_whole(value: Decimal, unit: str) -> Decimal:
    """No firm is added by halves; what is weighed, measured or paid may be."""
    halves = unit in SHARES or "元" in unit or unit.startswith(("万", "亿", *_MEASURED))
    return value if halves else value.to_integral_value(ROUND_CEILING)


def gap_text(value: Decimal, unit: str) -> str:
    """The difference of two values: of percentages it is told in points."""
    return rough_text(value, _POINTS if unit in SHARES else unit)


def point_text(point: Point, unit: str) -> str:
    """A figure as reported; where sources disagree, what they span."""
    low, high = point.interval.low, point.interval.high
    if point.disputed and low is not None and high is not None and low != high:
        return f"{number(round(low, 2))}—{value_text(high, unit)}"
    least = "至少" if high is None and point.precision == "exact" else ""
    return least + value_text(point.nominal, unit, point.precision)


def when_text(point: Point) -> str:
    """The day of a total, the period of an amount."""
    return day(point.date) if point.stock or point.period.window == "day" else str(point.period)


def due_text(due: date) -> str:
    """2023年底前, 2023年6月底前, 2023-06-15前."""
    if (due + timedelta(days=1)).day != 1:
        return f"{day(due)}前"
    return f"{due.year}年底前" if due.month == 12 else f"{due.year}年{due.month}月底前"


def asked_text(asked: Asked, unit: str) -> str:
    """不少于12家, 约30家, 1—2家, 保持在5%上下."""
    if asked.comparator == Comparator.RANGE and asked.value_max is not None:
        return f"{number(asked.value)}—{value_text(asked.value_max, unit)}"
    words = _ASKED_OF_SHARES if unit in SHARES else _ASKED
    return words.get(Comparator(asked.comparator), "不少于{}").format(value_text(asked.value, unit))


def goal_text(target: Target, goal: Goal) -> str:
    """A goal row as the plan means it: 约30家，2023年底前; 每季度不少于1次（每条产业链）; 力争不低于2%，2023年."""
    asked = ("力争" if target.strive else "") + asked_text(goal, target.unit)
    due = goal.period_end or target.due
    if goal.period_start and goal.period_end:
        text = f"{Period(goal.period_start, goal.period_end)}{asked}"
    elif target.measure == Measure.EACH:
        text = f"每{Window(target.window).label}{asked}"
    elif target.measure == Measure.ADDED:
        text = f"{Period(target.starts, due)}新增{asked}"
    elif target.measure == Measure.GROWTH:
        text = f"年均增长{asked}（以{target.base_year}年为基年），{due_text(due)}"
    elif target.window:
        text = f"{asked}，{next(windows(due, due, target.window))}"
    else:
        text = f"{asked}，{due_text(due)}"
    named = named_scope(goal)
    if named:
        return f"{getattr(goal, named.kind)}：{text}"
    return f"{text}（{target.get_scope_kind_display()}）" if target.scope_kind in EACH_OF else text


def goals_text(target: Target, goals: Sequence[Goal]) -> str:
    """All goal rows in force in one phrase."""
    if not goals:
        return "只监测，不设目标值"
    if len(goals) == 1:
        return goal_text(target, goals[0])
    scopes = {scope.kind for goal in goals if (scope := named_scope(goal))}
    kinds = [word for kind, word in _KINDS.items() if kind in scopes]
    kinds += ["时期"] if any(goal.period_start for goal in goals) else []
    return f"按{'、'.join(kinds)}分列，共{len(goals)}项"


def duty_text(duty: Duty) -> str:
    """How often or by when, and of whom: 每季度至少1次, 2023年底前, 常态化，每条产业链分别做."""
    asked = due_text(duty.due) if duty.due else duty.when or "未写时限"
    if duty.cadence:
        asked = f"每{Window(duty.cadence).label}至少1次"
    return f"{asked}，{Each(duty.each).label}分别做" if duty.each else asked


def pace_formula(terms: Terms, on: date, expected: Decimal, unit: str) -> str:
    """The even pace written out: 0 + (12 − 0) × 480 ÷ 1,095天 = 5.3家."""
    base = Decimal(0) if terms.measure == Measure.ADDED or terms.baseline is None else terms.baseline
    elapsed = min(max((on - terms.start).days + 1, 0), terms.days)
    way = f"({number(round(terms.threshold, 2))} − {number(base)})"
    return f"{number(base)} + {way} × {number(elapsed)} ÷ {number(terms.days)}天 = {rough_text(expected, unit)}"
