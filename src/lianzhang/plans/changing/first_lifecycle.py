"""The life of a city's first plan: uploaded by one administrator, then it takes effect by another or not at all."""

from __future__ import annotations

from lianzhang.kernel.lifecycle import Lifecycle, Need, Step, need, reason
from lianzhang.plans.models import FirstPlan
from lianzhang.plans.permissions import Permission

__all__ = ["FIRST_PLAN"]

ASKED, DONE, DECLINED, WITHDRAWN = (str(state) for state in FirstPlan.State)
BEGIN, CONFIRM = Permission.BEGIN_PLAN, Permission.CONFIRM_BEGIN


def _own() -> Need:
    return need("是上传的人")(lambda row, by: "" if row.asked_by_id == by.pk else "只有上传的人能撤回")


# fmt: off
FIRST_PLAN = Lifecycle("first_plan", dict(FirstPlan.State.choices), (
    Step(name="ask", title="上传", sources=(), to=ASKED, permission=BEGIN, authors=True,
         effect="逐格核对；还没有载入。", then="由另一位管理员核对后生效。"),
    Step(name="apply", title="核对无误，生效", sources=(ASKED,), to=DONE, permission=CONFIRM, decides=True,
         onwards=True,
         effect="载入方案，城市从此开局；以后的修改由它的链办提出和核对。"),
    Step(name="decline", title="不通过", sources=(ASKED,), to=DECLINED, permission=CONFIRM, decides=True,
         asks=(reason("哪里不对", "请写哪里不对，如“不是印发的那一版”。"),),
         effect="不载入，理由给上传的人看；改好再传。"),
    Step(name="withdraw", title="撤回", sources=(ASKED,), to=WITHDRAWN, permission=BEGIN, who=(_own(),),
         effect="不再等，也不载入。"),
), title="首份方案", unit="份")
# fmt: on
