"""The lists of the quality page as workbooks."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.enterprises.models import ITEMS, Enterprise, Statement, StatementState
from lianzhang.enterprises.statements.doubts import Doubt
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import Column, Sheet, number, text, write_workbook

__all__ = ["firms_workbook", "suspects_workbook"]

WORDS = text(1000)
FIRMS = (
    Column("uscc", "统一社会信用代码", WORDS),
    Column("name", "企业", WORDS),
    Column("region", "区域", WORDS),
    Column("park", "园区", WORDS),
    Column("industry", "行业代码", WORDS),
    Column("what", "问题", WORDS),
)
SUSPECTS = (
    Column("uscc", "统一社会信用代码", WORDS),
    Column("name", "企业", WORDS),
    Column("region", "区域", WORDS),
    Column("period", "时期", WORDS),
    Column("state", "状态", WORDS),
    *(Column(item, f"{title}（{unit}）", number()) for item, (title, unit) in ITEMS.items()),
    Column("doubts", "看着不对的", WORDS),
)


def firms_workbook(firms: Iterable[Enterprise], what: str) -> bytes:
    rows = (
        {
            "uscc": firm.uscc,
            "name": firm.name,
            "region": str(firm.region or ""),
            "park": str(firm.park or ""),
            "industry": firm.industry,
            "what": what,
        }
        for firm in firms
    )
    return write_workbook(Sheet("待办企业", FIRMS), rows)


def suspects_workbook(pairs: Iterable[tuple[Statement, list[Doubt]]]) -> bytes:
    rows = (
        {
            "uscc": row.enterprise.uscc,
            "name": row.enterprise.name,
            "region": str(row.enterprise.region or ""),
            "period": str(Period(row.period_start, row.period_end)),
            "state": StatementState(row.state).label,
            **row.figures,
            "doubts": "；".join(f"{doubt.rule.title}：{doubt.do}" for doubt in doubts),
        }
        for row, doubts in pairs
    )
    return write_workbook(Sheet("可疑的数", SUSPECTS), rows)
