"""Whether a bulk edit may still be undone: by its author, while nothing else changed in its firms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .models import BulkEdit, BulkEditRow, Membership, MembershipProposal, ProposalState

__all__ = ["why_not_undone"]


def why_not_undone(made: BulkEdit, by: Any) -> str:
    """Why `by` cannot undo it any more; blank when it can."""
    if made.by_id != by.pk:
        return f"由经办的“{made.by}”撤销。"
    if made.undone_at:
        return "已经撤销。"
    rows = made.rows.select_related("enterprise")
    waiting = MembershipProposal.objects.filter(state=ProposalState.WAITING)
    kept = waiting if made.change == "proposal" else Membership.objects.all()
    stands = dict(kept.filter(pk__in=_written(rows)).values_list("pk", "version"))
    moved = [row.enterprise for row in rows if row.version != _stands_now(row, made.change, stands)]
    if not moved:
        return ""
    named = "、".join(str(firm) for firm in moved[:3])
    return f"之后{named}{'等' if len(moved) > 3 else ''}{len(moved)}家又有改动，不能整批撤销；请逐家修改。"


def _written(rows: Iterable[BulkEditRow]) -> list[int]:
    return [key for row in rows if (key := row.before.get("membership") or row.before.get("made"))]


def _stands_now(row: BulkEditRow, change: str, stands: dict[int, int]) -> int | None:
    if change in ("membership", "proposal"):
        return stands.get(row.before.get("membership") or row.before.get("made"))
    return None if row.enterprise.merged_into_id else row.enterprise.version
