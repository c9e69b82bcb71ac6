"""The life of an uploaded sheet of figures, as a table: stored and looked at, then applied whole."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.able import naming_lazy
from lianzhang.plans.permissions import Permission
from lianzhang.work.api import Lifecycle, Step

__all__ = ["SHEET"]

ENTERS, CONFIRM = Permission.ENTER_OBSERVATION, Permission.CONFIRM_OBSERVATION
STORED, APPLIED = "stored", "applied"


def _state(row: Any) -> str:
    return APPLIED if row.applied_at else STORED


# fmt: off
SHEET = Lifecycle("sheet", {STORED: "待导入", APPLIED: "已导入"}, (
    Step(name="upload", title="上传", sources=(), to=STORED, permission=ENTERS,
         effect="系统逐行核对，一行也不写。", then="逐行核对的结果在这一页；接下来请您导入。"),
    Step(name="choose", title="选工作表", sources=(STORED,), to=STORED, permission=ENTERS,
         effect="照选定的工作表逐行核对，一行也不写。",
         then="逐行核对的结果在这一页；接下来请您导入。"),
    Step(name="apply", title="导入", sources=(STORED, APPLIED), to=APPLIED, permission=ENTERS, onwards=True,
         effect="新的行整批写成数；再导入一次，只补上还没有的行。",
         then=naming_lazy("草稿请您提交；已提交的由{able}核对，确认以后才计入目标。", CONFIRM)),
), title="填报表格", unit="张", state=_state)
# fmt: on
