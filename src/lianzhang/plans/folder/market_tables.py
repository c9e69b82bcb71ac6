"""The tables of markets: which lists rank groups of firms, and of what kinds events are."""

from __future__ import annotations

from lianzhang.kernel.sheets import whole
from lianzhang.plans.models import EventKind, Ranking

from .cells import fits, months
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["MARKET_TABLES"]

MARKET_TABLES: tuple[PlanTable, ...] = (
    table(
        "rankings",
        "榜单",
        ID,
        needed("name", "榜单", fits(Ranking, "name")),
        column("issuer", "发布单位", fits(Ranking, "issuer")),
        usual=True,
    ),
    table(
        "event_kinds",
        "活动类别",
        ID,
        needed("name", "类别", fits(EventKind, "name")),
        choice("results", "结果从哪里来", EventKind.Results.choices, required=True),
        column("months", "几个月后问", months),
        column("reply_workdays", "几个工作日内答复", whole(1, 250)),
        usual=True,
    ),
)
