"""The life of a locked period, as a table: closed, and opened again."""

from __future__ import annotations

from typing import Any

from lianzhang.statements.permissions import Permission
from lianzhang.work.api import Lifecycle, Step, need, reason

__all__ = ["LOCK"]

LOCKS = Permission.LOCK_PERIOD
CLOSED, OPENED = "closed", "opened"


def _state(row: Any) -> str:
    return OPENED if row.opened_at else CLOSED


@need("还没有解锁")
def _closed_still(row: Any, _by: Any) -> str:
    return f"已由“{row.opened_by}”解锁，理由：{row.opened_reason}" if row.opened_at else ""


# fmt: off
LOCK = Lifecycle("lock", {CLOSED: "锁定", OPENED: "已解锁"}, (
    Step(name="close", title="锁定", sources=(), to=CLOSED, permission=LOCKS,
         effect="这一时期的报表不能再填报、修改和确认。"),
    Step(name="open", title="解锁", sources=(CLOSED, OPENED), to=OPENED, permission=LOCKS, needs=(_closed_still,),
         asks=(reason("解锁理由", "请写解锁的理由，如“东区补报两家企业”"),), effect="这一时期的报表又可以办理。"),
), title="时期锁定", unit="时期", state=_state)
# fmt: on
