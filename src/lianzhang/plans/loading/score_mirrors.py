"""How scores and prizes lie in the database: the plan's own, written by its loads alone."""

from __future__ import annotations

from lianzhang.plans.models import BodyKind, Prize, Score

from .mirror import CODE, Mirror, plain

__all__ = ["SCORE_MIRRORS"]

SCORE_MIRRORS = (
    Mirror(
        "scores",
        Score,
        ("target", "bodies", *BodyKind.values, "rule"),
        (
            *("points", "step", "per_step", "whole_steps", "counted_from", "floor", "cap"),
            *("clause", "text", "order"),
        ),
        plain("scores", {"from": "counted_from"}, ordered=True),
        within="target__plan__code",
    ),
    Mirror(
        "prizes",
        Prize,
        CODE,
        ("bodies", "name", "first", "last", "at_least", "below", "amount", "unit", "clause", "order"),
        plain("prizes", ordered=True),
    ),
)
