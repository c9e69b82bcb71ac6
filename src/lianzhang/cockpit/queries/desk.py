"""Everything the city desk says: where the plan stands at a day, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import Waiting
from lianzhang.kernel.formatting import Light, lights
from lianzhang.kernel.periods import windows
from lianzhang.kernel.sorting import sorted_lines
from lianzhang.plans.api import Evaluation, Item, PlanViewpoint, State, items, members_word, part_on
from lianzhang.plans.models import Measure, Target, Window

from .chains import ChainLine, PeriodColumn, chain_lines, chains_of, items_of_chains, period_columns
from .changes import Before, Changes, before_of, changes_of
from .comparing import Comparison, compare
from .gaps import Gap, gaps
from .posts import RankLine, by_rank, posts_of
from .rooms import Deadline, chain_columns, deadlines, waiting

__all__ = ["Chains", "Desk", "Undone", "chains"]


@dataclass(frozen=True, slots=True)
class Undone:
    """A target that asks for something in every period and has nothing for the present one.

    `missing` of `asked`, where it is asked of each chain, group or place: `members` says of what.
    """

    target: Target
    window: str
    missing: int
    asked: int
    members: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Chains:
    lines: list[ChainLine]
    columns: list[PeriodColumn]
    general: list[RankLine]
    of_rooms: list[ChainColumn]

    @property
    def headed_by(self) -> str:
        """The rank that leads the chains, or all that lead one of them: 链长."""
        names = dict.fromkeys(head.rank.name for line in self.lines for head in line.heads)
        return "、".join(names) or "负责人"

    @property
    def rank_named(self) -> bool:
        """Whether a line must say which rank somebody has: where the lines name several."""
        return len({rank.rank.pk for line in self.lines for rank in line.listed}) > 1

    @property
    def rows(self) -> list[tuple[ChainLine, list[ChainFigure | None]]]:
        """Each chain with what the rooms' columns hold of it."""
        return [(line, [column.figures.get(line.chain.pk) for column in self.of_rooms]) for line in self.lines]

    @property
    def reported(self) -> bool:
        """Whether a figure was published of any of them."""
        return any(line.latest for line in self.lines)

    @property
    def headed(self) -> int:
        """Chains on which somebody is recorded as chief."""
        return sum(line.headed for line in self.lines)


class Desk:
    """Each part is worked out when it is asked for: what is kept as it was last shown is not."""

    def __init__(self, vp: PlanViewpoint) -> None:
        self.vp = vp

    @cached_property
    def targets(self) -> list[Item]:
        return [item for item in items(self.vp) if item.kind == "target"]

    @cached_property
    def duties(self) -> list[Item]:
        return [item for item in items(self.vp) if item.kind == "duty"]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(item.state for item in self.targets)

    @property
    def unproven(self) -> int:
        """How many duties have no record."""
        return sum(item.state is State.UNKNOWN for item in self.duties)

    @cached_property
    def before(self) -> Before:
        return before_of(self.vp, self.targets, self.duties)

    @cached_property
    def chains(self) -> Chains:
        return self.chains_now()

    def chains_now(self) -> Chains:
        return _chains(self.vp, self.targets, self.before.targets)

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.chains.lines, self.chains.columns, self.chains.of_rooms)

    @cached_property
    def changes(self) -> Changes:
        return changes_of(self.vp, items(self.vp), self.before)

    @cached_property
    def undone(self) -> list[Undone]:
        return undone(self.targets, self.vp)

    @cached_property
    def gaps(self) -> tuple[list[Gap], list[Gap]]:
        """Who lacks targets, then who lacks duties only."""
        return gaps(items(self.vp))

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return deadlines(self.vp)

    @cached_property
    def waiting(self) -> Waiting | None:
        return waiting(self.vp)

    @property
    def known(self) -> list[Light]:
        """The states other than unknown that some target is in."""
        return [light for light in lights(self.counts) if light.count and light.state != State.UNKNOWN]

    @property
    def unknown(self) -> int:
        return self.counts[State.UNKNOWN]

    @property
    def due(self) -> int:
        return sum(deadline.count for deadline in self.deadlines)


def chains(vp: PlanViewpoint, order: str | None = None) -> Chains:
    """In the plan's order, unless another is asked for."""
    targets = items_of_chains(vp)
    made = _chains(vp, targets, before_of(vp, targets).targets)
    return replace(made, lines=sorted_lines(made.lines, chain_orders(made), order))


def chain_orders(made: Chains) -> dict[str, Callable[[ChainLine], Any]]:
    """What the list of chains is sorted by: its own columns and those of the rooms."""
    return {
        "leaders": lambda line: "；".join(rank.names for rank in line.heads),
        "met": lambda line: sum(light.state is State.MET for light in line.lights),
        "marks": lambda line: line.marks.there,
        "moved": lambda line: len(line.moved),
    } | {column.code: _figure_of(column) for column in made.of_rooms}


def _figure_of(column: ChainColumn) -> Callable[[ChainLine], Any]:
    return lambda line: figure.value if (figure := column.figures.get(line.chain.pk)) else None


def _chains(vp: PlanViewpoint, targets: list[Item], before: dict[int, Evaluation]) -> Chains:
    posts, columns = posts_of(vp), period_columns(targets, vp.at)
    every = chains_of(vp)
    lines = chain_lines(vp, targets, before, posts, every, columns)
    return Chains(lines, columns, by_rank(posts, None), chain_columns(vp, every))


def undone(targets: Iterable[Item], vp: PlanViewpoint) -> list[Undone]:
    """What the periods that end by this quarter's end still have no record of, the shortest first."""
    rows = []
    for item in targets:
        target = item.subject
        if isinstance(target, Target) and target.measure == Measure.EACH and target.starts <= vp.at <= target.due:
            parts = [part.evaluation for part in item.evaluation.parts if part.evaluation.parts]
            current = [part_on(each, vp.at) for each in parts or [item.evaluation]]
            missing = sum(part is not None and part.evaluation.point is None for part in current)
            window = next(windows(vp.at, vp.at, target.window))
            if missing and window.end <= vp.quarter.end:
                left = (window.end - vp.at).days
                rows.append((window.days, _undone(item, target, missing, len(parts), left)))
    return [each for _, each in sorted(rows, key=lambda pair: pair[0])]


def _undone(item: Item, target: Target, missing: int, asked: int, left: int) -> Undone:
    members = members_word(target, item.evaluation) if asked else ""
    return Undone(target, Window(target.window).label, missing, asked, members, left)
