"""Rules of scoring, points, ranks and prizes in plain words: pure functions."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.kernel.formatting import amount, number
from lianzhang.kernel.quantities import Interval
from lianzhang.plans.evaluation import Evaluation, Judged, Points, Ranked, Reach, Rule, State, Total
from lianzhang.plans.models.scoring import Prize, ScoreRule

from .wording import value_text

__all__ = ["points_text", "prize_text", "rank_text", "rule_text", "terms_of_prize", "total_text", "why_text"]

NO_LIMIT = "不封顶"
REACHES = {Reach.REACHED: "已够", Reach.POSSIBLE: "有可能", Reach.NOT: ""}


def _points(value: Decimal) -> str:
    return f"{number(value.normalize())}分" if value.is_finite() else NO_LIMIT


def points_text(points: Points) -> str:
    """24分; 至少12分，未知18分; 未知."""
    if points.known:
        return _points(points.low)
    if not points.high.is_finite():
        return f"至少{_points(points.low)}，未知部分{NO_LIMIT}" if points.low else f"未知，{NO_LIMIT}"
    unknown = _points(points.high - points.low)
    return f"至少{_points(points.low)}，未知{unknown}" if points.low else f"未知{unknown}"


def total_text(total: Total) -> str:
    text = points_text(Points(total.low, total.high))
    if total.vetoed:
        return f"一票否决（否决前{text}）"
    return text if total.vetoed is False else f"{text}；是否一票否决未知"


def rank_text(rank: Ranked | None) -> str:
    """第1名; 并列第2名; 第1—3名，未定; blank where nobody is ranked."""
    if rank is None:
        return ""
    if not rank.certain:
        between = f"第{rank.best}—{rank.worst}名之间" if rank.best < rank.worst else f"第{rank.best}名"
        return f"{between}，未定"
    return f"{'并列' if rank.shared else ''}第{rank.best}名"


def rule_text(rule: Rule, unit: str, *, falling: bool = False, counted: bool = False) -> str:
    """按比例得分; 每低1个百分点扣2分，扣完为止; 每超1家加2分，最多加5分."""
    match rule.kind:
        case ScoreRule.VETO:
            return "一票否决"
        case ScoreRule.ALL_OR_NOTHING:
            return f"达到得{_points(rule.points)}，达不到得{_points(rule.floor)}"
        case ScoreRule.PROPORTIONAL:
            return "按完成的比例得分" + (f"，超额的至多{_points(rule.most)}" if rule.most > rule.points else "")
    whole = "，不足的不计" if rule.whole_steps else ""
    step = value_text(rule.step, "项" if counted else "百分点" if unit == "%" else unit)
    if rule.kind == ScoreRule.DEDUCTION:
        least = "扣完为止" if rule.floor == 0 else f"最低{_points(rule.floor)}"
        return f"每{'少' if counted else '高' if falling else '低'}{step}扣{_points(rule.per_step)}{whole}，{least}"
    start = "" if rule.counted_from is None else f"从{value_text(rule.counted_from, unit)}起，"
    beyond = "多" if rule.counted_from is not None else "低" if falling else "超"
    most = f"最多加{_points(rule.most)}" if rule.most.is_finite() else NO_LIMIT
    return f"{start}每{beyond}{step}加{_points(rule.per_step)}{whole}，{most}"


def why_text(rule: Rule, seen: Judged, points: Points, evaluation: Evaluation, unit: str) -> str:
    """What the points stand on, and why they are not known where they are not."""
    due = "" if evaluation.terms.due <= evaluation.at else "；还没有到期，按现在的数"
    if rule.kind == ScoreRule.VETO:
        veto = {State.MISSED: "没有达到，一票否决", State.MET: "达到，不否决", State.ON_COURSE: f"眼下守住{due}"}
        return veto.get(seen.state, "没有到期或依据不够，是否否决未知")
    if rule.kind == ScoreRule.ALL_OR_NOTHING:
        done = {State.MET: "达到", State.MISSED: "没有达到"}
        return done.get(seen.state, "没有到期或依据不够，得分未知")
    if seen.figure is None:
        return "没有可用的数，得分未知"
    if seen.counted:
        return _counted(seen.figure, seen.goal) + due
    goal = "" if seen.state is State.WATCHED else f"，目标值{value_text(seen.goal, unit)}"
    unsure = "" if points.known else "；数不准，得分在一段之间"
    return f"{_figure(seen.figure, unit)}{goal}{unsure}{due}"


def _counted(figure: Interval, asked: Decimal) -> str:
    low, high = figure.low or Decimal(0), figure.high or Decimal(0)
    unsure = f"，另有{number(high - low)}项没有到期或依据不够" if high > low else ""
    return f"{number(asked)}项里办到{number(low)}项{unsure}"


def _figure(figure: Interval, unit: str) -> str:
    low, high = figure.low, figure.high
    if low is None or high is None:
        return f"实际不低于{value_text(low, unit)}" if high is None else f"实际不高于{value_text(high, unit)}"
    if low == high:
        return f"实际{value_text(low, unit)}"
    return f"实际{number(round(low, 2))}—{value_text(high, unit)}"


def terms_of_prize(prize: Prize) -> str:
    """第1—3名; 满90分; 不满60分."""
    if prize.at_least is not None:
        return f"满{_points(prize.at_least)}"
    if prize.below is not None:
        return f"不满{_points(prize.below)}"
    last = f"—{prize.last}" if prize.last and prize.last != prize.first else ""
    return f"第{prize.first}{last}名"


def prize_text(prize: Prize, reach: Reach) -> str:
    """一等奖，100万元（已够）."""
    worth = f"，{amount(prize.amount, prize.unit)}" if prize.amount is not None else ""
    reached = REACHES[reach] if prize.below is None or reach is not Reach.REACHED else "已落到"
    return f"{prize.name}{worth}（{reached}）"
