"""How a state was worked out, said as three lines: the goal, the evidence, the judgement; every number leads somewhere.

Pure: a line is a tuple of pieces, a piece is words and the place on the target's page they lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.kernel.formatting import LIGHTS, day, number, percent
from lianzhang.kernel.metrics import Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.evaluating import DutyStanding, Standing
from lianzhang.plans.evaluation import Evaluation, Reason, State
from lianzhang.plans.models.plan import Comparator, Goal, Measure, Target

from .wording import (
    asked_text,
    counted_parts,
    goals_text,
    pace_formula,
    point_text,
    reason_text,
    rough_text,
    states_text,
    value_text,
    when_text,
)

__all__ = ["Line", "Piece", "anchor", "answer", "duty_answer", "next_step", "plain", "three_lines"]

GOAL, STANDING, EVIDENCE, RELATED, PARTS = "#goal", "#standing", "#evidence", "#related", "#parts"

# How the states of the parts make the state of the whole.
RULES_OF_PERIODS = {
    State.MET: "每一期都做到了",
    State.ON_COURSE: "过去的各期都做到了",
    State.BEHIND: "有一期没有做到，补不回来",
    State.MISSED: "有一期没有做到，补不回来",
    State.NOT_DUE: "有的期还不能判断",
    State.UNKNOWN: "没有记录的期不能算做到",
}
RULES_OF_MEMBERS = {
    State.MET: "每一项都达成",
    State.ON_COURSE: "没有一项落后",
    State.BEHIND: "有一项滞后就算滞后",
    State.MISSED: "有一项未达就算未达",
    State.NOT_DUE: "有一项还没到期就不能算达成",
    State.UNKNOWN: "有一项无据就不能算达成",
}
# A share beyond the goal that rounds to nothing needs no words.
MENTIONED = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and where on the page they lead; "" leads nowhere."""

    text: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    pieces: tuple[Piece, ...]


def plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def anchor(row: Row) -> str:
    """The place of a record on the page that lists it; sets of one kind differ by what narrows them."""
    narrowed = re.sub(r"[^0-9A-Za-z]+", "-", f"-{row.query}") if row.query else ""
    return f"row-{row.kind}-{row.pk}{narrowed}"


def _figure(point: Point, unit: str) -> Piece:
    return Piece(point_text(point, unit), f"#{anchor(point.rows[0])}" if point.rows else EVIDENCE)


def answer(standing: Standing, *, name: str = "", related: int = 0) -> list[Piece]:
    """The page's first sentence: what it is now, against what was asked, and the state."""
    evaluation, target = standing.evaluation, standing.target
    name = name or target.name
    asked = Piece(goals_text(target, standing.goals), GOAL)
    word = LIGHTS[evaluation.state]
    if evaluation.parts:
        return [Piece(f"{name}："), *_states(evaluation)]
    if evaluation.reason is Reason.WITHHELD:
        return [Piece(f"{name}：{word}。目标"), asked, Piece("，数值不公开。")]
    if evaluation.point is None:
        reason = reason_text(evaluation, target.unit, related=bool(related))
        end = "，无法判断。" if evaluation.state is State.UNKNOWN else "。"
        return [Piece(f"{name}："), Piece(reason, RELATED if related else ""), Piece(end)]
    value = _figure(evaluation.point, target.unit)
    line = [Piece(name), value, Piece(f"（{when_text(evaluation.point)}），目标"), asked, Piece("，")]
    if evaluation.state in (State.UNKNOWN, State.NOT_DUE):
        return [*line, Piece(f"{word}：{reason_text(evaluation, target.unit, related=bool(related))}。")]
    return [*line, Piece(f"{word}{_late(evaluation)}。")]


def duty_answer(standing: DutyStanding) -> list[Piece]:
    """What a duty's records show, and the state."""
    duty, evaluation = standing.duty, standing.evaluation
    count, word = len(standing.evidence.rows), LIGHTS[evaluation.state]
    line = [Piece(f"{duty.name}：")]
    if count:
        line += [Piece(f"{count}条记录", EVIDENCE), Piece("可查，")]
    if evaluation.parts:
        return [*line, *_states(evaluation)]
    if count or not evaluation.reason:
        reason = reason_text(evaluation, "条记录")
        return [*line, Piece(f"{word}：{reason}。" if reason else f"{word}。")]
    return [*line, Piece("没有任何来源报过，无法判断。")]


def _states(evaluation: Evaluation) -> list[Piece]:
    alike = len({part.evaluation.state for part in evaluation.parts}) == 1
    end = "。" if alike else f"，合起来{LIGHTS[evaluation.state]}。"
    return [Piece(states_text(evaluation), PARTS), Piece(end)]


def next_step(standing: Standing, owners: Sequence[str], *, related: int = 0) -> str:
    """What to do now, and who does it."""
    evaluation, target = standing.evaluation, standing.target
    who = "、".join(owners)
    asked = f"请{who}" if who else "没有写明由谁负责，先定责任单位；再"
    record = f"，凭{target.record}" if target.record else ""
    lacking = [part for part in evaluation.parts if part.evaluation.state is State.UNKNOWN]
    if lacking:
        return f"{asked}补报{len(lacking)}{counted_parts(evaluation)}的记录{record}。"
    match evaluation.reason:
        case Reason.DISPUTED:
            return "请在不一致的来源中选定采用哪一个，并写明理由。"
        case Reason.PRECISION:
            return f"{asked}报准确数{record}。"
        case Reason.INCOMPLETE:
            return f"{asked}补齐其余时段的数{record}。"
        case Reason.NO_EVIDENCE:
            return f"{asked}{spoken('报{whole}的准确数') if related else '报第一个数'}{record}。"
        case Reason.STALE | Reason.NOTHING_AT_DUE:
            return f"{asked}补报{day(min(evaluation.at, evaluation.terms.due))}的数{record}。"
    if evaluation.state in (State.BEHIND, State.MISSED):
        return f"{asked}说明原因，报最近的数{record}。"
    return "数有变化时接着填报。" if evaluation.at < evaluation.terms.due else "不用再做什么。"


def _late(evaluation: Evaluation) -> str:
    if evaluation.state is State.MET and evaluation.terms.accumulates and (evaluation.early_days or 0) > 0:
        return f"，提前{number(evaluation.early_days)}天"
    return ""


def three_lines(standing: Standing, *, counting: int, related: int = 0) -> list[Line]:
    """目标、依据、判断. `counting` figures count, `related` ones do not."""
    target, evaluation = standing.target, standing.evaluation
    return [
        Line("目标", tuple(_goal_line(target, standing.goals, evaluation))),
        Line("依据", tuple(_evidence_line(evaluation, target.unit, counting, related))),
        Line("判断", tuple(_verdict(evaluation, target.unit, related))),
    ]


def _goal_line(target: Target, goals: Sequence[Goal], evaluation: Evaluation) -> list[Piece]:
    terms = evaluation.terms
    line = [Piece(goals_text(target, goals), GOAL), Piece("。")]
    if terms.comparator == Comparator.ABOUT:
        threshold = value_text(terms.threshold, target.unit)
        line += [Piece(f"“约”按{percent(terms.tolerance)}宽容，达到{threshold}", GOAL), Piece("就算达到。")]
    if terms.comparator == Comparator.NEAR:
        line += [Piece(f"上下{percent(terms.tolerance)}以内", GOAL), Piece("都算。")]
    if terms.baseline is not None:
        base = value_text(terms.baseline, target.unit)
        line += [Piece(f"起点（{day(terms.start)}）是"), Piece(base, GOAL), Piece("。")]
    return line


def _evidence_line(evaluation: Evaluation, unit: str, counting: int, related: int) -> list[Piece]:
    line: list[Piece] = []
    point = evaluation.point
    if evaluation.reason is Reason.WITHHELD:
        line.append(Piece("企业报送的数合计"))
    elif counting:
        line += [Piece(f"{counting}条记录", EVIDENCE), Piece("计入")]
        if point and not evaluation.parts:
            line += [Piece("，用来判断的是"), _figure(point, unit), Piece(f"（{when_text(point)}）")]
    else:
        line.append(Piece("没有可以计入的数"))
    if related:
        line += [Piece("；另有"), Piece(f"{related}条", RELATED), Piece("只作参考，不计入")]
    return [*line, Piece("。")]


def _verdict(evaluation: Evaluation, unit: str, related: int) -> list[Piece]:
    if evaluation.parts:
        return _parts_verdict(evaluation)
    if evaluation.reason is Reason.WITHHELD:
        return [Piece(f"{reason_text(evaluation, unit)}。按这个数判断，{LIGHTS[evaluation.state]}。")]
    match evaluation.state:
        case State.MET:
            return _met(evaluation, unit)
        case State.ON_COURSE | State.BEHIND:
            return _on_the_way(evaluation, unit)
        case State.MISSED:
            return _missed(evaluation, unit)
    reason = reason_text(evaluation, unit, related=bool(related))
    door = _figure(evaluation.point, unit).to if evaluation.point else RELATED if related else ""
    return [Piece(reason, door), Piece(f"，所以{LIGHTS[evaluation.state]}。")]


def _parts_verdict(evaluation: Evaluation) -> list[Piece]:
    cells = [cell for part in evaluation.parts for cell in part.evaluation.parts]
    line = [Piece("分别判断："), Piece(states_text(evaluation), PARTS)]
    if cells:
        met = sum(cell.evaluation.state is State.MET for cell in cells)
        line += [Piece(f"（共{len(cells)}格，达成{met}格）")]
    rules = RULES_OF_PERIODS if isinstance(evaluation.parts[0].key, Period) else RULES_OF_MEMBERS
    return [*line, Piece(f"。{rules[evaluation.state]}，所以{LIGHTS[evaluation.state]}。")]


def _asked(evaluation: Evaluation, unit: str) -> Piece:
    return Piece(asked_text(evaluation.terms, unit), GOAL)


def _met(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece("达成。")]
    line = [_figure(evaluation.point, unit), Piece("，符合“"), _asked(evaluation, unit), Piece("”")]
    if evaluation.met_since:
        line.append(Piece(f"；{day(evaluation.met_since)}的数起就达到"))
        early = evaluation.early_days
        if early and evaluation.terms.accumulates:
            line.append(Piece(f"，比期限{'早' if early > 0 else '晚'}{number(abs(early))}天"))
    over = _beyond(evaluation, unit)
    return [*line, *([Piece("，"), Piece(over, GOAL)] if over else []), Piece("，所以达成。")]


def _beyond(evaluation: Evaluation, unit: str) -> str:
    """How far over the goal, where that is worth a word."""
    terms, point = evaluation.terms, evaluation.point
    if point is None or terms.falling or terms.comparator in (Comparator.EXACTLY, Comparator.NEAR):
        return ""
    if terms.above_its_range(point.nominal):
        return "已高出原定幅度"
    if unit == "%" and point.nominal > terms.value:
        return f"高出{rough_text(point.nominal - terms.value, '个百分点')}"
    return f"高出{percent(evaluation.over, 0)}" if evaluation.over and evaluation.over >= MENTIONED else ""


def _on_the_way(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece(f"{LIGHTS[evaluation.state]}。")]
    value = _figure(evaluation.point, unit)
    if evaluation.terms.carries_its_pace or evaluation.terms.comparator == Comparator.NEAR:
        return _pace_verdict(evaluation, value, unit)
    line = [value, Piece("，还没有达到“"), _asked(evaluation, unit), Piece("”；")]
    if evaluation.expected is not None:
        formula = pace_formula(evaluation.terms, evaluation.point.date, evaluation.expected, unit)
        line += [Piece(f"按序时，{day(evaluation.point.date)}应有"), Piece(formula, STANDING), Piece("，")]
    elif evaluation.projection is not None:
        line += [*_projected(evaluation, unit), Piece("，")]
    return [*line, Piece(f"所以{LIGHTS[evaluation.state]}。"), *_still_asked(evaluation, unit)]


def _pace_verdict(evaluation: Evaluation, value: Piece, unit: str) -> list[Piece]:
    on_course = evaluation.state is State.ON_COURSE
    verdict = f"，须保持到{day(evaluation.terms.due)}，所以序时。" if on_course else "，所以滞后。"
    return [value, Piece("，" + ("符合“" if on_course else "不符合“")), _asked(evaluation, unit), Piece(f"”{verdict}")]


def _projected(evaluation: Evaluation, unit: str) -> list[Piece]:
    projection = evaluation.projection
    if projection is None:
        return []
    method = "照第一个数到最近一个数的直线" if projection.method == "trend" else "照起算以来的平均速度"
    value = rough_text(projection.value, unit)
    return [Piece(f"{method}推算，到{day(projection.on)}是"), Piece(value, STANDING)]


def _still_asked(evaluation: Evaluation, unit: str) -> list[Piece]:
    line = []
    if evaluation.remaining is not None:
        line += [Piece("还缺"), Piece(rough_text(evaluation.remaining, unit), GOAL)]
        if evaluation.asked_per_month is not None and evaluation.terms.accumulates:
            line += [Piece("，今后每月需"), Piece(rough_text(evaluation.asked_per_month, unit), STANDING)]
        line.append(Piece("。"))
    if evaluation.projection is not None and evaluation.expected is not None:
        line += [*_projected(evaluation, unit), Piece("。")]
    return line


def _missed(evaluation: Evaluation, unit: str) -> list[Piece]:
    if evaluation.point is None:
        return [Piece("到期没有达到，所以未达。")]
    line = [Piece(f"到{day(evaluation.terms.due)}期限，数是"), _figure(evaluation.point, unit), Piece("，没有达到“")]
    line += [_asked(evaluation, unit), Piece("”，所以未达。")]
    if evaluation.reached_late:
        line.append(Piece(f"{day(evaluation.reached_late)}的数才达到。"))
    elif evaluation.terms.measure == Measure.CUMULATIVE and evaluation.remaining is not None:
        line += [Piece("还缺"), Piece(rough_text(evaluation.remaining, unit), GOAL), Piece("。")]
    return line
