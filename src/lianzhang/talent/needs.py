"""What must hold before a step on what a college reports."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import acting
from lianzhang.work.api import need

from .models import GraduateReport

__all__ = ["not_of_own_college"]


@need("不是自己学校报的")
def not_of_own_college(row: GraduateReport, by: Any) -> str:
    active = acting(by)
    own = active is not None and active.organization is not None and active.organization == row.college_id
    return "本校报的，不能自己核对；请由另一个单位办理" if own else ""
