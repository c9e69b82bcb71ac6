"""What changed in a plan after a workbook of it was handed out, and by which changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from lianzhang.access.api import visible
from lianzhang.plans.models import ChangeState, PlanChange

from .previews import SeenChange

__all__ = ["Between", "changed_between"]

MOST_LINES = 200


class Between(NamedTuple):
    """`changes` as they took effect one after another, each with what it did; none where they were not made here.

    `decided`: who uploaded knows of it and wants the older values back."""

    changes: list[tuple[PlanChange, list[SeenChange]]]
    decided: bool


def changed_between(row: PlanChange, by: Any) -> Between | None:
    """None where the workbook is of the plan as it stands, or says not of which. One query."""
    plan = row.plan
    since = row.exported if row.exported not in ("", PlanChange.NOT_TOLD) else row.basis
    if row.content is None or plan is None or row.state == ChangeState.APPLIED or plan.content_hash == since:
        return None
    rows = visible(by, PlanChange).filter(plan=plan, state=ChangeState.APPLIED).defer("content", "edits")
    applied = list(rows.select_related("entered_by", "applied_by").order_by("applied_at", "pk"))
    begun = max((at for at, each in enumerate(applied) if each.basis == since), default=len(applied))
    told = [(each, [SeenChange(**line) for line in each.effects[:MOST_LINES]]) for each in applied[begun:]]
    return Between(told, row.basis == plan.content_hash)
