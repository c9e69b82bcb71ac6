"""What moved since the end of the quarter before: states that changed, and what the rooms say came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianzhang.kernel.desk import ChangeRow
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import Evaluation, Item, PlanViewpoint, State
from lianzhang.plans.models import Target

__all__ = ["Before", "Changes", "Move", "before_of", "changes_of"]

# What went wrong is read first, what nobody can say last.
URGENCY = (
    State.MISSED,
    State.BEHIND,
    State.MET,
    State.ON_COURSE,
    State.RUNNING,
    State.NOT_DUE,
    State.UNKNOWN,
    State.WATCHED,
)


@dataclass(frozen=True, slots=True)
class Before:
    """The evaluations at the end of the quarter before; `at` is None in the plan's first quarter."""

    at: date | None
    targets: dict[int, Evaluation]
    duties: dict[int, Evaluation]

    def of(self, item: Item) -> Evaluation | None:
        return (self.targets if item.kind == "target" else self.duties).get(item.subject.pk)


@dataclass(frozen=True, slots=True)
class Move:
    """A target or duty whose state is another than at the end of the quarter before."""

    item: Item
    before: State


@dataclass(frozen=True, slots=True)
class Changes:
    before: Before
    moves: tuple[Move, ...]
    arrivals: tuple[ChangeRow, ...]

    @property
    def summary(self) -> str:
        """转达成2项、转滞后1项: the moves of targets by the state they came to."""
        counts = Counter(move.item.state for move in self.moves if move.item.kind == "target")
        return "、".join(f"转{word}{counts[State(state)]}项" for state, word in LIGHTS.items() if counts[State(state)])


def before_of(vp: PlanViewpoint, targets: Iterable[Item], duties: Iterable[Item] = ()) -> Before:
    """The same targets and duties at the end of the quarter before. No query of its own after those of the day."""
    if vp.before < vp.plan.starts:
        return Before(None, {}, {})
    rows = [item.subject for item in targets]
    return Before(
        vp.before,
        {row.pk: vp.standing(row, vp.before).evaluation for row in rows if isinstance(row, Target)},
        _duties_before(vp) if duties else {},
    )


def _duties_before(vp: PlanViewpoint) -> dict[int, Evaluation]:
    standings = vp.duty_standings(vp.before)
    return {standing.duty.pk: standing.evaluation for standing in standings}


def changes_of(vp: PlanViewpoint, items: Iterable[Item], before: Before) -> Changes:
    moves = []
    for item in items:
        earlier = before.of(item)
        if earlier is not None and earlier.state is not item.state:
            moves.append(Move(item, earlier.state))
    moves.sort(key=lambda move: URGENCY.index(move.item.state))
    return Changes(before, tuple(moves), tuple(_arrivals(vp, before.at)) if before.at else ())


def _arrivals(vp: PlanViewpoint, since: date) -> list[ChangeRow]:
    """What the rooms say came in since then, latest first."""
    rows = [row for room in rooms() if room.changes for row in room.changes(vp, since)]
    return sorted(rows, key=lambda row: row.on, reverse=True)
