"""The first page of a post: what it should do now. Each part is a property of its own, asked for where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.utils import timezone

from lianzhang.access.api import acting, may
from lianzhang.cockpit.layouts import LAYOUTS, USUAL, Layout
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import Coming, Link, Waiting, WaitingRow
from lianzhang.kernel.first_day import FirstStep
from lianzhang.kernel.formatting import LIGHTS, Light, lights, number, signed
from lianzhang.kernel.periods import windows
from lianzhang.kernel.templatetags.kept import keep
from lianzhang.plans.api import Item, Permission, PlanViewpoint, State, items
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Chain

from .chains import ChainLine
from .changes import URGENCY, Changes, Move, changes_of
from .comparing import BAD, Change, change_of
from .desk import Chains, Desk
from .first_day import first_day
from .rooms import Deadline, Others, coming, deadlines, owed, waiting, with_others

__all__ = ["Number", "OwnDesk"]

Answer = TypeVar("Answer")

DECISIONS, DANGERS, MOVES, NUMBERS = 3, 6, 6, 5


@dataclass(frozen=True, slots=True)
class Number:
    """One of the figures of a chain: what it is, its value, how it changed; `late` is said in red."""

    name: str
    note: str
    value: str
    unit: str = ""
    link: Link | None = None
    figure: ChainFigure | None = None
    late: str = ""
    change: str = ""
    word: str = ""
    states: tuple[State, ...] = ()
    marks: object = None


class OwnDesk(Desk):
    """`wanted` is the code of the chain to look at, where a post has several."""

    def __init__(self, vp: PlanViewpoint, wanted: str = "") -> None:
        super().__init__(vp)
        self.wanted = wanted
        self.active = acting(vp.user)

    @property
    def layout(self) -> Layout:
        return LAYOUTS.get(self.active.role.desk, USUAL) if self.active else USUAL

    # --- what is to be done: asked of all rooms, so it is kept until somebody writes
    @cached_property
    def waiting(self) -> Waiting | None:
        return self._kept("waiting", lambda: waiting(self.vp))

    @cached_property
    def beginning(self) -> FirstStep | None:
        """The next step of the city's first days, for whom it is to take, where nothing else waits."""
        if (self.waiting and self.waiting.count) or not may(self.vp.user, Permission.PROPOSE_CHANGE):
            return None
        step = self._kept("beginning", lambda: first_day(self.vp.user).now)
        return step if step and step.link else None

    @cached_property
    def others(self) -> Others | None:
        return self._kept("others", lambda: with_others(self.vp))

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return self._kept("deadlines", lambda: deadlines(self.vp))

    @cached_property
    def changes(self) -> Changes:
        return self._kept("changes", lambda: changes_of(self.vp, items(self.vp), self.before))

    def _kept(self, part: str, work: Callable[[], Answer]) -> Answer:
        return keep(("desk", part), self.vp.kept_between_acts, work)

    @cached_property
    def owed(self) -> list[WaitingRow]:
        return self._kept("owed", lambda: owed(self.vp))

    @property
    def rows(self) -> tuple[WaitingRow, ...]:
        return self.waiting.rows if self.waiting else ()

    @property
    def first(self) -> WaitingRow | None:
        return next(iter(self.rows), None)

    @cached_property
    def decisions(self) -> list[WaitingRow]:
        """The first three, where the desk has a part for them; the others wait in the list."""
        return [row for row in self.rows if row.decision][:DECISIONS] if self.decides else []

    @property
    def to_do(self) -> list[WaitingRow]:
        """What is not decided on the page itself."""
        return [row for row in self.rows if row not in self.decisions]

    @property
    def decides(self) -> bool:
        """Whether this desk has a part for decisions."""
        return "decisions" in self.layout.wide

    @property
    def left(self) -> int:
        """How much of what waits is not decided on the page itself."""
        return (self.waiting.count if self.waiting else 0) - len(self.decisions)

    @property
    def late(self) -> tuple[int, Link | None]:
        """How much is past its day on the chain looked at, else in others' hands; and the list of it."""
        late = [(figure.late, figure.late_link) for _, figure in self.figures if figure.late]
        if self.line is None and self.others and self.others.late:
            late = [(self.others.late, self.others.overdue[0])]
        return (sum(count for count, _ in late), late[0][1]) if late else (0, None)

    @property
    def worst(self) -> WaitingRow | None:
        """What is overdue longest, in others' hands."""
        return next((row for row in self.others.rows if row.urgent), None) if self.others else None

    @cached_property
    def coming(self) -> Coming | None:
        return self._kept("coming", lambda: coming(self.vp))

    @property
    def days_to_come(self) -> int:
        return (self.coming.on - self.today).days if self.coming else 0

    @property
    def workdays_left(self) -> int:
        """Of the present quarter, from today."""
        today = timezone.localdate()
        return work_calendar().workdays_between(today, _quarter_end(today))

    @property
    def today(self) -> date:
        return timezone.localdate()

    # --- where the plan stands, for this post
    @cached_property
    def dangers(self) -> list[Item]:
        """The targets that are missed or behind, the worst first."""
        rows = [item for item in self.targets if item.state in BAD]
        return sorted(rows, key=lambda item: URGENCY.index(item.state))

    @property
    def dangers_shown(self) -> list[Item]:
        return self.dangers[:DANGERS]

    @cached_property
    def own_targets(self) -> list[Item]:
        """What the post's body answers for, the worst first."""
        body = self.active.organization if self.active else None
        own = [item for item in self.targets if any(owner.pk == body for owner in item.subject.owner_list)]
        return sorted(own, key=lambda item: URGENCY.index(item.state))

    @property
    def own_lacking(self) -> int:
        return sum(item.state is State.UNKNOWN for item in self.own_targets)

    @property
    def moves(self) -> list[Move]:
        return list(self.changes.moves[:MOVES])

    # --- the post's own chains
    @cached_property
    def chains(self) -> Chains:
        return self._kept("chains", self.chains_now)

    @cached_property
    def own_lines(self) -> list[ChainLine]:
        if self.active is None:
            return []
        keys = set(self.active.chain_keys)
        return [line for line in self.chains.lines if line.chain.pk in keys] if keys else []

    @property
    def own_chains(self) -> list[Chain]:
        return [line.chain for line in self.own_lines]

    @cached_property
    def line(self) -> ChainLine | None:
        """The chain that is looked at: the one asked for, else the first of the post's own."""
        asked = (line for line in self.own_lines if line.chain.code == self.wanted)
        return next(asked, self.own_lines[0] if self.own_lines else None)

    @property
    def figures(self) -> list[tuple[ChainColumn, ChainFigure]]:
        if self.line is None:
            return []
        pairs = ((column, column.figures.get(self.line.chain.pk)) for column in self.chains.of_rooms)
        return [(column, figure) for column, figure in pairs if figure]

    @cached_property
    def numbers(self) -> list[Number]:
        """Five, of the chain looked at: its targets and what it should have, and before them what rooms say first."""
        if self.line is None:
            return []
        of_plan = list(_of_plan(self.line))
        return [*(_figure(*each) for each in self.figures[: NUMBERS - len(of_plan)]), *of_plan]

    @property
    def change(self) -> Change | None:
        return change_of(self.line, self.figures) if self.line else None


def _quarter_end(on: date) -> date:
    return next(windows(on, on, "quarter")).end


def _figure(column: ChainColumn, figure: ChainFigure) -> Number:
    growth = figure.growth
    word = "" if growth is None else "变好" if growth > 0 else "变差" if growth < 0 else "没变"
    return Number(
        column.name or column.title,
        f"{column.period or ''}",
        number(figure.value, column.places),
        column.unit,
        figure.link,
        figure,
        late=f"超期{number(figure.late)}{column.unit}" if figure.late else "",
        change="" if growth is None else f"{signed(growth, 1)}%",
        word=word,
    )


def _of_plan(line: ChainLine) -> Iterable[Number]:
    code = line.chain.code
    if line.lights:
        states = [light.state for light in line.lights]
        counted = _counts(states)
        note = "、".join(f"{light.word}{light.count}项" for light in counted if light.state != State.MET)
        met = f"{states.count(State.MET)}/{len(states)}"
        link = Link("本链目标", "chain", (code,), {"tab": "targets"})
        yield Number(
            "本链目标", note or LIGHTS[State.MET], met, "项", link, states=tuple(sorted(states, key=list(LIGHTS).index))
        )
    if line.marks:
        missing = len(line.marks) - line.marks.there
        note = f"缺{missing}项" if missing else "齐全"
        link = Link("应有配备", "chain", (code,), fragment="checklist")
        yield Number("应有配备", note, f"{line.marks.there}/{len(line.marks)}", "项", link, marks=line.marks)


def _counts(states: Sequence[State]) -> list[Light]:
    counted = lights({state: states.count(state) for state in states})
    return [light for light in counted if light.count]
