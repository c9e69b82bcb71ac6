"""What is said of a standing in few words: why, how far, how much is missing. Pure.

What a page says at length, with links, is put together in `reckoning` and `verdicts`."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.kernel.formatting import day, number, percent
from lianzhang.plans.evaluation import SHARES, Evaluation, Reason, State
from lianzhang.plans.models.plan import Comparator, Measure

from .counting import parts_text
from .wording import asked_text, gap_text, in_whole, value_text

__all__ = [
    "SEEN",
    "WITHHELD",
    "at_the_bound",
    "completion_text",
    "note_text",
    "progress_text",
    "range_text",
    "rate_text",
    "reason_text",
    "short_text",
]

# What was seen of a target when it was last looked at.
SEEN = {State.MET: "已经达到", State.ON_COURSE: "进度正常", State.BEHIND: "进度滞后"}
WITHHELD = "数值不公开：构成它的企业不到3家，或一家占七成以上"
_PACED = (State.ON_COURSE, State.BEHIND, State.RUNNING)
_REASONS = {
    Reason.INCOMPLETE: "只是一部分时段的数，还缺其余时段的",
    Reason.DISPUTED: "几个来源的数不一致，还没有选定采用哪一个",
    Reason.NO_PACE: "没有起点的数，算不出序时进度，到期再判断",
    Reason.OUTSIDE: "到期再判断",
    Reason.WITHHELD: WITHHELD,
}
_NEARLY = Decimal("0.99")
_ONE_A_MONTH = Decimal("0.95")  # rounds to one
MONTHS_PER_YEAR, DAYS_PER_YEAR = 12, 365


def reason_text(evaluation: Evaluation, unit: str, *, related: bool = False) -> str:
    """Why there is no other light. `related`: figures about it exist, but none that counts."""
    terms = evaluation.terms
    match evaluation.reason:
        case Reason.NO_EVIDENCE:
            return "只有口径相近的或一部分的数，不能当作这个数" if related else "没有任何来源报过这个数"
        case Reason.STALE:
            waits = "，到期再判断" if evaluation.state is State.RUNNING else ""
            return f"最近的数是{_last_day(evaluation)}的，已超过{terms.valid_days}天{_then(evaluation)}{waits}"
        case Reason.NOTHING_AT_DUE:
            return _nothing_at_due(evaluation)
        case Reason.PRECISION:
            return f"只报了大概的数，说不准是不是{asked_text(terms, unit)}，要报准确数"
        case Reason.BEFORE_START:
            return f"从{day(terms.start)}起算，还没有开始"
    return _REASONS.get(evaluation.reason, "") if evaluation.reason else ""


def _last_day(evaluation: Evaluation) -> str:
    """The day the last figure speaks of, which may be long before it was published."""
    return day(min(evaluation.point.date, evaluation.point.period.end)) if evaluation.point else "—"


def _then(evaluation: Evaluation) -> str:
    return f"，那时{SEEN[evaluation.last_seen]}" if evaluation.last_seen in SEEN else ""


def _nothing_at_due(evaluation: Evaluation) -> str:
    """到期时没有报数；最近的数是2023-03-09的，那时进度滞后."""
    last = f"；最近的数是{_last_day(evaluation)}的{_then(evaluation)}" if evaluation.point else ""
    late = f"；{day(evaluation.reached_late)}的数达到了，但已过期限" if evaluation.reached_late else ""
    return f"到期时没有报数{last}{late}"


def _outside(evaluation: Evaluation, unit: str) -> str:
    """How far a figure lies from the value that it should be or be near to: 比40%低9个百分点."""
    terms, point = evaluation.terms, evaluation.point
    if point is None:
        return ""
    gap = point.nominal - terms.value
    return f"比{value_text(terms.value, unit)}{_more(gap, unit)}"


def note_text(evaluation: Evaluation, unit: str, *, related: bool = False) -> str:
    """The few words that stand beside a light in a list."""
    if evaluation.parts:
        return parts_text(evaluation)
    if evaluation.reason is Reason.WITHHELD:
        return "数值不公开"
    match evaluation.state:
        case State.MET:
            return "，".join(filter(None, (_met_note(evaluation), range_text(evaluation, unit))))
        case State.ON_COURSE | State.BEHIND:
            return _pace_note(evaluation, unit)
        case State.MISSED:
            return "，".join(filter(None, (short_text(evaluation, unit), _late_note(evaluation))))
    reason = reason_text(evaluation, unit, related=related)
    told = evaluation.state is State.RUNNING and evaluation.reason not in (Reason.INCOMPLETE, Reason.PRECISION)
    short = _still(short_text(evaluation, unit)) if told else ""
    if evaluation.reason is Reason.NO_PACE and short:
        reason = "到期再判断"
    return "，".join(filter(None, (short, reason)))


def _late_note(evaluation: Evaluation) -> str:
    return f"{day(evaluation.reached_late)}才达到" if evaluation.reached_late else ""


def range_text(evaluation: Evaluation, unit: str) -> str:
    """Where a figure lies outside the range or the "about" that was asked: 高于3—5家，多1家."""
    terms, point = evaluation.terms, evaluation.point
    if point is None or not terms.above_its_range(point.nominal):
        return ""
    if terms.value_max is None:
        return _outside(evaluation, unit)
    return f"高于{asked_text(terms, unit)}，{_more(point.nominal - terms.value_max, unit)}"


def _more(gap: Decimal, unit: str) -> str:
    more, less = ("高", "低") if unit in SHARES else ("多", "少")
    return f"{more if gap > 0 else less}{gap_text(abs(gap), unit)}"


def short_text(evaluation: Evaluation, unit: str) -> str:
    """How much is missing: 差6家; 低于3—5家，差1家; 正好40家，还没有超过."""
    terms, point = evaluation.terms, evaluation.point
    if point is None or evaluation.state is State.MET:
        return ""
    if at_the_bound(evaluation):
        return f"正好{value_text(terms.value, unit)}，要{'低于' if terms.falling else '超过'}才算"
    answer = terms.satisfied_by(point.interval)
    if terms.two_sided and not evaluation.remaining:
        return _outside(evaluation, unit) if answer is False else ""
    if answer or evaluation.remaining is None:
        return ""
    if terms.falling:
        return f"超出{gap_text(evaluation.remaining, unit)}"
    below = f"低于{asked_text(terms, unit)}，" if terms.comparator == Comparator.RANGE else ""
    whole = point.nominal == point.nominal.to_integral_value()
    return f"{below}差{gap_text(in_whole(evaluation.remaining, unit) if whole else evaluation.remaining, unit)}"


def at_the_bound(evaluation: Evaluation) -> bool:
    """Whether the figure is exactly the value that it should be over or under."""
    terms, point = evaluation.terms, evaluation.point
    strict = terms.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
    return bool(strict and point and point.nominal == terms.value and terms.satisfied_by(point.interval) is False)


def _still(short: str) -> str:
    return f"还{short}" if short.startswith("差") else short


def rate_text(evaluation: Evaluation, unit: str) -> str:
    """What is to be added from now on to reach a total in time: 平均每月要增1家; 平均每年要增6家."""
    asked, terms = evaluation.asked_per_month, evaluation.terms
    if asked is None or not terms.accumulates or terms.falling:
        return ""
    if asked >= _ONE_A_MONTH:
        return f"平均每月要增{gap_text(in_whole(asked, unit), unit)}"
    yearly = asked * MONTHS_PER_YEAR
    told = (terms.due - evaluation.at).days > DAYS_PER_YEAR and yearly >= _ONE_A_MONTH
    return f"平均每年要增{gap_text(in_whole(yearly, unit), unit)}" if told else ""


def _met_note(evaluation: Evaluation) -> str:
    early = evaluation.early_days
    if not early or evaluation.terms.measure == Measure.LEVEL or early < 0:
        return ""
    return f"提前{number(early)}天"


def _pace_note(evaluation: Evaluation, unit: str) -> str:
    if short := _still(short_text(evaluation, unit)):
        asked = rate_text(evaluation, unit)
        return f"{short}，{asked}" if asked else short
    kept = evaluation.point and evaluation.terms.satisfied_by(evaluation.point.interval)
    return "要保持到期末" if kept and evaluation.state is State.ON_COURSE else ""


def progress_text(evaluation: Evaluation, unit: str) -> str:
    """The share of the way that is done, never a whole before it is; of a percentage it would be a share of a share."""
    partly = evaluation.reason is Reason.INCOMPLETE and evaluation.terms.window
    if evaluation.progress is None or unit in SHARES or partly or at_the_bound(evaluation):
        return ""
    done = evaluation.progress
    if evaluation.parts or evaluation.state is State.MET:
        return percent(done, 0)
    answer = evaluation.terms.satisfied_by(evaluation.point.interval) if evaluation.point else None
    if answer:
        return percent(done, 0)
    return percent(min(done, _NEARLY), 0) if done <= (1 if answer is False else _NEARLY) else ""


def completion_text(evaluation: Evaluation, unit: str) -> str:
    """How much of the way is done and how much the even pace asks: 完成10%，序时应完成73%; 还差1.2个百分点."""
    terms = evaluation.terms
    done = progress_text(evaluation, unit)
    if evaluation.parts:
        return f"完成{done}" if done else ""
    if evaluation.reason is Reason.INCOMPLETE and not done:
        return ""
    if not done or terms.carries_its_pace:
        return _still(short_text(evaluation, unit))
    asked = None if evaluation.expected is None else terms.progress_of(evaluation.expected)
    pace = f"，序时应完成{percent(asked, 0)}" if asked is not None and evaluation.state in _PACED else ""
    return f"完成{done}{pace}"
