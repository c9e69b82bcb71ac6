"""The goal values a folder states: one per target that has a value of its own, and every row of goals.csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lianzhang.kernel.sheets import Row

if TYPE_CHECKING:
    from .reading import PlanFolder

Flat = dict[str, Any]


def goal_rows(folder: PlanFolder) -> Iterator[tuple[str, Row, Flat]]:
    """Each as (table, row, fields of Goal), blanks filled from the target and the plan."""
    targets = {row["id"]: row for row in folder.rows("targets")}
    for row in targets.values():
        if row["value"] is not None:
            yield "targets", row, _flat(folder, row, row)
    for row in folder.rows("goals"):
        target = targets.get(row["target"])
        if target is not None and not row.broken:
            yield "goals", row, _flat(folder, row, target)


def _flat(folder: PlanFolder, row: Row, target: Row) -> Flat:
    period = row.values.get("period")
    return {
        "target": target["id"],
        "chain": row.values.get("chain") or None,
        "group": row.values.get("group") or None,
        "region": row.values.get("region") or None,
        "park": row.values.get("park") or None,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "comparator": row["comparator"] or target["comparator"],
        "value": row["value"],
        "value_max": row["value_max"],
        "effective_from": row.values.get("effective_from") or folder.starts,
        "reason": row.values.get("reason") or "",
    }
