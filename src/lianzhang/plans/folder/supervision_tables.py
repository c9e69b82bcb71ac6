"""The table that says of supervision which colour an order has, and within how many workdays it is answered."""

from __future__ import annotations

from lianzhang.kernel.sheets import whole
from lianzhang.plans.models import Colour

from .declaring import PlanTable, choice, needed, table

__all__ = ["SUPERVISION_TABLES"]

SUPERVISION_TABLES: tuple[PlanTable, ...] = (
    table(
        "supervision_colours",
        "督办颜色",
        choice("colour", "颜色", Colour.choices, required=True),
        needed("from_days", "超期工作日起", whole(1, 366)),
        needed("answer_workdays", "反馈时限（工作日）", whole(1, 366)),
        key=("colour",),
        usual=True,
    ),
)
