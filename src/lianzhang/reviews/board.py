"""Every chain in every period of a year: held, planned, not planned with days left, late, never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone

from lianzhang.access.api import acting, visible
from lianzhang.plans.api import Asked, PlanViewpoint
from lianzhang.plans.models import Cadence
from lianzhang.registry.models import Chain

from .models import Meeting
from .periods import Cell, asked_for, cell_of, meetings_by_cell, rules_of, runs_until

__all__ = ["Board", "Grid", "board", "not_yet"]


@dataclass(frozen=True, slots=True)
class Grid:
    """One rule with its periods as columns; a line for each chain, or the single one of the city (None)."""

    rule: Cadence
    columns: tuple[Asked, ...]
    lines: tuple[tuple[Chain | None, tuple[Cell, ...]], ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _, cells in self.lines for cell in cells]

    def count(self, *words: str) -> int:
        return sum(cell.word in words for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Board:
    year: int
    grids: tuple[Grid, ...]
    years: tuple[int, ...]

    @property
    def lacking(self) -> list[tuple[Chain | None, Cell]]:
        """What runs and is not planned, the first to run out first."""
        told = [(chain, cell) for grid in self.grids for chain, cells in grid.lines for cell in cells if cell.lacking]
        begun = [each for each in told if each[1].period.start <= timezone.localdate()]
        return sorted(begun, key=lambda each: each[1].asked.limit)

    def count(self, *words: str) -> int:
        return sum(grid.count(*words) for grid in self.grids)

    @property
    def held(self) -> int:
        return self.count("已开", "晚开")

    @property
    def late(self) -> int:
        return self.count("晚开")

    @property
    def unknown(self) -> int:
        return self.count("无据")

    @property
    def missed(self) -> int:
        return self.count("没开")


def board(vp: PlanViewpoint, year: int) -> Board:
    """Of the chains in reach, and the meetings of the city. Six queries."""
    end = runs_until(vp.plan)
    last_year = end.year
    year = max(vp.plan.starts.year, min(year, last_year))
    first, last, today = date(year, 1, 1), min(date(year, 12, 31), end), timezone.localdate()
    chains = _chains(vp)
    meetings = meetings_by_cell(
        visible(vp.user, Meeting).filter(plan=vp.plan, ends__gte=first, starts__lte=last).select_related("chair")
    )
    recorded = visible(vp.user, Meeting).filter(plan=vp.plan).aggregate(first=Min("starts"))["first"]

    def cell(asked: Asked, chain: Chain | None) -> Cell:
        key = (chain.pk if chain else None, asked.rule.activity, asked.period.start)
        return cell_of(asked, meetings.get(key, ()), today, recorded)

    grids = []
    for of_chains, subjects in ((True, chains), (False, [None])):
        for rules in rules_of(vp.plan, of_chains=of_chains):
            columns = asked_for(rules, vp.plan, first, last)
            if columns and subjects:
                grids.append(_grid(rules, columns, subjects, cell))
    years = tuple(range(vp.plan.starts.year, last_year + 1))
    return Board(year, tuple(grids), years)


def _grid(
    rules: Sequence[Cadence],
    columns: Sequence[Asked],
    subjects: Sequence[Chain | None],
    cell: Callable[[Asked, Chain | None], Cell],
) -> Grid:
    lines = tuple((chain, tuple(cell(each, chain) for each in columns)) for chain in subjects)
    return Grid(rules[-1], tuple(columns), lines)


def _chains(vp: PlanViewpoint) -> list[Chain]:
    """Those that the post works on; whoever works for the whole city, all of the plan."""
    active = acting(vp.user)
    every = vp.chains
    if active is not None and active.role.acts_for == "chains":
        every = every.filter(pk__in=active.chains)
    elif active is not None and active.role.heads:
        own = every.filter(pk__in=active.chains)
        every = own if own.exists() else every
    return vp.stated.name_all(list(every))


def not_yet(vp: PlanViewpoint) -> list[tuple[Chain | None, Cell]]:
    """What is to be held now and is not planned, of the years that running periods touch."""
    at = max(vp.plan.starts, min(timezone.localdate(), runs_until(vp.plan)))
    seen: dict[tuple[int | None, date], tuple[Chain | None, Cell]] = {}
    for year in sorted({at.year - 1, at.year}):
        for chain, cell in board(vp, year).lacking:
            seen[chain.pk if chain else None, cell.period.start] = (chain, cell)
    return list(seen.values())
