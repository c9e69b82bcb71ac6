"""A task begun from a row of another room, as a promise; and whether it was done."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import subject_of
from lianzhang.registry.api import key_of_body
from lianzhang.work.api import FROM, links_of, seed_of, sown

from .models import ENDED, Task, TaskState
from .permissions import Permission

__all__ = ["begins", "begun_with", "proved"]


def begins(vp: Viewpoint, row: Any) -> Link | None:
    """None where one that was begun from the row is open still."""
    if isinstance(row, Task) or not may(vp.user, Permission.ASSIGN) or seed_of(vp, row) is None:
        return None
    subject = subject_of(row)
    begun = [each.target.rpartition(":")[2] for each in links_of(row) if each.target.startswith("tasks.Task:")]
    if begun and visible(vp.user, Task).filter(pk__in=begun).exclude(state__in=ENDED).exists():
        return None
    return Link("转为任务", "task_new", query={FROM: subject})


def proved(row: object) -> bool | None:
    """Whether another verified it."""
    return row.state == TaskState.CLOSED if isinstance(row, Task) else None


def begun_with(vp: Viewpoint, subject: str | None) -> tuple[dict[str, Any], Any]:
    """What the form begins with, and the row it is begun from; nothing where there is none."""
    planted = sown(vp, subject)
    if planted is None:
        return {}, None
    source, seed = planted
    told = {"title": seed.title, "text": seed.text, "proof": seed.proof, "deadline": seed.deadline}
    placed = {"chain": seed.chain and seed.chain.code, "region": seed.region}
    return told | placed | {"lead": key_of_body(seed.lead) if seed.lead else ""}, source
