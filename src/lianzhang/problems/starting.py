"""A problem begun from a row of another room, as a visit at which it was told of; and whether it was solved."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import subject_of
from lianzhang.work.api import FROM, seed_of, sown

from .models import Problem, State
from .permissions import Permission

__all__ = ["begins", "begun_with", "proved"]


def begins(vp: Viewpoint, row: Any) -> Link | None:
    if isinstance(row, Problem) or not may(vp.user, Permission.RAISE) or seed_of(vp, row) is None:
        return None
    return Link("提成问题", "problem_new", query={FROM: subject_of(row)})


def proved(row: object) -> bool | None:
    """Whether who raised it said that it is solved."""
    return row.state == State.SOLVED if isinstance(row, Problem) else None


def begun_with(vp: Viewpoint, subject: str | None) -> dict[str, Any]:
    """What the form begins with, the row among it that it is begun from; nothing where there is none."""
    planted = sown(vp, subject)
    if planted is None:
        return {}
    row, seed = planted
    placed = {"chain": seed.chain and seed.chain.code, "firm": str(seed.enterprise or ""), "source": seed.source}
    return {"title": seed.title, "text": seed.text, "led_by": subject_of(row), **placed}
