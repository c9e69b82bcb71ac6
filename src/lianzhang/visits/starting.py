"""What a visit or a promise starts in another room: a task for the unit that owes it, a problem that was told of."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may
from lianzhang.kernel.desk import Link
from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import subject_of
from lianzhang.work.api import FROM, seed_of

from .models import Promise, Visit
from .permissions import Permission

__all__ = ["begins", "seed"]

TITLE, TEXT = 80, 2000  # characters that a task and a problem take


def seed(_vp: Viewpoint, row: object) -> Seed | None:
    if isinstance(row, Promise) and row.is_open:
        return _of_promise(row)
    return _of_visit(row) if isinstance(row, Visit) and row.is_held else None


def _of_promise(row: Promise) -> Seed:
    return Seed(
        title=row.text[:TITLE],
        text=f"{row.made_on}对{row.name}的承诺：{row.text}"[:TEXT],
        proof="兑现的文件、到账单，或对方的回话",
        lead=row.unit.body,
        deadline=row.deadline,
        chain=row.chain,
        region=row.region,
        enterprise=row.enterprise,
        source="visit",
    )


def _of_visit(row: Visit) -> Seed:
    return Seed(
        title=str(row)[:TITLE],
        text=(row.asked or row.topic)[:TEXT],
        chain=row.chain,
        region=row.region,
        enterprise=row.enterprise,
        source="visit",
    )


def begins(vp: Viewpoint, row: Any) -> Link | None:
    """From a row of another room, as a lead, a visit may be agreed on."""
    if isinstance(row, Promise | Visit) or not may(vp.user, Permission.ENTER) or seed_of(vp, row) is None:
        return None
    return Link("约一次走访", "visit_new", query={FROM: subject_of(row)})
