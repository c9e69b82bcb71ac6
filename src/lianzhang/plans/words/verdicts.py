"""The third of the three lines: how the state follows from goal and evidence, said as an office would. Pure."""

from __future__ import annotations

from lianzhang.kernel.formatting import day, number
from lianzhang.kernel.periods import Period
from lianzhang.plans.evaluation import Evaluation, Reason, State
from lianzhang.plans.models.plan import Comparator

from .counting import named_or_counted, parts_text, times_text, whole_text
from .notes import WITHHELD, at_the_bound, range_text, rate_text, reason_text, short_text
from .pieces import GOAL, PARTS, RELATED, STANDING, Piece, figure
from .wording import asked_text, gap_text, pace_formula, rough_text, when_text

__all__ = ["ENDS", "RULES_OF_MEMBERS", "RULES_OF_PERIODS", "told_parts", "verdict"]

# How a sentence about a target ends.
ENDS = {
    State.MET: "已达成",
    State.ON_COURSE: "进度正常",
    State.RUNNING: "还在进行",
    State.BEHIND: "进度滞后",
    State.MISSED: "没有达成",
    State.NOT_DUE: "还没有开始",
    State.UNKNOWN: "还不能判断",
    State.WATCHED: "只监测，不作判断",
}
# Reasons that speak of the figure itself.
_OF_THE_FIGURE = (Reason.PRECISION, Reason.INCOMPLETE)
# How the states of the parts make the state of the whole.
RULES_OF_PERIODS = {
    State.MET: "每一期都达成了",
    State.ON_COURSE: "已经结束的各期都达成了",
    State.RUNNING: "还没有一期结束，不作判断",
    State.BEHIND: "没有达成，补不回来",
    State.MISSED: "没有达成，补不回来",
    State.NOT_DUE: "第一期还没有开始",
    State.UNKNOWN: "没有依据的不能算达成",
    State.WATCHED: "没有目标值，不作判断",
}
RULES_OF_MEMBERS = {
    State.MET: "每一条都达成了",
    State.ON_COURSE: "没有一条落后",
    State.RUNNING: "没有结束的不作判断",
    State.BEHIND: "只要有一条滞后，整项就算滞后",
    State.MISSED: "只要有一条没有达成，整项就没有达成",
    State.NOT_DUE: "一条都还没有开始",
    State.UNKNOWN: "没有依据的不能算达成",
    State.WATCHED: "没有目标值，不作判断",
}


def told_parts(evaluation: Evaluation) -> list[Piece]:
    """三年里一年达成，两年没有依据，所以整项还不能判断。"""
    return [Piece(parts_text(evaluation), PARTS), Piece(f"{whole_text(evaluation)}。")]


def verdict(evaluation: Evaluation, unit: str, related: int) -> list[Piece]:
    if evaluation.parts:
        return _of_parts(evaluation, unit)
    if evaluation.state is State.WATCHED:
        return [Piece("没有目标值，不作判断。")]
    if evaluation.reason is Reason.WITHHELD:
        return [Piece(f"{WITHHELD}。按这个数判断，{ENDS[evaluation.state]}。")]
    reason = reason_text(evaluation, unit, related=bool(related))
    if evaluation.state is State.RUNNING and evaluation.point is not None:
        return _waiting(evaluation, unit, reason)
    if reason or evaluation.point is None:
        door = figure(evaluation.point, unit).to if evaluation.point else RELATED if related else ""
        if evaluation.reason in _OF_THE_FIGURE and evaluation.point:
            return [figure(evaluation.point, unit), Piece(f"，{reason}，所以{ENDS[evaluation.state]}。")]
        if evaluation.state is State.NOT_DUE or not reason:
            return [Piece(f"{reason or ENDS[evaluation.state]}。", door)]
        return [Piece(reason, door), Piece(f"，所以{ENDS[evaluation.state]}。")]
    match evaluation.state:
        case State.MET:
            return _met(evaluation, unit)
        case State.MISSED:
            return _missed(evaluation, unit)
    return _on_the_way(evaluation, unit)


def _waiting(evaluation: Evaluation, unit: str, reason: str) -> list[Piece]:
    """38.4%，还没有做到“不低于40%”，差1.6个百分点。没有起点的数，算不出序时进度，到期再判断。"""
    terms, point = evaluation.terms, evaluation.point
    if point is None:
        return [Piece(f"{reason}。")]
    answer, value = terms.satisfied_by(point.interval), figure(point, unit)
    if answer is None:
        return [value, Piece(f"，{reason}。")]
    told = [value, *_fits(evaluation, unit)] if answer else _short(evaluation, unit, value, "还没有做到")
    return [*told, Piece(f"。{reason}。")]


def _short(evaluation: Evaluation, unit: str, value: Piece, verb: str) -> list[Piece]:
    """The figure, what it falls short of and by how much."""
    if at_the_bound(evaluation):
        return [value, Piece("，还不算“"), _asked(evaluation, unit), Piece("”")]
    verb = "不合乎" if evaluation.terms.falling else verb
    line = [value, Piece(f"，{verb}“"), _asked(evaluation, unit), Piece("”")]
    short = short_text(evaluation, unit)
    return [*line, Piece("，"), Piece(short, GOAL)] if short else line


def _of_parts(evaluation: Evaluation, unit: str) -> list[Piece]:
    line = [Piece(parts_text(evaluation), PARTS), Piece("。")]
    if times := times_text(evaluation):
        line.append(Piece(f"{times}。"))
    line.append(Piece(f"{_rule(evaluation)}。"))
    return [*line, *_running(evaluation, unit)]


def _rule(evaluation: Evaluation) -> str:
    """没有依据的不能算达成，所以整项还不能判断; 2022年没有达成，补不回来，所以整项滞后."""
    state = evaluation.state
    if {part.evaluation.state for part in evaluation.parts} == {State.MET} == {state}:
        return "整项达成"
    if not isinstance(evaluation.parts[0].key, Period):
        rule = RULES_OF_MEMBERS[state]
        return rule if "整项" in rule else f"{rule}{whole_text(evaluation)}"
    failed = named_or_counted(evaluation, State.MISSED) if evaluation.count(State.MISSED) else ""
    return f"{failed}{RULES_OF_PERIODS[state]}{whole_text(evaluation)}"


def _running(evaluation: Evaluation, unit: str) -> list[Piece]:
    """What the period that runs has brought so far, beside its even pace: it is told and judges nobody."""
    last = evaluation.parts[-1]
    told, point = last.evaluation, last.evaluation.point
    if told.state is not State.RUNNING or point is None:
        return []
    line = [Piece(f"{last.key}到{day(point.date)}是"), figure(point, unit)]
    if told.expected is not None:
        line += [Piece("，按序时应有"), Piece(rough_text(told.expected, unit), PARTS)]
    return [*line, Piece("。")]


def _asked(evaluation: Evaluation, unit: str) -> Piece:
    return Piece(asked_text(evaluation.terms, unit), GOAL)


def _met(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece("已达成。")]
    line = [figure(evaluation.point, unit), *_fits(evaluation, unit)]
    early = evaluation.early_days
    if early and early > 0:
        line.append(Piece(f"；从{day(evaluation.met_since)}的数起就达到了"))
        if evaluation.terms.accumulates:
            line.append(Piece(f"，比期限早{number(early)}天"))
    over = _beyond(evaluation, unit)
    return [*line, *([Piece("，"), Piece(over, GOAL)] if over else []), Piece("，所以达成。")]


def _fits(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.terms.comparator == Comparator.EXACTLY:
        return [Piece("，与目标"), _asked(evaluation, unit), Piece("一致")]
    return [Piece("，合乎“"), _asked(evaluation, unit), Piece("”")]


def _beyond(evaluation: Evaluation, unit: str) -> str:
    """How far over the goal, where that is worth a word: 比目标多34家, 比目标高2.3个百分点, 高于3—5家，多1家."""
    terms, point = evaluation.terms, evaluation.point
    if point is None or terms.falling or terms.two_sided or terms.comparator == Comparator.RANGE:
        return range_text(evaluation, unit)
    gap = point.nominal - terms.value
    if above := range_text(evaluation, unit):
        return above
    return f"比目标{'高' if gap_text(gap, unit).endswith('百分点') else '多'}{gap_text(gap, unit)}" if gap > 0 else ""


def _on_the_way(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece(f"{ENDS[evaluation.state]}。")]
    terms, value = evaluation.terms, figure(evaluation.point, unit)
    if terms.satisfied_by(evaluation.point.interval):
        kept = Piece(f"，要保持到{day(terms.due)}，所以{ENDS[evaluation.state]}。")
        return [value, *_fits(evaluation, unit), kept]
    line = _short(evaluation, unit, value, "还没有做到")
    if terms.broken_by(evaluation.point.interval):
        return [*line, Piece(f"，累计的数减不回来，所以{ENDS[evaluation.state]}。")]
    line.append(Piece("。" if evaluation.expected is not None or evaluation.projection is not None else "，"))
    if evaluation.expected is not None:
        formula = pace_formula(terms, evaluation.point.date, evaluation.expected, unit)
        line += [Piece(f"按序时，到{day(evaluation.point.date)}应有"), Piece(formula, STANDING), Piece("，")]
    elif evaluation.projection is not None:
        line += [*_projected(evaluation, unit), Piece("，")]
    return [*line, Piece(f"所以{ENDS[evaluation.state]}。"), *_still_asked(evaluation, unit)]


def _projected(evaluation: Evaluation, unit: str) -> list[Piece]:
    projection = evaluation.projection
    if projection is None:
        return []
    method = "照第一个数到最近一个数的走势" if projection.method == "trend" else "照起算以来的平均速度"
    value = rough_text(projection.value, unit)
    return [Piece(f"{method}，到{day(projection.on)}大约是"), Piece(value, STANDING)]


def _still_asked(evaluation: Evaluation, unit: str) -> list[Piece]:
    line = []
    if asked := rate_text(evaluation, unit):
        line += [Piece("要按期完成，今后"), Piece(asked, STANDING), Piece("。")]
    if evaluation.projection is not None and evaluation.expected is not None:
        line += [*_projected(evaluation, unit), Piece("。")]
    return line


def _missed(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece("到期没有达成。")]
    point, late = evaluation.point, evaluation.point.date > evaluation.terms.due
    when = f"到期限{day(evaluation.terms.due)}是" if point.stock and not late else f"{when_text(point)}是"
    line = [Piece(when), *_short(evaluation, unit, figure(point, unit), "没有做到"), Piece("，所以没有达成。")]
    if evaluation.reached_late:
        line.append(Piece(f"{day(evaluation.reached_late)}的数才达到。"))
    return line
