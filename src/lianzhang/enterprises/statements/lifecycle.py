"""The life of a firm's statement, as a table: entered, submitted, confirmed or returned, corrected.

Whoever entered a statement never decides on it; in a locked period nothing moves."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.models import StatementState as State
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step

from .locks import lock_of, lock_words

__all__ = ["STATEMENT"]

ENTER, CONFIRM = Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT


def _unlocked(row: Any, _by: Any) -> str:
    lock = lock_of(row)
    return lock_words(lock) if lock else ""


def _own(row: Any, by: Any) -> str:
    return "" if row.entered_by_id == by.pk else f"由填报的“{row.entered_by}”办理；要改动请退回或更正"


def _own_or_confirming(row: Any, by: Any) -> str:
    """A draft that its clerk has left lying must not keep the period shut for the firm."""
    return "" if by.has_perm(CONFIRM, row) else _own(row, by)


def _not_own(row: Any, by: Any) -> str:
    own = by.pk in (row.entered_by_id, row.submitted_by_id)
    return "填报或提交的人不能自己确认；请由另一位有确认权限的同事办理" if own else ""


def _replaces_nothing_lost(row: Any, _by: Any) -> str:
    replaced = row.replaces
    if replaced is None or replaced.state == State.CONFIRMED:
        return ""
    return "它要更正的那一份已不是“已确认”；请退回"


def _not_in_correction(row: Any, _by: Any) -> str:
    return "已有一份更正在办；请先办完那一份" if hasattr(row, "replaced_by") else ""


STATEMENT = Lifecycle(
    dict(State.choices),
    (
        Step("edit", "修改", (State.DRAFT, State.RETURNED), State.DRAFT, ENTER, (_unlocked, _own)),
        Step(
            *("submit", "提交", (State.DRAFT, State.RETURNED), State.SUBMITTED, ENTER, (_unlocked, _own)),
            effect="提交后由属地或市工促办核对；确认之前不计入任何合计。",
        ),
        Step(
            *("withdraw", "撤回", (State.SUBMITTED,), State.DRAFT, ENTER, (_unlocked, _own)),
            effect="撤回后回到草稿，可以再改。",
        ),
        Step(
            *("confirm", "确认", (State.SUBMITTED,), State.CONFIRMED, CONFIRM),
            needs=(_unlocked, _not_own, _replaces_nothing_lost),
            effect="确认后计入产业链和全市的合计；有错只能另报一份更正，原数留存。",
        ),
        Step(
            *("return", "退回", (State.SUBMITTED,), State.RETURNED, CONFIRM, (_unlocked, _not_own)),
            asks={"reason": "退回理由"},
            effect="退回后由填报的人修改重报。",
        ),
        Step(
            *("discard", "删除", (State.DRAFT, State.RETURNED), GONE, ENTER, (_unlocked, _own_or_confirming)),
            effect="删除后不再出现在列表里；内容留在审计记录中。",
        ),
        Step(
            *("correct", "更正", (State.CONFIRMED,), State.CONFIRMED, ENTER, (_unlocked, _not_in_correction)),
            effect="另报一份来更正；更正确认之前，原数照常使用。",
        ),
        Step("replace", "被更正", (State.CONFIRMED,), State.REPLACED, CONFIRM, by_hand=False),
    ),
)
