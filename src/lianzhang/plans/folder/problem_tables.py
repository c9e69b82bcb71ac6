"""The tables that say of problems which levels they climb, what they are about, how long each step may take."""

from __future__ import annotations

from lianzhang.kernel.sheets import code, whole, yes
from lianzhang.plans.models import ProblemKind, ProblemLevel, ProblemLimit

from .cells import fits
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["PROBLEM_TABLES"]

PROBLEM_TABLES: tuple[PlanTable, ...] = (
    table(
        "problem_levels",
        "问题层级",
        ID,
        needed("name", "层级", fits(ProblemLevel, "name")),
        column("rank", "职级", code),
        column("organization", "单位", code),
        column("limit_workdays", "时限（工作日）", whole()),
        references={"rank": "ranks", "organization": "organizations"},
    ),
    table(
        "problem_kinds",
        "问题类别",
        ID,
        needed("name", "类别", fits(ProblemKind, "name")),
        column("organization", "通常主办", code),
        references={"organization": "organizations"},
        usual=True,
    ),
    table(
        "problem_limits",
        "问题时限",
        choice("step", "环节", ProblemLimit.Step.choices, required=True),
        column("level", "层级", code),
        column("kind", "类别", code),
        column("urgent", "急件", yes),
        needed("limit_workdays", "时限（工作日）", whole(1, 366)),
        key=("step", "level", "kind", "urgent"),
        references={"level": "problem_levels", "kind": "problem_kinds"},
        usual=True,
    ),
)
