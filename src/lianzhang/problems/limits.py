"""How many workdays each step of a problem may take, by its level and kind, as the plan's tables say."""

from __future__ import annotations

from lianzhang.plans.models import ProblemLimit

from .models import Problem

__all__ = ["limit_of", "says_most"]

Step = ProblemLimit.Step


def says_most(rows: list[ProblemLimit], level: int, kind: int, *, urgent: bool) -> int | None:
    """The limit of the row that fits and says most: level before kind before urgency; None where none fits."""
    fitting = [
        row
        for row in rows
        if row.level_id in (None, level) and row.kind_id in (None, kind) and (urgent or not row.urgent)
    ]
    best = max(fitting, key=lambda row: (row.level_id is not None, row.kind_id is not None, row.urgent), default=None)
    return best.limit_workdays if best else None


def limit_of(step: str, row: Problem) -> int | None:
    """What the plan of the problem's kind says; for handling, the level's own limit before one for all levels."""
    rows = list(ProblemLimit.objects.filter(plan=row.kind.plan_id, step=step))
    if step == Step.HANDLE and row.level.limit_workdays and not any(each.level_id == row.level_id for each in rows):
        return row.level.limit_workdays
    return says_most(rows, row.level_id, row.kind_id, urgent=row.urgent)
