"""What the rooms tell the desk and add to chains: what waits, what falls due day by day, columns, parts of a page."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lianzhang.kernel.chain_page import ChainColumn, ChainPart
from lianzhang.kernel.desk import Coming, DueRows, Link, Owing, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import PlanViewpoint
from lianzhang.registry.models import Chain

__all__ = [
    *("AHEAD", "SOON", "Deadline", "Others", "chain_columns", "chain_parts", "coming", "deadlines", "owed", "states"),
    *("waiting", "with_others"),
]

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
        return sum(group.count for group in self.groups)

    @property
    def more(self) -> str:
        """How many there are in all, 7项目标、5项任务; blank where all are shown."""
        if all(len(group.shown) == group.count for group in self.groups):
            return ""
        return "、".join(f"{number(group.count)}{group.measure}" for group in self.groups if group.measure)


@dataclass(frozen=True, slots=True)
class Others:
    """What others have in hand, in all rooms: counts, the longest overdue first, who owes how much, the lists."""

    count: int
    late: int
    rows: tuple[WaitingRow, ...]
    owing: tuple[Owing, ...]
    promised: tuple[WaitingRow, ...]
    everything: tuple[Link, ...]
    overdue: tuple[Link, ...]


def chain_columns(vp: PlanViewpoint, chains: Sequence[Chain]) -> list[ChainColumn]:
    columns = [room.chain_column(vp, chains) for room in rooms() if room.chain_column]
    return sorted((column for column in columns if column), key=lambda column: column.order)


def states(city: int) -> tuple[Hashable, ...]:
    """In which state the rooms are of which pages of chains show something."""
    return tuple(room.state(city) for room in rooms() if room.state)


def chain_parts(vp: PlanViewpoint, chain: Chain) -> list[ChainPart]:
    return [room.chain_part(vp, chain) for room in rooms() if room.chain_part]


def waiting(vp: PlanViewpoint) -> Waiting | None:
    """Of all rooms, what falls due first, then the rest, the highest floor first; None where nothing ever waits."""
    asked = [room.waiting(vp) for room in reversed(rooms()) if room.waiting]
    answers = [each for each in asked if each is not None]
    if not answers:
        return None
    return Waiting(
        count=sum(each.count for each in answers),
        rows=tuple(sorted((row for each in answers for row in each.rows), key=_due)),
        more=tuple(link for each in answers for link in each.more),
        today=sum(each.today for each in answers),
        late=sum(each.late for each in answers),
    )


def with_others(vp: PlanViewpoint) -> Others | None:
    """Of all rooms; None for those whom nobody owes anything."""
    asked = [room.with_others(vp) for room in reversed(rooms()) if room.with_others]
    answers = [each for each in asked if each is not None]
    if not answers:
        return None
    return Others(
        count=sum(each.count for each in answers),
        late=sum(each.late for each in answers),
        rows=tuple(sorted((row for each in answers for row in each.rows), key=_due)),
        owing=_owing(owing for each in answers for owing in each.owing),
        promised=tuple(row for each in answers for row in each.promised),
        everything=tuple(each.everything for each in answers if each.count),
        overdue=tuple(each.overdue for each in answers if each.late),
    )


def owed(vp: PlanViewpoint) -> list[WaitingRow]:
    """What was promised to the one who looks, in whatever room, what falls due first at the head."""
    return sorted((row for room in rooms() if room.owed for row in room.owed(vp)), key=_due)


def coming(vp: PlanViewpoint) -> Coming | None:
    """The first of what the rooms know."""
    told = (room.coming(vp) for room in rooms() if room.coming)
    return min((each for each in told if each), key=lambda each: (each.on, each.time), default=None)


def _due(row: WaitingRow) -> tuple[bool, date]:
    return row.due is None, row.due or date.max


def _owing(every: Iterable[Owing]) -> tuple[Owing, ...]:
    """One line for each who owes in several rooms, behind the link of the first; the latest and most first."""
    by_name: dict[str, Owing] = {}
    for each in every:
        if each.who in by_name:
            one = by_name[each.who]
            longest = max(one.longest, each.longest)
            each = replace(one, count=one.count + each.count, late=one.late + each.late, longest=longest)
        by_name[each.who] = each
    return tuple(sorted(by_name.values(), key=lambda each: (-each.late, -each.longest, -each.count)))


def deadlines(vp: PlanViewpoint) -> list[Deadline]:
    """The days from tomorrow to three months ahead on which something falls due, in whatever room."""
    due: dict[date, list[DueRows]] = {}
    for room in rooms():
        for group in room.due(vp, vp.at + AHEAD) if room.due else ():
            due.setdefault(group.on, []).append(group)
    return [Deadline(day, (day - vp.at).days, tuple(groups)) for day, groups in sorted(due.items())]
