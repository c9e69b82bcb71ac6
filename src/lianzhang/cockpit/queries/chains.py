"""The chains of a plan as lines of a table: who leads, this period's record, targets, checklist, figures, change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.metrics import Point, Row, Scope
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.api import (
    Evaluation,
    Figure,
    Item,
    PlanViewpoint,
    State,
    all_figures,
    counts_as_chief,
    is_listed,
    part_on,
    target_items,
)
from lianzhang.plans.models import Measure, PlanChain, Relation, ScopeKind, Target
from lianzhang.registry.models import Chain

from .checklist import Marks, checklist_items, marks_of
from .posts import PostLine, RankLine, by_rank

__all__ = [
    "ChainLight",
    "ChainLine",
    "PeriodCell",
    "PeriodColumn",
    "Reported",
    "chain_lines",
    "chains_of",
    "items_of_chains",
    "lights_by_chain",
    "per_chain",
    "period_columns",
    "reported_by_chain",
]


@dataclass(frozen=True, slots=True)
class ChainLight:
    """Where one chain stands with one target, now and at the end of the quarter before."""

    target: Target
    evaluation: Evaluation
    before: Evaluation | None

    @property
    def state(self) -> State:
        return self.evaluation.state

    @property
    def label(self) -> str:
        return f"{self.target.name}：{LIGHTS[self.state]}"

    @property
    def step(self) -> tuple[State, State] | None:
        """From which state to which, where they differ."""
        return (self.before.state, self.state) if self.before and self.before.state is not self.state else None


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A target that every chain must reach anew in each period, and the period looked at."""

    target: Target
    period: Period


@dataclass(frozen=True, slots=True)
class PeriodCell:
    """What a chain has on record for the period of a column; None: it is not asked of this chain."""

    evaluation: Evaluation | None

    @property
    def point(self) -> Point | None:
        return self.evaluation.point if self.evaluation else None


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure reported for a chain, with the name of what it counts."""

    figure: Figure
    name: str
    target: Target | None

    @property
    def period(self) -> Period:
        return self.figure.period

    @property
    def row(self) -> Row:
        return Row("observation", self.figure.pk)

    @property
    def relation(self) -> str:
        return Relation(self.figure.relation).label


@dataclass(frozen=True, slots=True)
class ChainLine:
    chain: Chain
    ranks: tuple[RankLine, ...]
    lights: tuple[ChainLight, ...]
    cells: tuple[PeriodCell, ...]
    marks: Marks
    reported: tuple[Reported, ...]

    @property
    def moved(self) -> list[ChainLight]:
        """Those that take the same step side by side."""
        return sorted((light for light in self.lights if light.step), key=lambda light: light.step or ())

    @property
    def heads(self) -> tuple[RankLine, ...]:
        """The ranks on this chain that count as chiefs, else the first that has a post on it."""
        return tuple(line for line in self.ranks if counts_as_chief(line.rank)) or self.ranks[:1]

    @property
    def listed(self) -> tuple[RankLine, ...]:
        """The ranks that a line of the list names."""
        return tuple(line for line in self.ranks if line in self.heads or is_listed(line.rank))

    @property
    def headed(self) -> bool:
        """Somebody is recorded as its chief."""
        return any(line.names for line in self.heads)

    @property
    def latest(self) -> Reported | None:
        return self.reported[0] if self.reported else None


def chains_of(vp: PlanViewpoint) -> list[Chain]:
    """The plan's chains in its order. One query."""
    links = vp.rows(PlanChain).select_related("chain__lead_department").order_by("order")
    return [vp.stated.name(link.chain) for link in links]


def items_of_chains(vp: PlanViewpoint, more: Collection[str] = ()) -> list[Item]:
    """The targets asked of chains, and those of the scopes `more`; the others are not evaluated."""
    kinds = {ScopeKind.CHAIN, ScopeKind.EACH_CHAIN, *more}
    asked = (target for target in vp.run.targets if target.scope_kind in kinds)
    return target_items(vp, [vp.standing(target) for target in asked])


def chain_lines(
    vp: PlanViewpoint,
    items: Iterable[Item],
    before: Mapping[int, Evaluation],
    posts: list[PostLine],
    chains: Sequence[Chain],
    columns: Sequence[PeriodColumn],
) -> list[ChainLine]:
    """One line for each of `chains`. `before` holds the targets' evaluations at the end of the quarter before."""
    lights = lights_by_chain(items, before)
    reported = reported_by_chain(vp)
    checklist = checklist_items(vp.run)
    return [
        ChainLine(
            chain=chain,
            ranks=tuple(by_rank(posts, chain.pk)),
            lights=tuple(lights[chain.pk]),
            cells=tuple(_cell(column, lights[chain.pk], vp.at) for column in columns),
            marks=marks_of(checklist, chain.pk, vp.at, vp.run),
            reported=tuple(reported[chain.pk]),
        )
        for chain in chains
    ]


def per_chain(target: Target, evaluation: Evaluation | None) -> dict[int, Evaluation]:
    """A target's evaluation chain by chain; empty where it is not asked of chains."""
    if evaluation is None:
        return {}
    if target.scope_kind == ScopeKind.CHAIN and target.chain_id:
        return {target.chain_id: evaluation}
    if target.scope_kind == ScopeKind.EACH_CHAIN:
        return {
            part.key.pk: part.evaluation for part in evaluation.parts if isinstance(part.key, Scope) and part.key.pk
        }
    return {}


def lights_by_chain(items: Iterable[Item], before: Mapping[int, Evaluation]) -> dict[int, list[ChainLight]]:
    lights: dict[int, list[ChainLight]] = defaultdict(list)
    for item in items:
        if isinstance(item.subject, Target):
            earlier = per_chain(item.subject, before.get(item.subject.pk))
            for chain, evaluation in per_chain(item.subject, item.evaluation).items():
                lights[chain].append(ChainLight(item.subject, evaluation, earlier.get(chain)))
    return lights


def period_columns(items: Iterable[Item], at: date) -> list[PeriodColumn]:
    """The targets asked of each chain in every period, with the period that `at` lies in (or the last one)."""
    asked = [
        item.subject
        for item in items
        if isinstance(item.subject, Target)
        and item.subject.measure == Measure.EACH
        and item.subject.scope_kind == ScopeKind.EACH_CHAIN
        and item.subject.starts <= at
    ]
    return [PeriodColumn(target, _period(target, at)) for target in asked]


def _period(target: Target, at: date) -> Period:
    day = min(at, target.due)
    return next(windows(day, day, target.window))


def _cell(column: PeriodColumn, lights: Iterable[ChainLight], at: date) -> PeriodCell:
    own = next((light for light in lights if light.target.pk == column.target.pk), None)
    part = part_on(own.evaluation, min(at, column.target.due)) if own else None
    return PeriodCell(part.evaluation if part else None)


def reported_by_chain(vp: PlanViewpoint) -> dict[int, list[Reported]]:
    """Confirmed figures by chain as of the day, latest first. No query of its own after an evaluation."""
    targets = {target.pk: target for target in vp.run.targets}
    names = {target.code: target.name for target in targets.values()}
    by_chain: dict[int, list[Reported]] = defaultdict(list)
    for figures in all_figures(vp.run).by_quantity.values():
        for figure in figures:
            if figure.chain and figure.date <= vp.at:
                name = names.get(figure.quantity, figure.quantity)
                by_chain[figure.chain].append(Reported(figure, name, targets.get(figure.target or 0)))
    for rows in by_chain.values():
        rows.sort(key=lambda row: (row.figure.date, row.figure.pk), reverse=True)
    return by_chain
