"""How a state was worked out, said as three lines: the goal, the evidence, the judgement; every number leads somewhere.

Pure: a line is a tuple of pieces, a piece is words and the place on the target's page they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianzhang.kernel.formatting import day, percent
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.evaluating import DutyStanding, Standing
from lianzhang.plans.evaluation import SHARES, Evaluation, Reason, State, Terms
from lianzhang.plans.models.plan import Comparator, Goal, Target

from .counting import named_or_counted
from .notes import note_text, reason_text
from .pieces import EVIDENCE, GOAL, RELATED, STANDING, Piece, anchor, figure, plain
from .verdicts import ENDS, told_parts, verdict
from .wording import gap_text, goals_text, in_whole, value_text, when_text

__all__ = ["Line", "Piece", "anchor", "answer", "duty_answer", "next_step", "plain", "three_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    pieces: tuple[Piece, ...]


def answer(standing: Standing, *, name: str = "", related: int = 0) -> list[Piece]:
    """The page's first sentence: what it is now, against what was asked, and the state."""
    evaluation, target = standing.evaluation, standing.target
    name = name or target.name
    asked = Piece(goals_text(target, standing.goals), GOAL)
    if evaluation.parts:
        return [Piece(f"{name}："), *told_parts(evaluation)]
    if evaluation.state is State.WATCHED and evaluation.reason is None:
        return _watched(name, evaluation, target.unit)
    if evaluation.reason is Reason.WITHHELD:
        return [Piece(f"{name}：{ENDS[evaluation.state]}。目标"), asked, Piece("，数值不公开。")]
    reason = reason_text(evaluation, target.unit, related=bool(related))
    if evaluation.point is None:
        end = "，还不能判断。" if evaluation.state is State.UNKNOWN else "。"
        reason = reason or f"{ENDS[evaluation.state]}，还没有报数"
        return [Piece(f"{name}："), Piece(reason, RELATED if related else ""), Piece(end)]
    line = [Piece(name), figure(evaluation.point, target.unit)]
    line += [Piece(f"（{when_text(evaluation.point)}），目标"), asked, Piece("；")]
    return [*line, *_ending(evaluation, target.unit, reason), Piece("。")]


def _watched(name: str, evaluation: Evaluation, unit: str) -> list[Piece]:
    point = evaluation.point
    if point is None:
        return [Piece(f"{name}：只监测，还没有报数。")]
    return [Piece(name), figure(point, unit), Piece(f"（{when_text(point)}）；只监测，不设目标值。")]


def _ending(evaluation: Evaluation, unit: str, reason: str) -> list[Piece]:
    """已达成，提前457天; 进度正常，要保持到期末; 还不能判断：到期时没有报数."""
    end = ENDS[evaluation.state]
    if reason and evaluation.state is not State.RUNNING:
        return [Piece(f"{end}："), Piece(reason, EVIDENCE)]
    note = note_text(evaluation, unit)
    return [Piece(f"{end}，"), Piece(note, STANDING)] if note else [Piece(end)]


def duty_answer(standing: DutyStanding) -> list[Piece]:
    """What a duty's records show, and the state."""
    duty, evaluation = standing.duty, standing.evaluation
    count = standing.count
    line = [Piece(f"{duty.name}：")]
    if count:
        line += [Piece(f"{count}条记录", EVIDENCE), Piece("可查；" if evaluation.parts else "可查，")]
    if evaluation.parts:
        return [*line, *told_parts(evaluation)]
    if count or not evaluation.reason:
        reason = reason_text(evaluation, "条记录")
        return [*line, Piece(f"{ENDS[evaluation.state]}：{reason}。" if reason else f"{ENDS[evaluation.state]}。")]
    if evaluation.state is State.NOT_DUE:
        return [*line, Piece(f"{reason_text(evaluation, '条记录')}。")]
    return [*line, Piece("没有任何来源报过，还不能判断。")]


def next_step(standing: Standing, owners: Sequence[str], *, related: int = 0) -> str:
    """What to do now, and who does it."""
    evaluation, target = standing.evaluation, standing.target
    who = "、".join(owners)
    asked = f"请{who}" if who else "还没有写明由谁负责：先定责任单位，再"
    record = f"，附{target.record}" if target.record else ""
    if evaluation.parts and evaluation.count(State.UNKNOWN):
        return f"{asked}补报{named_or_counted(evaluation, State.UNKNOWN)}的记录{record}。"
    if evaluation.reason is Reason.DISPUTED:
        return "请在不一致的来源中选定采用哪一个，并写明理由。"
    if lack := _lacking(evaluation, related):
        return f"{asked}{lack}{record}。"
    if evaluation.state is State.WATCHED and not standing.points:
        return f"{asked}报第一个数{record}。"
    if evaluation.state is State.MISSED:
        return f"{asked}说明没有达成的原因。"
    if evaluation.state is State.BEHIND:
        return f"{asked}说明滞后的原因，报最近的数{record}。"
    if evaluation.state is State.RUNNING and evaluation.parts and isinstance(evaluation.parts[-1].key, Period):
        return f"{asked}在{evaluation.parts[-1].key}结束时报数{record}。"
    open_still = evaluation.state is State.WATCHED or evaluation.at < evaluation.terms.due
    return "数有变化时接着填报。" if open_still else "不用再做什么。"


def _lacking(evaluation: Evaluation, related: int) -> str:
    """The figure that would light it."""
    match evaluation.reason:
        case Reason.PRECISION:
            return "报准确数"
        case Reason.INCOMPLETE:
            return "补齐其余时段的数"
        case Reason.NO_EVIDENCE:
            return spoken("报{whole}的准确数") if related else "报第一个数"
        case Reason.STALE:
            return "报最近的数"
        case Reason.NOTHING_AT_DUE:
            return f"补报{day(evaluation.terms.due)}的数"
    return ""


def three_lines(standing: Standing, *, counting: int, related: int = 0) -> list[Line]:
    """目标、依据、判断. `counting` figures count, `related` ones do not."""
    target, evaluation = standing.target, standing.evaluation
    return [
        Line("目标", tuple(_goal_line(target, standing.goals, evaluation))),
        Line("依据", tuple(_evidence_line(evaluation, target.unit, counting, related))),
        Line("判断", tuple(verdict(evaluation, target.unit, related))),
    ]


def _goal_line(target: Target, goals: Sequence[Goal], evaluation: Evaluation) -> list[Piece]:
    terms = evaluation.terms
    line = [Piece(goals_text(target, goals), GOAL), Piece("。")]
    if terms.comparator == Comparator.ABOUT:
        threshold = value_text(in_whole(terms.threshold, target.unit), target.unit)
        line += [Piece(f"差{_reach(terms, target.unit)}以内", GOAL), Piece("也算“约”，")]
        line += [Piece(f"达到{threshold}", GOAL), Piece("就算达到。")]
    if terms.comparator == Comparator.NEAR:
        line += [Piece(f"上下{_reach(terms, target.unit)}以内", GOAL), Piece("都算。")]
    if terms.baseline is not None:
        base = value_text(terms.baseline, target.unit)
        line += [Piece(f"起点（{day(terms.start)}）是"), Piece(base, GOAL), Piece("。")]
    return line


def _reach(terms: Terms, unit: str) -> str:
    """A tenth of a share is told in points, else it is taken for a tenth of all."""
    return gap_text(terms.reach, unit) if unit in SHARES else percent(terms.tolerance)


def _evidence_line(evaluation: Evaluation, unit: str, counting: int, related: int) -> list[Piece]:
    line: list[Piece] = []
    point = evaluation.point
    if evaluation.reason is Reason.WITHHELD:
        line.append(Piece("企业报送的数合计"))
    elif counting:
        line += [Piece(f"{counting}条记录", EVIDENCE), Piece("计入")]
        if point and not evaluation.parts:
            used = "最近的" if evaluation.state is State.WATCHED else "用来判断的"
            line += [Piece(f"，{used}是"), figure(point, unit), Piece(f"（{when_text(point)}）")]
    else:
        line.append(Piece("没有可以计入的数"))
    if related:
        line += [Piece("；另有"), Piece(f"{related}条", RELATED), Piece("只作参考，不计入")]
    return [*line, Piece("。")]
