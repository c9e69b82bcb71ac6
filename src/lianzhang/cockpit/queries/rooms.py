"""What the rooms tell the desk and add to chains: what waits, what falls due day by day, columns, parts of a page."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhang.kernel.chain_page import ChainColumn, ChainPart
from lianzhang.kernel.desk import DueRows, Waiting
from lianzhang.kernel.formatting import number
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import PlanViewpoint
from lianzhang.registry.models import Chain

__all__ = ["AHEAD", "SOON", "Deadline", "chain_columns", "chain_parts", "deadlines", "states", "waiting"]

SOON = timedelta(days=30)
AHEAD = timedelta(days=92)  # no quarter is longer


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something falls due, and how many days are left."""

    on: date
    days: int
    groups: tuple[DueRows, ...]

    @property
    def soon(self) -> bool:
        return self.days <= SOON.days

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def more(self) -> str:
        """How many there are in all, 7项目标、5项任务; blank where all are shown."""
        if all(len(group.shown) == len(group.rows) for group in self.groups):
            return ""
        return "、".join(f"{number(len(group.rows))}{group.measure}" for group in self.groups if group.measure)


def chain_columns(vp: PlanViewpoint, chains: Sequence[Chain]) -> list[ChainColumn]:
    columns = [room.chain_column(vp, chains) for room in rooms() if room.chain_column]
    return [column for column in columns if column]


def states(city: int) -> tuple[Hashable, ...]:
    """In which state the rooms are of which pages of chains show something."""
    return tuple(room.state(city) for room in rooms() if room.state)


def chain_parts(vp: PlanViewpoint, chain: Chain) -> list[ChainPart]:
    return [room.chain_part(vp, chain) for room in rooms() if room.chain_part]


def waiting(vp: PlanViewpoint) -> Waiting | None:
    """Of all rooms, the highest floor first; None for those for whom nothing ever waits."""
    asked = [room.waiting(vp) for room in reversed(rooms()) if room.waiting]
    answers = [each for each in asked if each is not None]
    if not answers:
        return None
    return Waiting(
        count=sum(each.count for each in answers),
        rows=tuple(row for each in answers for row in each.rows),
        more=tuple(link for each in answers for link in each.more),
    )


def deadlines(vp: PlanViewpoint) -> list[Deadline]:
    """The days from tomorrow to three months ahead on which something falls due, in whatever room."""
    due: dict[date, list[DueRows]] = {}
    for room in rooms():
        for group in room.due(vp, vp.at + AHEAD) if room.due else ():
            due.setdefault(group.on, []).append(group)
    return [Deadline(day, (day - vp.at).days, tuple(groups)) for day, groups in sorted(due.items())]
