"""The list of statements as a workbook: one row each, one column for each figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lianzhang.enterprises.models import ITEMS, Statement, StatementState
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import Column, Sheet, number, text, write_workbook

__all__ = ["statements_workbook"]

WORDS = text(400)
COLUMNS = (
    Column("uscc", "统一社会信用代码", WORDS),
    Column("enterprise", "企业", WORDS),
    Column("region", "区域", WORDS),
    Column("period", "时期", WORDS),
    *(Column(item, f"{title}（{unit}）", number()) for item, (title, unit) in ITEMS.items()),
    Column("state", "状态", WORDS),
    Column("entered_by", "填报", WORDS),
    Column("note", "说明", WORDS),
)


def statements_workbook(rows: Iterable[Statement]) -> bytes:
    return write_workbook(Sheet("企业报表", COLUMNS), (_listed(row) for row in rows))


def _listed(row: Statement) -> dict[str, Any]:
    return {
        "uscc": row.enterprise.uscc,
        "enterprise": row.enterprise.name,
        "region": str(row.enterprise.region or ""),
        "period": str(Period(row.period_start, row.period_end)),
        **row.figures,
        "state": StatementState(row.state).label,
        "entered_by": str(row.entered_by),
        "note": row.note,
    }
