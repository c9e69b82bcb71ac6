"""The life of a reported figure, as a table: entered, submitted, confirmed or returned, corrected.

Whoever entered a figure never decides on it."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step
from lianzhang.plans.models import ObservationState as State
from lianzhang.plans.permissions import Permission

__all__ = ["OBSERVATION"]

ENTER, CONFIRM = Permission.ENTER_OBSERVATION, Permission.CONFIRM_OBSERVATION


def _own(row: Any, by: Any) -> str:
    return "" if row.entered_by_id == by.pk else f"由录入的“{row.entered_by}”办理；要改动请退回或更正"


def _not_own(row: Any, by: Any) -> str:
    own = by.pk in (row.entered_by_id, row.submitted_by_id)
    return "录入或提交的人不能自己确认；请由另一位有确认权限的同事办理" if own else ""


def _replaces_nothing_lost(row: Any, _by: Any) -> str:
    replaced = row.replaces
    if replaced is None or replaced.state == State.CONFIRMED:
        return ""
    return "它要更正的那一条已不是“已确认”；请退回"


def _about_something(row: Any, _by: Any) -> str:
    return "" if row.target_id or row.duty_id else "这条数据没有对应的目标或任务，只能在方案文件夹里修改"


def _not_in_correction(row: Any, _by: Any) -> str:
    return "已有一条更正在办；请先办完那一条" if hasattr(row, "replaced_by") else ""


def _not_preferred(row: Any, _by: Any) -> str:
    return "已经采用这一条" if row.preferred else ""


def _preferred(row: Any, _by: Any) -> str:
    return "" if row.preferred else "没有采用这一条，不用取消"


def _has_value(row: Any, _by: Any) -> str:
    return "没有数值的不能采用" if row.value is None else ""


OBSERVATION = Lifecycle(
    dict(State.choices),
    (
        Step("edit", "修改", (State.DRAFT, State.RETURNED), State.DRAFT, ENTER, (_own, _about_something)),
        Step(
            *("submit", "提交", (State.DRAFT, State.RETURNED), State.SUBMITTED, ENTER, (_own,)),
            effect="提交后由有确认权限的同事核对；确认之前不计入目标。",
        ),
        Step(
            *("withdraw", "撤回", (State.SUBMITTED,), State.DRAFT, ENTER, (_own,)),
            effect="撤回后回到草稿，可以再改。",
        ),
        Step(
            *("confirm", "确认", (State.SUBMITTED,), State.CONFIRMED, CONFIRM, (_not_own, _replaces_nothing_lost)),
            effect="确认后计入目标的判断；有错只能另报一条更正，原数留存。",
        ),
        Step(
            *("return", "退回", (State.SUBMITTED,), State.RETURNED, CONFIRM, (_not_own,), {"reason": "退回理由"}),
            effect="退回后由录入的人修改重报。",
        ),
        Step(
            *("discard", "删除", (State.DRAFT, State.RETURNED), GONE, ENTER, (_own,)),
            effect="删除后不再出现在列表里；内容留在审计记录中。",
        ),
        Step(
            *("correct", "更正", (State.CONFIRMED,), State.CONFIRMED, ENTER, (_about_something, _not_in_correction)),
            effect="另报一条来更正；更正确认之前，原数照常使用。",
        ),
        Step("replace", "被更正", (State.CONFIRMED,), State.REPLACED, CONFIRM, by_hand=False),
        Step(
            *("prefer", "采用这一条", (State.CONFIRMED,), State.CONFIRMED, CONFIRM, (_has_value, _not_preferred)),
            asks={"reason": "采用理由"},
            effect="同一件事有几个数时，以这一条为准；其他数留存并列。",
        ),
        Step(
            *("unprefer", "取消采用", (State.CONFIRMED,), State.CONFIRMED, CONFIRM, (_preferred,)),
            effect="取消后几个数并列，判断按它们能容许的范围。",
        ),
    ),
)
