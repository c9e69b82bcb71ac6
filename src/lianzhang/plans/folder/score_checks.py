"""What must hold of scores and prizes: a rule that its target can be held by, bodies that it is asked of."""

from __future__ import annotations

from lianzhang.kernel.sheets import Row
from lianzhang.plans.models import BodyKind, Measure, ScopeKind, ScoreRule
from lianzhang.plans.models.plan import FALLING, TWO_SIDED
from lianzhang.plans.models.scopes import EACH_OF, EACH_OF_REGIONS

from .declaring import WATCHED
from .faults import Faults, Problems, at
from .reading import PlanFolder
from .score_tables import BODY_TABLES
from .target_checks import regions_asked

__all__ = ["SCORE_CHECKS"]

BY_FIGURE = (ScoreRule.PROPORTIONAL, ScoreRule.DEDUCTION, ScoreRule.BONUS)
WITHOUT_POINTS = (ScoreRule.BONUS, ScoreRule.VETO)
BY_STEPS = (ScoreRule.DEDUCTION, ScoreRule.BONUS)
LIMITS = ("first", "at_least", "below")


def _scores(folder: PlanFolder) -> Problems:
    targets = {row["id"]: row for row in folder.rows("targets")}
    for row in folder.rows("scores"):
        target = targets.get(row["target"])
        if row.broken or target is None or target.broken:
            continue
        for column, message in (*_points_faults(row), *_rule_faults(row, target), *_body_faults(row, target, folder)):
            yield at("scores", row, column, message)


def _points_faults(row: Row) -> Faults:
    rule, points = row["rule"], row["points"]
    if rule in WITHOUT_POINTS and points is not None:
        yield "points", "加分和一票否决没有分值；请留空，加分的上限写在 cap"
    if rule not in WITHOUT_POINTS and not points:
        yield "points", "没有分值；请写满分是多少"
    yield from _step_faults(row)
    cap, floor = row["cap"], row["floor"]
    if cap is not None and points is not None and cap < points:
        yield "cap", f"最高分 {cap} 小于分值 {points}；请改正，不另设最高分的留空"
    if floor is not None and floor > (points or 0):
        yield "floor", f"最低分 {floor} 大于分值；请改正，扣到零为止的留空"


def _step_faults(row: Row) -> Faults:
    if row["rule"] not in BY_STEPS:
        for column in ("step", "per_step", "whole_steps"):
            if row[column]:
                yield column, "只有按差距扣分（deduction）和加分（bonus）才写这一列；请留空，或改计分办法"
        return
    for column in ("step", "per_step"):
        if not row[column]:
            yield column, "按差距扣分和加分，要写每差（超）多少、扣（加）几分；请补上"


def _rule_faults(row: Row, target: Row) -> Faults:
    rule, watched = row["rule"], target["comparator"] == WATCHED
    if row["from"] is not None and rule != ScoreRule.BONUS:
        yield "from", "只有加分（bonus）才写从多少起加；请留空"
    if watched and not (rule == ScoreRule.BONUS and row["from"] is not None):
        yield "rule", f"目标“{target['id']}”只监测（watch），没有目标值可比；只能加分（bonus），并写 from"
    if rule in BY_FIGURE and target["comparator"] in TWO_SIDED:
        yield "rule", "等于、保持在的目标，多了少了都不算；只能用 all_or_nothing 或 veto"
    if rule == ScoreRule.BONUS and target["measure"] == Measure.EACH:
        yield "rule", "每期都问的目标，按办到的期数计分，没有超出；请改用 proportional 或 deduction"
    rising = target["comparator"] not in FALLING
    if rule == ScoreRule.PROPORTIONAL and rising and target["value"] is not None and target["value"] <= 0:
        yield "rule", f"目标值 {target['value']} 不大于零，不能按比例；请改用 deduction 或 all_or_nothing"


def _body_faults(row: Row, target: Row, folder: PlanFolder) -> Faults:
    kind, (word, name) = row["bodies"], target["scope"]
    for other in BODY_TABLES:
        if row[other] and other != kind:
            yield other, f"这一行考核的是{BodyKind(kind).label}；请清空，或改 bodies"
    if kind == BodyKind.ORGANIZATION:
        if not row[kind] and not target["owners"]:
            yield kind, f"目标“{target['id']}”没有责任单位；请在这里写一个单位，或在 targets.csv 写 owners"
        return
    each = EACH_OF.get(ScopeKind(word), ScopeKind(word))
    if each != kind:
        yield (
            "bodies",
            f"目标“{target['id']}”的范围是 {word}，分不到{BodyKind(kind).label}；请改 bodies，或改目标的 scope",
        )
        return
    asked = {name} if name else folder.ids(BODY_TABLES[kind])
    if ScopeKind(word) in EACH_OF_REGIONS:
        asked = regions_asked(ScopeKind(word), folder)
    if row[kind] and row[kind] in folder.ids(BODY_TABLES[kind]) and row[kind] not in asked:
        yield kind, f"目标“{target['id']}”不问“{row[kind]}”；请清空，或改目标的 scope"


def _prizes(folder: PlanFolder) -> Problems:
    scored = {row["bodies"] for row in folder.rows("scores")}
    for row in folder.rows("prizes"):
        if row.broken:
            continue
        for column, message in _prize_faults(row):
            yield at("prizes", row, column, message)
        if row["bodies"] not in scored and "scores" not in folder.unread:
            yield at(
                "prizes", row, "bodies", f"scores.csv 里没有考核{BodyKind(row['bodies']).label}的行；请补上，或改这里"
            )


def _prize_faults(row: Row) -> Faults:
    given = [column for column in LIMITS if row[column] is not None]
    if len(given) != 1:
        yield "first", "按名次（first、last）、满多少分（at_least）、不满多少分（below），要写且只写一种"
    if row["last"] is not None and (row["first"] is None or row["last"] < row["first"]):
        yield "last", "名次到要不小于名次从；请对照写上 first"
    if (row["amount"] is None) != (not row["unit"]):
        yield "unit", "奖励的数和单位要一起写，如 100 和 万元"


SCORE_CHECKS = (_scores, _prizes)
