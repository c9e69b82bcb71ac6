"""Goals, values and states in plain official Chinese: short phrases, pure functions.

What a page says at length, with links, is put together in `reckoning`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from lianzhang.kernel.formatting import LIGHTS, amount, day, number, percent
from lianzhang.kernel.metrics import Point
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.evaluation import Evaluation, Reason, State, Terms
from lianzhang.plans.models.plan import Comparator, Duty, Goal, Measure, Target, Window
from lianzhang.plans.models.scopes import EACH_OF, named_scope

__all__ = [
    "asked_text",
    "completion_text",
    "due_text",
    "duty_text",
    "goal_text",
    "goals_text",
    "note_text",
    "point_text",
    "reason_text",
    "rough_text",
    "states_text",
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
_SHARES = {"%", "百分点"}
_COUNTED = {"group": "个产业群", "region": "个区域", "park": "个园区", "item": "个事项"}
_KINDS: dict[str, str] = {"chain": "产业链", "group": "产业群", "region": "区域", "park": "园区"}
WITHHELD = "数值不公开：构成它的企业不到3家，或一家占七成以上"
_PACED = (State.ON_COURSE, State.BEHIND)
PERIOD_COUNTS: dict[str, str] = {
    Window.MONTH: "个月",
    Window.QUARTER: "个季度",
    Window.HALF_YEAR: "个半年",
    Window.YEAR: "年",
}


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
    return amount(None if value is None else round(value, 2), unit, precision)


def rough_text(value: Decimal, unit: str) -> str:
    """A computed value nobody reported, such as a pace: no more digits than it deserves."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{number(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))}{unit}"


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
    words = _ASKED_OF_SHARES if unit in _SHARES else _ASKED
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
        return "还没有目标值"
    if len(goals) == 1:
        return goal_text(target, goals[0])
    scopes = {scope.kind for goal in goals if (scope := named_scope(goal))}
    kinds = [word for kind, word in _KINDS.items() if kind in scopes]
    kinds += ["时期"] if any(goal.period_start for goal in goals) else []
    return f"按{'、'.join(kinds)}分列，共{len(goals)}项"


def duty_text(duty: Duty) -> str:
    """How often or by when: 每季度至少1次, 2023年底前, 常态化."""
    if duty.cadence:
        return f"每{Window(duty.cadence).label}至少1次"
    return due_text(duty.due) if duty.due else duty.when or "未写时限"


def reason_text(evaluation: Evaluation, unit: str, *, related: bool = False) -> str:
    """Why there is no other light. `related`: figures about it exist, but none that counts."""
    terms = evaluation.terms
    match evaluation.reason:
        case Reason.NO_EVIDENCE:
            return "只有近似或局部的数，都不能当作它" if related else "没有任何来源报过这个数"
        case Reason.STALE:
            return f"最后一次数据是{_last_day(evaluation)}，已超过{terms.valid_days}天{_last_seen(evaluation)}"
        case Reason.NOTHING_AT_DUE:
            return f"到期时没有数{_last_seen(evaluation)}"
        case Reason.PRECISION:
            return f"精度不足：报的是{_value(evaluation, unit)}，判断不了是否{asked_text(terms, unit)}"
        case Reason.DISPUTED:
            return "来源不一致，还没有选定采用哪一个"
        case Reason.INCOMPLETE:
            value = f"（{point_text(evaluation.point, unit)}）" if evaluation.point else ""
            return f"只有部分时段的数{value}，合计不全"
        case Reason.NO_PACE:
            return "没有起点的数，算不出序时进度，要等下一个数"
        case Reason.WITHHELD:
            return WITHHELD
        case Reason.BEFORE_START:
            return f"{day(terms.start)}起算，还没有开始"
    return ""


def _last_day(evaluation: Evaluation) -> str:
    """The day the last figure speaks of, which may be long before it was published."""
    return day(min(evaluation.point.date, evaluation.point.period.end)) if evaluation.point else "—"


def _last_seen(evaluation: Evaluation) -> str:
    """最后一次看到（2023-03-09）是滞后."""
    if evaluation.last_seen is None:
        return ""
    seen = f"（{_last_day(evaluation)}）" if evaluation.point and evaluation.reason is not Reason.STALE else ""
    return f"，最后一次看到{seen}是{LIGHTS[evaluation.last_seen]}"


def _value(evaluation: Evaluation, unit: str) -> str:
    return point_text(evaluation.point, unit) if evaluation.point else "—"


def note_text(evaluation: Evaluation, unit: str, *, related: bool = False) -> str:
    """The few words that stand beside a light in a list."""
    if evaluation.parts:
        return states_text(evaluation)
    if evaluation.reason is Reason.WITHHELD:
        return "数值不公开"
    match evaluation.state:
        case State.MET:
            return _met_note(evaluation)
        case State.ON_COURSE | State.BEHIND:
            return _pace_note(evaluation, unit)
        case State.MISSED:
            return f"{day(evaluation.reached_late)}才达到" if evaluation.reached_late else ""
    return reason_text(evaluation, unit, related=related)


def _met_note(evaluation: Evaluation) -> str:
    early = evaluation.early_days
    if not early or evaluation.terms.measure == Measure.LEVEL or early < 0:
        return ""
    return f"提前{number(early)}天"


def _pace_note(evaluation: Evaluation, unit: str) -> str:
    if evaluation.asked_per_month is not None and evaluation.remaining is not None and evaluation.terms.accumulates:
        return f"还缺{rough_text(evaluation.remaining, unit)}，每月需{rough_text(evaluation.asked_per_month, unit)}"
    if evaluation.remaining is not None:
        return f"还差{rough_text(evaluation.remaining, unit)}"
    return "须保持到期末" if evaluation.state is State.ON_COURSE else ""


def counted_parts(evaluation: Evaluation) -> str:
    """What the parts of a target are, as a counting word: 条产业链, 个产业群, 个区域, 个季度."""
    key = evaluation.parts[0].key
    if isinstance(key, Period):
        return PERIOD_COUNTS.get(key.window, "期")
    return _COUNTED.get(key.kind, "条产业链")


def states_text(evaluation: Evaluation) -> str:
    """13条产业链：达成3、无据10; 13条产业链全部无据."""
    counts = [(word, evaluation.count(State(state))) for state, word in LIGHTS.items()]
    counted = [f"{word}{count}" for word, count in counts if count]
    parts = f"{len(evaluation.parts)}{counted_parts(evaluation)}"
    if len(counted) == 1:
        return f"{parts}全部{LIGHTS[evaluation.parts[0].evaluation.state]}"
    return f"{parts}：{'、'.join(counted)}"


def progress_text(evaluation: Evaluation) -> str:
    return "" if evaluation.progress is None else percent(evaluation.progress, 0)


def completion_text(evaluation: Evaluation) -> str:
    """How much of the way is done and how much the even pace asks: 完成10%，序时应完成73%."""
    terms = evaluation.terms
    if evaluation.progress is None or terms.carries_its_pace:
        return ""
    asked = None if evaluation.expected is None else terms.progress_of(evaluation.expected)
    pace = f"，序时应完成{percent(asked, 0)}" if asked is not None and evaluation.state in _PACED else ""
    return f"完成{progress_text(evaluation)}{pace}"


def pace_formula(terms: Terms, on: date, expected: Decimal, unit: str) -> str:
    """The even pace written out: 0 + (12 − 0) × 480 ÷ 1,095天 = 5.3家."""
    base = Decimal(0) if terms.measure == Measure.ADDED or terms.baseline is None else terms.baseline
    elapsed = min(max((on - terms.start).days + 1, 0), terms.days)
    way = f"({number(round(terms.threshold, 2))} − {number(base)})"
    return f"{number(base)} + {way} × {number(elapsed)} ÷ {number(terms.days)}天 = {rough_text(expected, unit)}"
