"""How the parts of a target are told one by one: 三年里一年达成，两年没有依据. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period
from lianzhang.plans.evaluation import Evaluation, Part, State
from lianzhang.plans.models.plan import Target, Window
from lianzhang.plans.models.scopes import EACH_OF

__all__ = ["counted", "members_of", "members_word", "named_or_counted", "parts_text", "times_text", "whole_text"]

PERIOD_COUNTS: dict[str, str] = {
    Window.MONTH: "个月",
    Window.QUARTER: "个季度",
    Window.HALF_YEAR: "个半年",
    Window.YEAR: "年",
}
EACH: dict[str, str] = {Window.MONTH: "逐月", Window.QUARTER: "逐季", Window.HALF_YEAR: "逐半年", Window.YEAR: "逐年"}
# What is said of one part.
TOLD = {
    State.MET: "达成",
    State.ON_COURSE: "进度正常",
    State.BEHIND: "滞后",
    State.MISSED: "没有达成",
    State.UNKNOWN: "没有依据",
    State.RUNNING: "还在进行",
    State.NOT_DUE: "还没有开始",
    State.WATCHED: "只监测",
}
_LACKING = "依据不足"
_IN_ORDER = ("达成", "进度正常", "滞后", "没有达成", _LACKING, "没有依据", "还在进行", "还没有开始", "只监测")
_OF_ALL = {"进度正常": "进度都正常"}
WHOLE = {
    State.MET: "整项达成",
    State.ON_COURSE: "整项进度正常",
    State.RUNNING: "整项还在进行",
    State.BEHIND: "整项滞后",
    State.MISSED: "整项没有达成",
    State.NOT_DUE: "整项还没有开始",
    State.UNKNOWN: "整项还不能判断",
    State.WATCHED: "整项只监测",
}
_COUNTED = {"group": "个产业群", "region": "个区域", "park": "个园区", "item": "个事项", "organization": "个单位"}
_MEMBERS = {"group": "群", "region": "地", "park": "园", "item": "项", "organization": "家"}
_DIGITS = "零一两三四五六七八九十"
NAMED = 2  # so few are told by name


def counted(evaluation: Evaluation, count: int) -> str:
    """So many of its parts: 三年, 两个季度, 13条产业链. Up to ten parts are told in words."""
    key = evaluation.parts[0].key
    unit = PERIOD_COUNTS.get(key.window, "期") if isinstance(key, Period) else _COUNTED.get(key.kind, "条产业链")
    return f"{_spoken(count, len(evaluation.parts))}{unit}"


def _spoken(count: int, of: int) -> str:
    if of >= len(_DIGITS) or count >= len(_DIGITS):
        return number(count)
    return "一" if count == 1 else _DIGITS[count]


def members_of(evaluation: Evaluation) -> str:
    """What its parts are counted by, after a number: 条产业链, 个单位."""
    return _COUNTED.get(getattr(evaluation.parts[0].key, "kind", ""), "条产业链") if evaluation.parts else ""


def named_or_counted(evaluation: Evaluation, state: State) -> str:
    """The parts in a state: 2021年和2022年, 三个季度."""
    parts = [part for part in evaluation.parts if part.evaluation.state is state]
    if len(parts) <= NAMED and all(isinstance(part.key, Period) for part in parts):
        return "和".join(str(part.key) for part in parts)
    return counted(evaluation, len(parts))


def parts_text(evaluation: Evaluation) -> str:
    """三年里一年达成，两年没有依据; 13条产业链都没有依据; 2021年达成，2022年还在进行."""
    told: dict[str, list[Part]] = {word: [] for word in _IN_ORDER}
    for part in evaluation.parts:
        told[_told(part.evaluation)].append(part)
    told = {word: parts for word, parts in told.items() if parts}
    whole = counted(evaluation, len(evaluation.parts))
    if len(told) > 1:
        return f"{whole}里{'，'.join(f'{_subject(evaluation, parts)}{word}' for word, parts in told.items())}"
    (word,) = told
    if len(evaluation.parts) > 1:
        return f"{whole}{_OF_ALL.get(word) or f'都{word}'}"
    key = evaluation.parts[0].key
    return f"{key if isinstance(key, Period) else whole}{word}"


def _told(evaluation: Evaluation) -> str:
    """A part about which something is known, though not enough, is not without evidence."""
    if evaluation.state is not State.UNKNOWN:
        return TOLD[evaluation.state]
    decided = (State.MET, State.MISSED, State.BEHIND)
    known = evaluation.point is not None or any(part.evaluation.state in decided for part in evaluation.parts)
    return _LACKING if known else TOLD[State.UNKNOWN]


def _subject(evaluation: Evaluation, parts: Sequence[Part]) -> str:
    """The one period that runs is named; the others are counted, without saying again what they are."""
    if len(parts) == 1 and parts[0].evaluation.state is State.RUNNING and isinstance(parts[0].key, Period):
        return str(parts[0].key)
    return counted(evaluation, len(parts)).removesuffix("产业链").removesuffix("产业群").removesuffix("季度")


def whole_text(evaluation: Evaluation) -> str:
    """What the parts make of the whole: ，所以整项还不能判断; nothing where they already say it."""
    states = {part.evaluation.state for part in evaluation.parts}
    if states == {evaluation.state} and evaluation.state is not State.UNKNOWN:
        return ""
    return f"，{WHOLE[evaluation.state]}" if len(states) == 1 else f"，所以{WHOLE[evaluation.state]}"


def members_word(target: Target, evaluation: Evaluation) -> str:
    """What a target asked of each is counted by, after a number: 条产业链, 个园区. Its first letter counts."""
    if target.scope_kind in EACH_OF:
        return str(target.get_scope_kind_display()).removeprefix("每")
    return members_of(evaluation)


def times_text(evaluation: Evaluation) -> str:
    """Of chains asked in every period: 逐链逐季共65次，达成20次，13次还在进行."""
    cells: list[Part] = [cell for part in evaluation.parts for cell in part.evaluation.parts]
    if not cells or not isinstance(cells[0].key, Period):
        return ""
    states = [cell.evaluation.state for cell in cells]
    running = states.count(State.RUNNING)
    met = f"达成{number(states.count(State.MET))}次" if State.MET in states else "没有一次达成"
    rest = f"，{number(running)}次还在进行" if running else ""
    if running == len(cells):
        met, rest = "都还在进行", ""
    member = _MEMBERS.get(getattr(evaluation.parts[0].key, "kind", ""), "链")
    return f"逐{member}{EACH.get(cells[0].key.window, '逐期')}共{number(Decimal(len(cells)))}次，{met}{rest}"
