"""The life of a firm's statement, as a table: entered, submitted, confirmed or returned, corrected.

In a locked period nothing moves."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.able import naming_lazy
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import spoken, spoken_lazy
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import GONE, Lifecycle, Step, mine, need, not_in_correction, reason, replaces_nothing_lost
from lianzhang.work.models import ReportState as State

from .locks import lock_of, lock_words

__all__ = ["STATEMENT"]

ENTER, CONFIRM = Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT
OPEN = (State.DRAFT, State.RETURNED)


@need("报表所属的时期没有锁定")
def _unlocked(row: Any, _by: Any) -> str:
    lock = lock_of(row)
    return lock_words(lock) if lock else ""


@need(naming_lazy("由填报的岗位办理，或由{able}清理", CONFIRM))
def _own_or_confirming(row: Any, by: Any) -> str:
    """A draft that its clerk has left lying must not keep the period shut for the firm."""
    return "" if by.has_perm(CONFIRM, row) else mine(row, by)


YEAR_COUNTS = "确认后计入产业链和{whole}的合计；"
PART_COUNTS = "确认后用来核对和看进度；产业链和{whole}的合计按年报算，不把它计入。"
REST = "有错只能另报一份更正，原数留存。"


def _counts_for(row: Any) -> str:
    """Sums are made of whole years (totals.py)."""
    whole_year = Period(row.period_start, row.period_end).window == "year"
    return spoken((YEAR_COUNTS if whole_year else PART_COUNTS) + REST)


# fmt: off
STATEMENT = Lifecycle("statement", dict(State.choices), (
    Step(name="enter", title="填报", sources=(), to=State.DRAFT, permission=ENTER, authors=True,
         effect="先存成草稿，提交以前不计入任何合计。", then="核对以后请您提交；提交以前不计入任何合计。"),
    Step(name="edit", title="修改", sources=OPEN, to=State.DRAFT, permission=ENTER, needs=(_unlocked, mine),
         authors=True, effect="改过的仍是草稿，提交以前不计入任何合计。"),
    Step(name="submit", title="提交", sources=OPEN, to=State.SUBMITTED, permission=ENTER, needs=(_unlocked, mine),
         authors=True, onwards=True, then="接下来由{able}核对；确认之前不计入任何合计。",
         effect=spoken_lazy("提交后由属地或{office}核对；确认之前不计入任何合计。")),
    Step(name="withdraw", title="撤回", sources=(State.SUBMITTED,), to=State.DRAFT, permission=ENTER,
         needs=(_unlocked, mine), effect="撤回后回到草稿，可以再改。"),
    Step(name="confirm", title="确认", sources=(State.SUBMITTED,), to=State.CONFIRMED, permission=CONFIRM, decides=True,
         onwards=True, needs=(_unlocked, replaces_nothing_lost), then="到此办结；有错另报一份更正。",
         effect=spoken_lazy("全年的报表确认后计入产业链和{whole}的合计，月报、季报用来核对和看进度；" + REST),
         effect_on=_counts_for),
    Step(name="return", title="退回", sources=(State.SUBMITTED,), to=State.RETURNED, permission=CONFIRM, decides=True,
         needs=(_unlocked,), asks=(reason("退回理由"),), effect="退回后由填报的岗位修改重报。",
         then="接下来由{duty}修改重报。"),
    Step(name="discard", title="删除", sources=OPEN, to=GONE, permission=ENTER, needs=(_unlocked, _own_or_confirming),
         effect="删除后不再出现在列表里；内容留在审计记录中。"),
    Step(name="correct", title="更正", sources=(State.CONFIRMED,), to=None, permission=ENTER,
         needs=(_unlocked, not_in_correction), effect="另报一份来更正；更正确认之前，原数照常使用。",
         then="核对以后请您提交更正；确认之前原数照常使用。"),
    Step(name="replace", title="被更正", sources=(State.CONFIRMED,), to=State.REPLACED, permission=CONFIRM,
         by_hand=False),
), title="企业报表", unit="份")
# fmt: on
