"""The life of what needs a second administrator, as a table: asked, then done, declined, withdrawn or lapsed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianzhang.kernel.lifecycle import Lifecycle, Step, need, reason

from .active import assignments_held
from .models import ConsentRequest
from .permissions import Permission

__all__ = ["CONSENT", "LAPSES"]

LAPSES = timedelta(days=3)
ASKED, DONE, DECLINED, WITHDRAWN = (str(state) for state in ConsentRequest.State)
LAPSED = "lapsed"
MANAGES = Permission.MANAGE_ACCOUNTS


def _state(row: ConsentRequest) -> str:
    lapsed = row.state == ASKED and row.asked_at + LAPSES <= timezone.now()
    return LAPSED if lapsed else str(row.state)


@need("提请的人还是安全管理员")
def _asker_administers(row: ConsentRequest, _by: Any) -> str:
    asker = row.asked_by
    if asker is not None and any(active.has(MANAGES) for active in assignments_held(asker)):
        return ""
    return "提请的人已不是安全管理员；请由现任的重新提请"


@need("是提请的人")
def _own(row: ConsentRequest, by: Any) -> str:
    return "" if row.asked_by_id == by.pk else "只有提请的人能撤回"


# fmt: off
CONSENT = Lifecycle("consent", {
    ASKED: "等另一位安全管理员同意", DONE: "已办", DECLINED: "不同意", WITHDRAWN: "已撤回", LAPSED: "过期",
}, (
    Step(name="ask", title="提请", sources=(), to=ASKED, permission=MANAGES,
         asks=(reason("理由", "请写理由，如“手机丢了，已当面核实本人”"),),
         effect="等另一位安全管理员同意，三天内有效。", then="接下来由另一位安全管理员同意，三天内有效。"),
    Step(name="agree", title="同意", sources=(ASKED,), to=DONE, permission=MANAGES, decides=True, onwards=True,
         needs=(_asker_administers,), effect="立即办理；先当面或打电话向本人核实。"),
    Step(name="decline", title="不同意", sources=(ASKED,), to=DECLINED, permission=MANAGES, decides=True,
         effect="不办；提请的人看得到。"),
    Step(name="withdraw", title="撤回", sources=(ASKED,), to=WITHDRAWN, permission=MANAGES, who=(_own,),
         effect="不再等，也不办。"),
), title="两人同意", unit="事项", state=_state)
# fmt: on
