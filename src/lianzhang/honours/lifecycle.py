"""The life of a title, as a table: granted, renewed, lost; a mistaken record is withdrawn."""

from __future__ import annotations

from typing import Any

from lianzhang.honours.permissions import Permission
from lianzhang.work.api import GONE, Ask, AskKind, Lifecycle, Step, reason

__all__ = ["HONOUR"]

RECORD = Permission.RECORD_HONOUR
HELD, ENDED = "held", "ended"
UNTIL = Ask(name="expires", title="新的有效期", kind=AskKind.DATE)
LOST_ON = Ask(name="ended", title="取消日期", kind=AskKind.DATE)
PAPER = Ask(name="source", title="依据", absent="请写复核通过的文件或名单。")


def _state(row: Any) -> str:
    return ENDED if row.ended else HELD


# fmt: off
HONOUR = Lifecycle("honour", {HELD: "未取消", ENDED: "已取消"}, (
    Step(name="grant", title="登记", sources=(), to=HELD, permission=RECORD, effect="从认定之日起计入有效的荣誉。"),
    Step(name="change", title="修改", sources=(HELD, ENDED), to=None, permission=RECORD,
         effect="改正登记的日期、批次、名称和来源；换了对象的另登一条。"),
    Step(name="renew", title="复核", sources=(HELD,), to=None, permission=RECORD, asks=(UNTIL, PAPER),
         effect="有效期延到复核通过的日期。"),
    Step(name="end", title="取消", sources=(HELD,), to=ENDED, permission=RECORD,
         asks=(LOST_ON, reason("取消原因", "请写取消的原因，如“复核不通过”和文件名称。")),
         effect="从取消之日起不再计入。"),
    Step(name="withdraw", title="撤销", sources=(HELD, ENDED), to=GONE, permission=RECORD,
         asks=(reason("撤销理由", "请写撤销的理由，如“登错了企业，另行登记”。"),),
         effect="这条记录不再出现；内容和理由留在审计记录中。"),
), title="荣誉", state=_state)
# fmt: on
