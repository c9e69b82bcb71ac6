"""How a reported figure bears on a target: whether it counts, and if not, why not. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lianzhang.plans.models import Measure, Nature, Observation, Relation, ScopeKind, Target
from lianzhang.plans.models.scopes import EACH_OF, named_scope
from lianzhang.work.models import ReportState

__all__ = ["BEARINGS", "COUNTS", "Words", "bearing"]


class Words(NamedTuple):
    title: str
    why: str


COUNTS = "counts"
# In the order the page shows them.
BEARINGS = {
    COUNTS: Words("计入", "就是这项目标问的数"),
    "unfit": Words("时期不合", "就是这个数，但时期或性质与目标要的不同，比不了"),
    "recorded": Words("另有公布数", "台账已申报齐全，按台账判断"),
    "unpreferred": Words("未采用", "同一件事已选定采用另一个来源"),
    "scope": Words("范围不同", "只说一个地方或一条链，不是目标的范围"),
    Relation.PARTIAL: Words("局部", "只是其中一部分，不能代表全部"),
    Relation.FLOW: Words("新增", "是一段时间新增的数，不能当作总数"),
    Relation.PROXY: Words("近似", "口径相近，但不是这个数"),
    Relation.INPUT: Words("构成", "是计算要用的数，缺同一时期的另一个数"),
    Relation.BASELINE: Words("基期", "是起算以前的数，只作起点"),
    "blank": Words("没有数值", "来源提到了，但没有给出数"),
    Relation.GOAL: Words("别处提出的目标", "是别的文件提出的目标，不是实际值"),
    Relation.CONTEXT: Words("背景", "有关情况，不是这项目标的数"),
    "unconfirmed": Words("还没有确认", "确认以后才计入"),
    "later": Words("截至日以后", "晚于所看的日期，这时还不知道"),
}
_UNCONFIRMED = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED)


# What would count, did not a complete register answer for the same time.
_OUTRANKED = (Relation.DIRECT, Relation.INPUT)


def bearing(
    report: Observation, target: Target, at: date, *, counted: bool, usable: bool, recorded: bool = False
) -> str:
    """A key of BEARINGS. `counted`: the metric took the figure; `usable`: the goal can be held against it.

    `recorded`: a register declared complete for the figure's time decides instead.
    """
    if report.state in _UNCONFIRMED:
        return "unconfirmed"
    if report.date > at:
        return "later"
    if counted:
        return COUNTS if usable else "unfit"
    if report.relation in (Relation.GOAL, Relation.CONTEXT):
        return report.relation
    if report.value is None:
        return "blank"
    code = _of_the_thing_itself(report, target)
    return "recorded" if recorded and (code == "unpreferred" or code in _OUTRANKED) else code


def _of_the_thing_itself(report: Observation, target: Target) -> str:
    takes_flow = target.measure in (Measure.ADDED, Measure.EACH)
    if report.relation != Relation.DIRECT and not (report.relation == Relation.FLOW and takes_flow):
        return report.relation
    if report.scope_text or _elsewhere(report, target):
        return "scope"
    if target.measure == Measure.CUMULATIVE and report.nature == Nature.FLOW:
        return Relation.FLOW
    return "unpreferred"


def _elsewhere(report: Observation, target: Target) -> bool:
    told = named_scope(report)
    if target.scope_kind == ScopeKind.CITY:
        return told is not None
    if target.scope_kind in EACH_OF:
        return told is None or told.kind != EACH_OF[ScopeKind(target.scope_kind)]
    return told not in (None, named_scope(target))
