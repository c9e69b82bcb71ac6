"""The tables of a plan folder that score bodies by targets, and say what a rank or a score brings."""

from __future__ import annotations

from lianzhang.kernel.sheets import code, number, whole, yes
from lianzhang.plans.models import BodyKind, Prize, Score, ScoreRule

from .cells import fits, unit
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["BODY_TABLES", "SCORE_TABLES"]

# Of each kind of body, the table that lists them.
BODY_TABLES = {
    "chain": "chains",
    "group": "groups",
    "region": "regions",
    "park": "parks",
    "organization": "organizations",
}

SCORE_TABLES: tuple[PlanTable, ...] = (
    table(
        "scores",
        "考核计分",
        needed("target", "目标", code),
        choice("bodies", "考核谁", BodyKind.choices, required=True),
        *(column(kind, BodyKind(kind).label, code) for kind in BODY_TABLES),
        choice("rule", "计分办法", ScoreRule.choices, required=True),
        column("points", "分值", number(0)),
        column("step", "每差或每超多少", number(0)),
        column("per_step", "扣或加几分", number(0)),
        column("whole_steps", "足步才计", yes),
        column("from", "从多少起加", number()),
        column("floor", "最低分", number()),
        column("cap", "最高分", number(0)),
        column("clause", "条款", code),
        column("text", "原文", fits(Score, "text")),
        key=("target", "bodies", *BODY_TABLES, "rule"),
        references={"target": "targets", "clause": "clauses", **BODY_TABLES},
    ),
    table(
        "prizes",
        "考核奖惩",
        ID,
        choice("bodies", "考核谁", BodyKind.choices, required=True),
        needed("name", "奖惩", fits(Prize, "name")),
        column("first", "名次从", whole(1)),
        column("last", "名次到", whole(1)),
        column("at_least", "满多少分", number(0)),
        column("below", "不满多少分", number(0)),
        column("amount", "奖励", number(0)),
        column("unit", "单位", unit),
        column("clause", "条款", code),
        references={"clause": "clauses"},
    ),
)
