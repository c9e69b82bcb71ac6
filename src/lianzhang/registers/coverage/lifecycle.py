"""The life of a declaration that a register is complete, as a table: declared, taken back."""

from __future__ import annotations

from typing import Any

from lianzhang.registers.permissions import Permission
from lianzhang.work.api import Lifecycle, Step, reason

__all__ = ["COVERAGE"]

DECLARE = Permission.DECLARE_COVERAGE
DECLARED, WITHDRAWN = "declared", "withdrawn"


def _state(row: Any) -> str:
    return WITHDRAWN if row.withdrawn_at else DECLARED


# fmt: off
COVERAGE = Lifecycle("coverage", {DECLARED: "有效", WITHDRAWN: "已撤回"}, (
    Step(name="declare", title="申报", sources=(), to=DECLARED, permission=DECLARE,
         effect="这段时间的台账从此按登记的判断，没有的就是零。"),
    Step(name="withdraw", title="撤回", sources=(DECLARED,), to=WITHDRAWN, permission=DECLARE,
         asks=(reason("撤回理由", "请写撤回的理由，如“发现漏登三家，补齐后再申报”。"),),
         effect="有关目标从撤回起不再按台账判断。"),
), title="台账齐全申报", state=_state)
# fmt: on
