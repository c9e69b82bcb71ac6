"""The table of trades: by which majors of colleges one comes to each."""

from __future__ import annotations

from lianzhang.plans.models import Trade

from .cells import fits, words
from .declaring import ID, PlanTable, column, needed, table

__all__ = ["TRADE_TABLES"]

TRADE_TABLES: tuple[PlanTable, ...] = (
    table(
        "trades",
        "工种",
        ID,
        needed("name", "工种", fits(Trade, "name")),
        column("majors", "对口专业", words(Trade, "majors")),
        usual=True,
    ),
)
