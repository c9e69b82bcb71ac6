"""The tables of markets: which lists rank groups of firms, and of what kinds events are."""

from __future__ import annotations

from lianzhang.kernel.sheets import CellError, Kind, whole
from lianzhang.plans.models import EventKind, Ranking

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["MARKET_TABLES"]

MOST = 60  # months after which nobody is asked any more


def _months(cell: str) -> str:
    """Months between semicolons, the first first."""
    told = [each.strip() for each in cell.replace("；", ";").split(";") if each.strip()]
    if not all(each.isascii() and each.isdigit() and 1 <= int(each) <= MOST for each in told):
        raise CellError(f"写1到{MOST}的月数，几个的用分号隔开，如3;6;12")
    return ";".join(str(each) for each in sorted({int(each) for each in told}))


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
        column("months", "几个月后问", Kind(_months, blank="")),
        column("reply_workdays", "几个工作日内答复", whole(1, 250)),
        usual=True,
    ),
)
