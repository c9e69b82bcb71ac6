"""The life of a line that stands behind a need, as a table."""

from __future__ import annotations

from typing import Any

from lianzhang.market.permissions import Permission
from lianzhang.work.api import GONE, Lifecycle, Step, reason

from . import needs

__all__ = ["BACKING"]

ENTER = Permission.ENTER
WHO = (needs.of_the_owner,)


def _listed(_row: Any) -> str:
    return "listed"


# fmt: off
BACKING = Lifecycle("backing", {"listed": "已登记"}, (
    Step(name="add", title="登记", sources=(), to="listed", permission=ENTER, authors=True, who=WHO,
         needs=(needs.asks_for_them, needs.need_not_over),
         effect="只有本企业、专班和链办看得到；给哪家银行看由企业自己定。"),
    Step(name="change", title="修改", sources=("listed",), to=None, permission=ENTER, authors=True,
         only_if_changed=True, who=WHO, needs=(needs.need_not_over,), effect="合计随之改；给看的银行看到的随之改。"),
    Step(name="withdraw", title="撤销", sources=("listed",), to=GONE, permission=ENTER, who=WHO,
         needs=(needs.need_not_over,), asks=(reason("为什么撤销"),), effect="不再列出，合计随之改。"),
), title="担保明细", unit="笔", state=_listed)
# fmt: on
