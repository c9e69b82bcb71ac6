"""Whether a bulk edit may still be undone: by its author, while nothing else changed in its firms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lianzhang.access.api import not_actionable
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Park, Region, Segment

from .models import BulkEdit, BulkEditRow, Enterprise, Membership, MembershipProposal, ProposalState
from .scope import OUT_OF_REACH

__all__ = ["what_is_lost", "why_not_undone"]


def why_not_undone(made: BulkEdit, by: Any) -> str:
    """Why `by` cannot undo it any more; blank when it can."""
    if made.by_id != by.pk:
        return f"由经办的“{made.by}”撤销。"
    if made.undone_at:
        return "已经撤销。"
    rows = made.rows.select_related("enterprise")
    proposed = made.change == "proposal"
    if not proposed and not_actionable(by, Enterprise.objects.filter(pk__in=rows.values("enterprise"))).exists():
        return spoken(OUT_OF_REACH)  # whatever became of them
    waiting = MembershipProposal.objects.filter(state=ProposalState.WAITING)
    kept = waiting if proposed else Membership.objects.all()
    stands = dict(kept.filter(pk__in=_written(rows)).values_list("pk", "version"))
    moved = [row.enterprise for row in rows if row.version != _stands_now(row, made.change, stands)]
    if not moved:
        return ""
    named = "、".join(str(firm) for firm in moved[:3])
    return f"之后{named}{'等' if len(moved) > 3 else ''}{len(moved)}家又有改动，不能整批撤销；请逐家修改。"


def _written(rows: Iterable[BulkEditRow]) -> list[int]:
    return [key for row in rows if (key := row.before.get("membership") or row.before.get("made"))]


def _stands_now(row: BulkEditRow, change: str, stands: dict[int, int]) -> int | None:
    """None where the firm went into another since, and what hung on it with it."""
    if row.enterprise.merged_into_id:
        return None
    if change in ("membership", "proposal"):
        return stands.get(row.before.get("membership") or row.before.get("made"))
    return row.enterprise.version


def what_is_lost(rows: Iterable[BulkEditRow]) -> str:
    """Which places that stood in the firms before are there no more, and in how many; blank where all are."""
    for name, model in (("region", Region), ("park", Park), ("segment", Segment)):
        stood = [key for row in rows if (key := row.before.get(name))]
        known = set(model._default_manager.filter(pk__in=set(stood)).values_list("pk", flat=True))
        if count := sum(key not in known for key in stood):
            return f"{count}家原来的{model._meta.verbose_name}已经没有了，不能整批撤销，一家也没有改；请逐家修改。"
    return ""
