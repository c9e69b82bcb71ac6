"""How long a project may stand still and a first report is protected, as the plan's tables say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lianzhang.plans.models import ProjectKind, ProjectLimit

from .models import ENDED, Project

__all__ = ["hand_over_limit", "protected_until", "stalled_on", "standstills"]

What = ProjectLimit.What


def _days(row: Project, what: str) -> int | None:
    """The row of the stage before one for all stages; None where the plan says nothing."""
    rows = ProjectLimit.objects.filter(plan=row.kind.plan_id, what=what, stage__in=("", row.state))
    said = dict(rows.values_list("stage", "days"))
    return said.get(row.state, said.get(""))


def stalled_on(row: Project) -> date | None:
    """From which day on it is stalled, if nothing comes forward; None for one that ended, or without a limit."""
    if row.state in ENDED:
        return None
    days = _days(row, What.STALLED)
    return row.progressed_on + timedelta(days=days + 1) if days else None


def standstills(rows: Iterable[Project]) -> Iterator[tuple[Project, date | None]]:
    """Rows that are under way, each with the day from which on it is stalled. Two queries, whatever their number."""
    said = {
        (plan, stage): days
        for plan, stage, days in ProjectLimit.objects.filter(what=What.STALLED).values_list("plan", "stage", "days")
    }
    plans = dict(ProjectKind.objects.values_list("pk", "plan"))
    for row in rows:
        plan = plans[row.kind_id]
        days = said.get((plan, row.state), said.get((plan, "")))
        yield row, row.progressed_on + timedelta(days=days + 1) if days else None


def protected_until(row: Project, on: date) -> date | None:
    """The last day of a first report's protection, when something came forward on a day."""
    days = _days(row, What.PROTECTED)
    return on + timedelta(days=days) if days else None


def hand_over_limit(row: Project) -> int | None:
    """Workdays in which the unit asked says whether it takes the project over."""
    return _days(row, What.HAND_OVER)
