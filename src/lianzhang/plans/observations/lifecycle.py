"""The life of a reported figure, as a table: entered, submitted, confirmed or returned, corrected."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.able import naming_lazy
from lianzhang.plans.archiving import in_use
from lianzhang.plans.permissions import Permission
from lianzhang.work.api import GONE, Lifecycle, Step, mine, need, not_in_correction, reason, replaces_nothing_lost
from lianzhang.work.models import ReportState as State

__all__ = ["OBSERVATION"]

ENTER, CONFIRM = Permission.ENTER_OBSERVATION, Permission.CONFIRM_OBSERVATION
OPEN = (State.DRAFT, State.RETURNED)


@need("写的是一个目标或任务")
def _about_something(row: Any, _by: Any) -> str:
    return "" if row.target_id or row.duty_id else "这条数据没有对应的目标或任务，只能在方案文件夹里修改"


@need("还没有采用这一条")
def _not_preferred(row: Any, _by: Any) -> str:
    return "已经采用这一条" if row.preferred else ""


@need("已经采用这一条")
def _preferred(row: Any, _by: Any) -> str:
    return "" if row.preferred else "没有采用这一条，不用取消"


@need("有数值")
def _has_value(row: Any, _by: Any) -> str:
    return "没有数值的不能采用" if row.value is None else ""


# fmt: off
OBSERVATION = Lifecycle("observation", dict(State.choices), (
    Step(name="enter", title="录入", sources=(), to=State.DRAFT, permission=ENTER, authors=True,
         effect="先存成草稿，提交以前不计入目标。", then="核对以后请您提交；提交以前不计入目标。"),
    Step(name="edit", title="修改", sources=OPEN, to=State.DRAFT, permission=ENTER,
         needs=(in_use, mine, _about_something), authors=True, effect="改过的仍是草稿，提交以前不计入目标。"),
    Step(name="submit", title="提交", sources=OPEN, to=State.SUBMITTED, permission=ENTER, needs=(in_use, mine),
         authors=True, onwards=True, then="接下来由{able}核对；确认之前不计入目标。",
         effect=naming_lazy("提交后由{able}核对；确认之前不计入目标。", CONFIRM)),
    Step(name="withdraw", title="撤回", sources=(State.SUBMITTED,), to=State.DRAFT, permission=ENTER, needs=(mine,),
         effect="撤回后回到草稿，可以再改。"),
    Step(name="confirm", title="确认", sources=(State.SUBMITTED,), to=State.CONFIRMED, permission=CONFIRM, decides=True,
         onwards=True, needs=(in_use, replaces_nothing_lost),
         effect="确认后计入目标的判断；有错只能另报一条更正，原数留存。", then="到此办结；有错另报一条更正。"),
    Step(name="return", title="退回", sources=(State.SUBMITTED,), to=State.RETURNED, permission=CONFIRM, decides=True,
         asks=(reason("退回理由"),), effect="退回后由录入的岗位修改重报。", then="接下来由{duty}修改重报。"),
    Step(name="discard", title="删除", sources=OPEN, to=GONE, permission=ENTER, needs=(mine,),
         effect="删除后不再出现在列表里；内容留在审计记录中。"),
    Step(name="correct", title="更正", sources=(State.CONFIRMED,), to=None, permission=ENTER,
         needs=(in_use, _about_something, not_in_correction), effect="另报一条来更正；更正确认之前，原数照常使用。",
         then="核对以后请您提交更正；确认之前原数照常使用。"),
    Step(name="replace", title="被更正", sources=(State.CONFIRMED,), to=State.REPLACED, permission=CONFIRM,
         by_hand=False),
    Step(name="prefer", title="采用这一条", sources=(State.CONFIRMED,), to=None, permission=CONFIRM,
         needs=(in_use, _has_value, _not_preferred), asks=(reason("采用理由"),),
         effect="同一件事有几个数时，以这一条为准；其他数留存并列。", then="到此办结，目标按这一条判断。"),
    Step(name="unprefer", title="取消采用", sources=(State.CONFIRMED,), to=None, permission=CONFIRM,
         needs=(in_use, _preferred), effect="取消后几个数并列，判断按它们能容许的范围。",
         then="几个数又并列；要以一条为准，请打开那一条采用。"),
), title="实际值")
# fmt: on
