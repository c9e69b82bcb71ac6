"""What stands behind a sum, as a workbook."""

from __future__ import annotations

from lianzhang.kernel.sheets import Column, Sheet, number, text, write_workbook

from .breakdown import Breakdown

__all__ = ["breakdown_workbook"]

WORDS = text(1000)


def breakdown_workbook(breakdown: Breakdown) -> bytes:
    """One row for each firm; the last says the sum."""
    item = breakdown.asked.item
    columns = (
        Column("name", "企业", WORDS),
        Column("uscc", "统一社会信用代码", WORDS),
        Column("place", "区域", WORDS),
        Column("amount", f"{item.title}（{item.unit}）", number()),
        Column("share", "计入比例（%）", number()),
        Column("counts", f"计入（{item.unit}）", number()),
    )
    lines = [{**row, "share": round(row["share"], 2), "counts": round(row["counts"], 2)} for row in breakdown.rows]
    lines.append({"name": "合计", "counts": breakdown.total})
    return write_workbook(Sheet(f"{breakdown.asked.period}明细", columns), lines)
