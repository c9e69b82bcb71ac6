"""Rows of goals as a plan's tables hold them: which of them holds for what another says anew. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["OF", "goal_that_holds"]

Row = Mapping[str, str]
# Of what, of whom and of which time a goal speaks; one that names nobody speaks of the whole.
OF = ("target", "chain", "group", "region", "park", "period")


def goal_that_holds(said: Row, goals: Iterable[Row], targets: Iterable[Row]) -> Row | None:
    """The latest row for the same target, place and period as `said`; else, of the whole, what the target itself asks.

    What it does not compare by is its target's. None where nothing is asked yet."""
    asked = next((row for row in targets if row["id"] == said["target"]), {})
    held = [each for each in goals if all(each.get(name, "") == said.get(name, "") for name in OF)]
    if last := max(held, key=lambda each: each.get("effective_from", ""), default=None):
        return {"comparator": asked.get("comparator", ""), **last}
    return asked if asked.get("value") and not any(said.get(name) for name in OF[1:]) else None
