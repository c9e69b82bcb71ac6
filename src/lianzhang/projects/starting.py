"""A project begun from a row of another room, as a visit to an investor; and what may be begun from one."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may
from lianzhang.kernel.desk import Link
from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import subject_of
from lianzhang.work.api import FROM, seed_of, sown

from .models import ENDED, Project
from .permissions import Permission

__all__ = ["begins", "begun_with", "seed"]

TITLE, TEXT = 80, 2000  # characters that a task and a problem take


def seed(_vp: Viewpoint, row: object) -> Seed | None:
    if not isinstance(row, Project) or row.state in ENDED:
        return None
    return Seed(
        title=row.name[:TITLE],
        text=f"{row.number}，{row.get_state_display()}：{row.text or row.name}"[:TEXT],
        lead=row.unit.body,
        chain=row.chain,
        region=row.region,
        enterprise=row.enterprise,
    )


def begins(vp: Viewpoint, row: Any) -> Link | None:
    """What somebody owes is no lead."""
    if isinstance(row, Project) or not may(vp.user, Permission.ENTER):
        return None
    planted = seed_of(vp, row)
    if planted is None or planted.lead is not None:
        return None
    return Link("登记项目线索", "project_new", query={FROM: subject_of(row)})


def begun_with(vp: Viewpoint, subject: str | None) -> tuple[dict[str, Any], Any]:
    """What the form begins with, and the row it is begun from; nothing where there is none."""
    planted = sown(vp, subject)
    if planted is None:
        return {}, None
    source, told = planted
    coded = {name: getattr(getattr(told, name), "code", None) for name in ("chain", "segment", "region")}
    firm = {"firm": told.enterprise.name} if told.enterprise else {}  # its code may be out of sight
    return {"name": told.title, "text": told.text, **coded, **firm}, source
