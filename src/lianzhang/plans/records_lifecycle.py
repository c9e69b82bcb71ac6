"""What is done with appointments and with the papers of a chain's checklist, as two tables."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.formatting import day
from lianzhang.plans.permissions import Permission
from lianzhang.work.api import GONE, Ask, AskKind, Lifecycle, Step, need, reason

__all__ = ["APPOINTMENT", "CHECKLIST_RECORD"]

SERVING, LEFT, ON_FILE = "serving", "left", "kept"
LEAVES = Ask(name="ends", title="任职止", kind=AskKind.DATE)
PAPER = Ask(name="source", title="依据", absent="请写免职或调整的依据，如文件名称和文号。")


def _serving(row: Any) -> str:
    return LEFT if row.ends else SERVING


@need("还没有记任职止")
def _serving_still(row: Any, _by: Any) -> str:
    if row.ends is None:
        return ""
    return f"这一任职已记录止于{day(row.ends)}，不能再改。请先核对，记错的可撤销后重新登记。"


def _on_file(_row: Any) -> str:
    return ON_FILE


# fmt: off
APPOINTMENT = Lifecycle("appointment", {SERVING: "在任", LEFT: "已记任职止"}, (
    Step(name="record", title="登记", sources=(), to=SERVING, permission=Permission.RECORD_APPOINTMENT,
         effect="从任职起之日算在任。"),
    Step(name="end", title="记任职止", sources=(SERVING, LEFT), to=LEFT, permission=Permission.RECORD_APPOINTMENT,
         needs=(_serving_still,), asks=(LEAVES, PAPER), effect="从任职止之日起不再算在任。"),
    Step(name="withdraw", title="撤销", sources=(SERVING, LEFT), to=GONE, permission=Permission.WITHDRAW_APPOINTMENT,
         asks=(reason("撤销理由", "请写撤销的理由，如“任职日期录错，另行登记”。"),),
         effect="这条记录不再出现；内容和理由留在审计记录中。"),
), title="任职", state=_serving)

CHECKLIST_RECORD = Lifecycle("checklist_record", {ON_FILE: "在册"}, (
    Step(name="record", title="登记", sources=(), to=ON_FILE, permission=Permission.RECORD_CHECKLIST,
         effect="从文件日期起算已配备。"),
    Step(name="withdraw", title="撤销", sources=(ON_FILE,), to=GONE, permission=Permission.WITHDRAW_CHECKLIST,
         asks=(reason("撤销理由", "请写撤销的理由，如“文件归错产业链，另行登记”。"),),
         effect="这条记录不再出现；内容和理由留在审计记录中。"),
), title="配备文件", state=_on_file)
# fmt: on
