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
    found, target = standing.evaluation, standing.target
    name = name or target.name
    asked = Piece(goals_text(target, standing.goals), GOAL)
    word = LIGHTS[found.state]
    if found.parts:
        end = "。" if _alike(found) else f"，合起来{word}。"
        return [Piece(f"{name}："), Piece(states_text(found), PARTS), Piece(end)]
    if found.point is None:
        told = reason_text(found, target.unit, related=bool(related))
        return [Piece(f"{name}："), Piece(told, RELATED if related else ""), Piece(_so(found.state))]
    value = _figure(found.point, target.unit)
    said = [Piece(name), value, Piece(f"（{when_text(found.point)}），目标"), asked, Piece("，")]
    if found.state in (State.UNKNOWN, State.NOT_DUE):
        return [*said, Piece(f"{word}：{reason_text(found, target.unit, related=bool(related))}。")]
    return [*said, Piece(f"{word}{_late(found)}。")]


def duty_answer(standing: DutyStanding) -> list[Piece]:
    """What a duty's records show, and the state."""
    duty, found = standing.duty, standing.evaluation
    count, word = len(standing.evidence.rows), LIGHTS[found.state]
    line = [Piece(f"{duty.name}：")]
    if count:
        line += [Piece(f"{count}条记录", EVIDENCE), Piece("可查，")]
    if found.parts:
        return [*line, Piece(states_text(found), PARTS), Piece("。" if _alike(found) else f"，合起来{word}。")]
    if count or not found.reason:
        reason = reason_text(found, "条记录")
        return [*line, Piece(f"{word}：{reason}。" if reason else f"{word}。")]
    return [*line, Piece("没有任何来源报过，无法判断。")]


def _alike(found: Evaluation) -> bool:
    return len({part.evaluation.state for part in found.parts}) == 1


def next_step(standing: Standing, owners: Sequence[str], *, related: int = 0) -> str:
    """What to do now, and who does it."""
    found, target = standing.evaluation, standing.target
    who = "、".join(owners)
    asked = f"请{who}" if who else "没有写明由谁负责，先定责任单位；再"
    record = f"，凭{target.record}" if target.record else ""
    lacking = [part for part in found.parts if part.evaluation.state is State.UNKNOWN]
    if lacking:
        return f"{asked}补报{len(lacking)}{counted_parts(found)}的记录{record}。"
    match found.reason:
        case Reason.DISPUTED:
            return "请在不一致的来源中选定采用哪一个，并写明理由。"
        case Reason.PRECISION:
            return f"{asked}报准确数{record}。"
        case Reason.INCOMPLETE:
            return f"{asked}补齐其余时段的数{record}。"
        case Reason.NO_EVIDENCE:
            return f"{asked}{'报全市的准确数' if related else '报第一个数'}{record}。"
        case Reason.STALE | Reason.NOTHING_AT_DUE:
            return f"{asked}补报{day(min(found.at, found.terms.due))}的数{record}。"
    if found.state in (State.BEHIND, State.MISSED):
        return f"{asked}说明原因，报最近的数{record}。"
    return "数有变化时接着填报。" if found.at < found.terms.due else "不用再做什么。"


def _so(state: State) -> str:
    return "，无法判断。" if state is State.UNKNOWN else "。"


def _late(found: Evaluation) -> str:
    if found.state is State.MET and found.terms.accumulates and (found.early_days or 0) > 0:
        return f"，提前{number(found.early_days)}天"
    return ""


def three_lines(standing: Standing, *, counting: int, related: int = 0) -> list[Line]:
    """目标、依据、判断. `counting` figures count, `related` ones do not."""
    target, found = standing.target, standing.evaluation
    return [
        Line("目标", tuple(_goal_line(target, standing.goals, found))),
        Line("依据", tuple(_evidence_line(found, target.unit, counting, related))),
        Line("判断", tuple(_verdict(found, target.unit, related))),
    ]


def _goal_line(target: Target, goals: Sequence[Goal], found: Evaluation) -> list[Piece]:
    terms = found.terms
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


def _evidence_line(found: Evaluation, unit: str, counting: int, related: int) -> list[Piece]:
    line: list[Piece] = []
    if counting:
        line += [Piece(f"{counting}条记录", EVIDENCE), Piece("计入")]
        if found.point and not found.parts:
            line += [Piece("，用来判断的是"), _figure(found.point, unit), Piece(f"（{when_text(found.point)}）")]
    else:
        line.append(Piece("没有可以计入的数"))
    if related:
        line += [Piece("；另有"), Piece(f"{related}条", RELATED), Piece("只作参考，不计入")]
    return [*line, Piece("。")]


def _verdict(found: Evaluation, unit: str, related: int) -> list[Piece]:
    if found.parts:
        return _parts_verdict(found)
    match found.state:
        case State.MET:
            return _met(found, unit)
        case State.ON_COURSE | State.BEHIND:
            return _on_the_way(found, unit)
        case State.MISSED:
            return _missed(found, unit)
    told = reason_text(found, unit, related=bool(related))
    door = _figure(found.point, unit).to if found.point else RELATED if related else ""
    return [Piece(told, door), Piece(f"，所以{LIGHTS[found.state]}。")]


def _parts_verdict(found: Evaluation) -> list[Piece]:
    cells = [cell for part in found.parts for cell in part.evaluation.parts]
    line = [Piece("分别判断："), Piece(states_text(found), PARTS)]
    if cells:
        met = sum(cell.evaluation.state is State.MET for cell in cells)
        line += [Piece(f"（共{len(cells)}格，达成{met}格）")]
    rules = RULES_OF_PERIODS if isinstance(found.parts[0].key, Period) else RULES_OF_MEMBERS
    return [*line, Piece(f"。{rules[found.state]}，所以{LIGHTS[found.state]}。")]


def _asked(found: Evaluation, unit: str) -> Piece:
    return Piece(asked_text(found.terms, unit), GOAL)


def _met(found: Evaluation, unit: str) -> list[Piece]:
    if found.point is None:
        return [Piece("达成。")]
    line = [_figure(found.point, unit), Piece("，符合“"), _asked(found, unit), Piece("”")]
    if found.met_since:
        line.append(Piece(f"；{day(found.met_since)}的数起就达到"))
        early = found.early_days
        if early and found.terms.accumulates:
            line.append(Piece(f"，比期限{'早' if early > 0 else '晚'}{number(abs(early))}天"))
    over = _beyond(found, unit)
    return [*line, *([Piece("，"), Piece(over, GOAL)] if over else []), Piece("，所以达成。")]


def _beyond(found: Evaluation, unit: str) -> str:
    """How far over the goal, where that is worth a word."""
    terms, point = found.terms, found.point
    if point is None or terms.falling or terms.comparator in (Comparator.EXACTLY, Comparator.NEAR):
        return ""
    if terms.above_its_range(point.nominal):
        return "已高出原定幅度"
    if unit == "%" and point.nominal > terms.value:
        return f"高出{rough_text(point.nominal - terms.value, '个百分点')}"
    return f"高出{percent(found.over, 0)}" if found.over and found.over >= MENTIONED else ""


def _on_the_way(found: Evaluation, unit: str) -> list[Piece]:
    if found.point is None:
        return [Piece(f"{LIGHTS[found.state]}。")]
    value = _figure(found.point, unit)
    if found.terms.carries_its_pace or found.terms.comparator == Comparator.NEAR:
        return _kept_pace(found, value, unit)
    line = [value, Piece("，还没有达到“"), _asked(found, unit), Piece("”；")]
    if found.expected is not None:
        formula = pace_formula(found.terms, found.point.date, found.expected, unit)
        line += [Piece(f"按序时，{day(found.point.date)}应有"), Piece(formula, STANDING), Piece("，")]
    elif found.projection is not None:
        line += [*_projected(found, unit), Piece("，")]
    return [*line, Piece(f"所以{LIGHTS[found.state]}。"), *_still_asked(found, unit)]


def _kept_pace(found: Evaluation, value: Piece, unit: str) -> list[Piece]:
    kept = found.state is State.ON_COURSE
    told = f"，须保持到{day(found.terms.due)}，所以序时。" if kept else "，所以滞后。"
    return [value, Piece("，" + ("符合“" if kept else "不符合“")), _asked(found, unit), Piece(f"”{told}")]


def _projected(found: Evaluation, unit: str) -> list[Piece]:
    projection = found.projection
    if projection is None:
        return []
    method = "照第一个数到最近一个数的直线" if projection.method == "trend" else "照起算以来的平均速度"
    value = rough_text(projection.value, unit)
    return [Piece(f"{method}推算，到{day(projection.on)}是"), Piece(value, STANDING)]


def _still_asked(found: Evaluation, unit: str) -> list[Piece]:
    line = []
    if found.remaining is not None:
        line += [Piece("还缺"), Piece(rough_text(found.remaining, unit), GOAL)]
        if found.asked_per_month is not None and found.terms.accumulates:
            line += [Piece("，今后每月需"), Piece(rough_text(found.asked_per_month, unit), STANDING)]
        line.append(Piece("。"))
    if found.projection is not None and found.expected is not None:
        line += [*_projected(found, unit), Piece("。")]
    return line


def _missed(found: Evaluation, unit: str) -> list[Piece]:
    if found.point is None:
        return [Piece("到期没有达到，所以未达。")]
    line = [Piece(f"到{day(found.terms.due)}期限，数是"), _figure(found.point, unit), Piece("，没有达到“")]
    line += [_asked(found, unit), Piece("”，所以未达。")]
    if found.reached_late:
        line.append(Piece(f"{day(found.reached_late)}的数才达到。"))
    elif found.terms.measure == Measure.CUMULATIVE and found.remaining is not None:
        line += [Piece("还缺"), Piece(rough_text(found.remaining, unit), GOAL), Piece("。")]
    return line
