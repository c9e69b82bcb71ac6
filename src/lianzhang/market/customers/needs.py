"""What must hold before a step on a customer, or on what it buys."""

from __future__ import annotations

from typing import Any

from lianzhang.market.models import Customer, CustomerCategory
from lianzhang.work.api import need

__all__ = ["hidden", "is_shown", "nobody_asks"]


@need("现在企业看不到的")
def hidden(row: Customer, _by: Any) -> str:
    return "企业已经看得到" if row.shown else ""


@need("现在企业看得到的")
def is_shown(row: Customer, _by: Any) -> str:
    return "" if row.shown else "企业本来就看不到"


@need("没有需求写明它")
def nobody_asks(row: Customer | CustomerCategory, _by: Any) -> str:
    return "有需求写明了它，不能撤销" if row.pk and row.needs.exists() else ""
