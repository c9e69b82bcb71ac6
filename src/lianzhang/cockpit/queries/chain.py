"""One chain: who leads it, what it has, where it stands with its targets, and what to do now."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart, ChainTab, ChainTodo
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import LIGHTS, Light, lights
from lianzhang.kernel.metrics import Row, get_metric
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import (
    Item,
    Permission,
    PlanViewpoint,
    Reason,
    State,
    duty_items,
    goal_text,
    in_force,
    note_text,
    point_text,
    when_text,
)
from lianzhang.plans.models import Cadence, ChecklistRecord, Goal, PlanZone, ScopeKind, Target
from lianzhang.registry.models import Appointment, Chain, ChainGroup

from .chains import ChainLight, ChainLine, PeriodColumn, chain_lines, chains_of, items_of_chains, period_columns
from .changes import before_of
from .checklist import Mark
from .posts import PostLine, RankLine, posts_of
from .rooms import chain_parts

__all__ = ["ChainPage", "ChecklistLine", "TargetLine", "chain_page"]

IN_A_SENTENCE = 2  # answers of rooms


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """An item with the papers or the appointments that show it."""

    mark: Mark
    records: tuple[ChecklistRecord, ...]
    holders: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as this chain stands with it, in words."""

    light: ChainLight
    goal: str
    value: str
    when: str
    note: str
    rows: tuple[Row, ...]
    periods: tuple[tuple[State, str], ...]


@dataclass(frozen=True, slots=True)
class ChainPage:
    chain: Chain
    line: ChainLine
    columns: list[PeriodColumn]
    checklist: list[ChecklistLine]
    targets: list[TargetLine]
    group_targets: list[Item]
    groups: list[ChainGroup]
    zones: list[PlanZone]
    cadences: dict[int, list[Cadence]]
    bodies: str
    duties: list[Item]
    neighbours: tuple[Chain | None, Chain | None]
    parts: list[ChainPart]
    records: bool  # whether whoever looks records what this chain has

    @property
    def known(self) -> list[Light]:
        counts: Counter[str] = Counter(each.light.state for each in self.targets)
        return [light for light in lights(counts) if light.count and light.state != State.UNKNOWN]

    @property
    def unknown(self) -> list[TargetLine]:
        return [each for each in self.targets if each.light.state is State.UNKNOWN]

    @property
    def vacant(self) -> list[PostLine]:
        return [line for rank in self.line.ranks if not rank.rank.extra for line in rank.vacant]

    @property
    def reportable(self) -> list[TargetLine]:
        """Targets without evidence that a reported figure would light; the others wait for a record of their own."""
        return [each for each in self.unknown if _reported(each.light)]

    @property
    def papers(self) -> list[Mark]:
        """Checklist items that a paper would show; the others are shown by who holds a post."""
        return [mark for mark in self.line.marks.missing if not mark.item.rank_id]

    @property
    def answers(self) -> list[Link]:
        """What the rooms say of the chain, the lowest room first: a sentence has room for the first of it."""
        return self._said[:IN_A_SENTENCE]

    @property
    def under_way(self) -> list[Link]:
        """The rest of it, below the sentence."""
        return self._said[IN_A_SENTENCE:]

    @property
    def _said(self) -> list[Link]:
        return [link for part in self.parts for link in part.answers]

    @property
    def tabs(self) -> list[ChainTab]:
        own = (
            ChainTab(
                *("targets", "目标", 30, "cockpit/_chain_targets.html", str(len(self.targets))),
                opens=True,
                printed=10,
            ),
            ChainTab("posts", "职务", 50, "cockpit/_chain_posts.html", str(self.posts), printed=20),
            ChainTab("figures", "报过的数", 60, "cockpit/_reported.html", str(len(self.line.reported)), printed=60),
            ChainTab("duties", "任务", 70, "cockpit/_chain_duties.html", str(len(self.duties)), printed=30),
        )
        return sorted((*own, *(tab for part in self.parts for tab in part.tabs)), key=lambda tab: tab.order)

    def tab(self, code: str) -> ChainTab:
        """The tab asked for, else the first that opens by itself."""
        tabs = self.tabs
        return next((tab for tab in tabs if tab.code == code), None) or next(tab for tab in tabs if tab.opens)

    @property
    def printed(self) -> list[ChainTab]:
        """The tabs in the order in which they are read on paper."""
        return sorted((tab for tab in self.tabs if tab.printed), key=lambda tab: tab.printed)

    @property
    def todo_of_rooms(self) -> list[ChainTodo]:
        return [each for part in self.parts for each in part.todo]

    @property
    def todo(self) -> int:
        """How many things wait to be done for the chain."""
        return len(self.vacant) + len(self.papers) + len(self.reportable) + len(self.todo_of_rooms)

    @property
    def posts(self) -> int:
        return sum(len(rank.posts) for rank in self.line.ranks)

    @property
    def has_cadence(self) -> bool:
        return any(cadences for _, cadences in self.ranks)

    @property
    def ranks(self) -> list[tuple[RankLine, list[Cadence]]]:
        return [(rank, self.cadences.get(rank.rank.pk, [])) for rank in self.line.ranks]


def chain_page(vp: PlanViewpoint, code: str) -> ChainPage:
    """Raises Http404 where the plan has no chain of this code."""
    chains = chains_of(vp)
    position = next((number for number, chain in enumerate(chains) if chain.code == code), None)
    if position is None:
        raise Http404(f"no chain {code}")
    chain = chains[position]
    targets = items_of_chains(vp, [ScopeKind.GROUP])
    columns = period_columns(targets, vp.at)
    posts = posts_of(vp)
    (line,) = chain_lines(vp, targets, before_of(vp, targets).targets, posts, [chain], columns)
    bodies = _bodies(chain, line)
    groups = _groups(vp, chain)
    return ChainPage(
        chain=chain,
        line=line,
        columns=columns,
        checklist=_checklist(vp, line, posts),
        targets=[_target_line(light, chain, vp.at) for light in line.lights],
        group_targets=[item for item in targets if _speaks_of_group(item, {group.pk for group in groups})],
        groups=groups,
        zones=list(vp.rows(PlanZone).filter(chain=chain).select_related("region", "park", "park__region")),
        cadences=_cadences(vp),
        bodies="、".join(bodies.values()),
        duties=[item for item in duty_items(vp) if bodies.keys() & set(item.owner_codes)] if bodies else [],
        neighbours=(
            chains[position - 1] if position else None,
            chains[position + 1] if position + 1 < len(chains) else None,
        ),
        parts=chain_parts(vp, chain),
        records=may(vp.user, Permission.RECORD_CHECKLIST, chain),
    )


def _groups(vp: PlanViewpoint, chain: Chain) -> list[ChainGroup]:
    wanted = [group for group, chains in vp.stated.chains_of_groups.items() if chain.pk in chains]
    return list(vp.stated.name_all(vp.plan.groups.filter(pk__in=wanted)))


def _checklist(vp: PlanViewpoint, line: ChainLine, posts: list[PostLine]) -> list[ChecklistLine]:
    wanted = {row.pk for mark in line.marks.marks for row in mark.rows if row.kind == "checklist_record"}
    records = visible(vp.user, ChecklistRecord).in_bulk(wanted)
    holders = {each.pk: each for post in posts for each in post.holders}
    return [
        ChecklistLine(
            mark,
            tuple(records[row.pk] for row in mark.rows if row.kind == "checklist_record"),
            tuple(holders[row.pk] for row in mark.rows if row.kind == "appointment" and row.pk in holders),
        )
        for mark in line.marks.marks
    ]


def _target_line(light: ChainLight, chain: Chain, at: date) -> TargetLine:
    evaluation, unit = light.evaluation, light.target.unit
    inner = [part.evaluation.point for part in evaluation.parts]
    points = [point for point in inner or [evaluation.point] if point]
    point = evaluation.point
    return TargetLine(
        light=light,
        goal=_goal(light.target, chain, at),
        value=point_text(point, unit) if point else "",
        when=when_text(point) if point else "",
        note="还没有登记" if _unrecorded(light) else note_text(evaluation, unit),
        rows=tuple(dict.fromkeys(row for each in points for row in each.rows)),
        periods=tuple(
            (part.evaluation.state, f"{part.key}：{LIGHTS[part.evaluation.state]}")
            for part in evaluation.parts
            if isinstance(part.key, Period)
        ),
    )


def _goal(target: Target, chain: Chain, at: date) -> str:
    """What is asked of this chain, without naming it again."""
    goals = in_force(target.goals.all(), at)
    own = [goal for goal in goals if goal.chain_id == chain.pk] or [goal for goal in goals if not goal.chain_id]
    return "；".join(goal_text(target, _asked_of(goal, chain)).removeprefix(f"{chain}：") for goal in own)


def _asked_of(goal: Goal, chain: Chain) -> Goal:
    own = copy(goal)
    own.chain = chain
    return own


def _unrecorded(light: ChainLight) -> bool:
    """Nothing is reported about posts and papers; they are put on record."""
    return not _reported(light) and light.evaluation.reason is Reason.NO_EVIDENCE


def _reported(light: ChainLight) -> bool:
    """Whether somebody's figure would light it; posts and papers are put on record instead."""
    return get_metric(light.target.metric).reported


def _speaks_of_group(item: Item, groups: set[int]) -> bool:
    target = item.subject
    return isinstance(target, Target) and target.scope_kind == ScopeKind.GROUP and target.group_id in groups


def _cadences(vp: PlanViewpoint) -> dict[int, list[Cadence]]:
    by_rank: dict[int, list[Cadence]] = {}
    for cadence in vp.rows(Cadence).order_by("activity"):
        by_rank.setdefault(cadence.rank_id, []).append(cadence)
    return by_rank


def _bodies(chain: Chain, line: ChainLine) -> dict[str, str]:
    """The organizations that answer for the chain: its lead department and those that hold its posts, by code."""
    posts = [post for rank in line.ranks for post in rank.posts]
    holding = [holder.organization for post in posts for holder in post.holders]
    bodies = [chain.lead_department, *(post.post.organization for post in posts), *holding]
    return {body.code: body.name for body in bodies if body}
