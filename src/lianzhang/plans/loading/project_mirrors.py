"""How kinds, counts, limits and the curve of projects lie in the database: written by loads of the plan alone."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import ProjectCount, ProjectCurve, ProjectKind, ProjectLimit

from .mirror import CODE, Mirror, plain

__all__ = ["PROJECT_MIRRORS"]


def _kinds(folder: PlanFolder) -> Iterable[Flat]:
    for row in plain("project_kinds", ordered=True)(folder):
        yield row | {"begins": row["begins"] or ProjectKind.Begins.LEAD}


def _counts(folder: PlanFolder) -> Iterable[Flat]:
    for row in plain("project_counts", ordered=True)(folder):
        yield row | {"amount": row["amount"] or ProjectCount.Amount.PLANNED}


PROJECT_MIRRORS = (
    Mirror("project_kinds", ProjectKind, CODE, ("name", "what", "begins", "by_trade", "order"), _kinds),
    Mirror(
        "project_counts",
        ProjectCount,
        CODE,
        ("name", "amount", "least", "dated_by", "order"),
        _counts,
        many=("kinds",),
    ),
    Mirror("project_limits", ProjectLimit, ("what", "stage"), ("days",), plain("project_limits")),
    Mirror("project_curve", ProjectCurve, ("month",), ("percent",), plain("project_curve")),
)
