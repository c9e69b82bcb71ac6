"""A draft as what a plan says, in texts: by section and key, by table, row and column. The plans' writers take it."""

from __future__ import annotations

import re
from typing import Any

from .draft import Draft
from .tables import plan_tables, plan_values

__all__ = ["drafted_content"]

# What a spreadsheet would run as a formula, full-width forms included.
DANGEROUS = "=+-@＝＋－＠"
HARMLESS = re.compile(r"=|[-+]?\d+(?:\.\d+)?")  # a comparator; a number
SIGNS_ONLY = "（只有符号）"


def drafted_content(drafted: Draft, plan_id: str) -> dict[str, Any]:
    """What `write_folder` and `plan_as_workbook` of the plans write, and what a plan's tables are read from."""
    tables = {
        name: [{key: _harmless(cell) for key, cell in zip(columns, row, strict=True) if cell} for row in rows]
        for name, (columns, rows) in plan_tables(drafted).items()
    }
    plan = {key: _harmless(str(value)) for key, value in plan_values(drafted, plan_id).items()}
    return {"sections": {"plan": plan}, "tables": tables}


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula loses the signs before it."""
    if not cell or HARMLESS.fullmatch(cell):
        return cell
    return cell.lstrip(DANGEROUS).lstrip() or SIGNS_ONLY
