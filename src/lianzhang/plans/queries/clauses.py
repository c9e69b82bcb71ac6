"""The plan clause by clause: its targets and duties with where they stand, narrowed as the reader asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.kernel.formatting import LIGHTS, number
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import known_order, sorted_lines
from lianzhang.kernel.templatetags.kept import keep
from lianzhang.plans.evaluating import DutyStanding, Standing
from lianzhang.plans.evaluation import Evaluation, Part, Reason, State
from lianzhang.plans.filters import NOBODY
from lianzhang.plans.models import Clause, Duty, Plan, Target
from lianzhang.plans.owners import Owner, Told, assigned_in, owners_told, subject_key
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.notes import note_text
from lianzhang.plans.words.wording import duty_text, goals_text, point_text, when_text

__all__ = [
    "Item",
    "PlanPage",
    "Section",
    "assigned_owners",
    "clauses_of",
    "duty_items",
    "items",
    "owner_names",
    "part_on",
    "plan_page",
    "target_items",
    "within",
]

DUTY_UNIT = "条记录"


@dataclass(frozen=True, slots=True)
class Item:
    """A target or a duty as a row of the plan."""

    kind: str
    subject: Target | Duty
    evaluation: Evaluation
    goal: str
    value: str
    when: str
    day: date | None
    note: str
    owners: str
    owned_by: tuple[Owner, ...]
    counting: int
    related: int

    @property
    def state(self) -> State:
        return self.evaluation.state

    @property
    def amount(self) -> Decimal | int | None:
        """The figure as a number, in `unit`; a range has none."""
        if self.kind == "duty":
            return self.counting or None
        point = self.evaluation.point
        return point.nominal if point and not point.disputed else None

    @property
    def unit(self) -> str:
        return self.subject.unit if isinstance(self.subject, Target) else DUTY_UNIT

    @property
    def owned(self) -> bool:
        return bool(self.owners)

    @property
    def owner_codes(self) -> tuple[str, ...]:
        return tuple(owner.code for owner in self.owned_by if owner.code)


@dataclass(frozen=True, slots=True)
class Section:
    """A clause with its rows; `unowned` where it asks for something and nobody is named."""

    clause: Clause | None  # None: rows of all clauses, in an order of their own
    depth: int
    items: tuple[Item, ...]
    unowned: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    clauses: list[Clause]
    everything: list[Item]
    by_clause: dict[int, list[Item]]
    sections: list[Section]
    shown: list[Item]
    counts: Counter[str]

    @property
    def unowned(self) -> list[Clause]:
        """Clauses that ask for something of nobody, whatever the filters."""
        return [clause for clause in self.clauses if _nobody(self.of_clause(clause))]

    def of_clause(self, clause: Clause) -> list[Item]:
        return self.by_clause.get(clause.pk, [])

    @property
    def targets(self) -> int:
        return self._count(kind="target")

    @property
    def met(self) -> int:
        return self._count(kind="target", state=State.MET)

    @property
    def unknown(self) -> int:
        return self._count(kind="target", state=State.UNKNOWN)

    @property
    def duties(self) -> int:
        return self._count(kind="duty")

    @property
    def proven_duties(self) -> int:
        return sum(item.kind == "duty" and item.counting > 0 for item in self.everything)

    def _count(self, **conditions: str) -> int:
        return sum(all(getattr(item, name) == value for name, value in conditions.items()) for item in self.everything)


STATES = {state: place for place, state in enumerate(LIGHTS)}
ORDERS: dict[str, Callable[[Item], Any]] = {
    "name": lambda item: item.subject.name,
    "state": lambda item: STATES[item.state],
    "day": lambda item: item.day,
    "owners": lambda item: item.owners,
    "counting": lambda item: item.counting,
}


def plan_page(
    vp: PlanViewpoint, chosen: Mapping[str, str], clauses: list[Clause], order: str | None = None
) -> PlanPage:
    """Everything the plan page shows. `chosen` narrows the rows; the counts leave the state filter aside.

    In another order than the plan's the rows stand without their clauses."""
    everything = items(vp)
    asked = within(clauses, chosen.get("clause", ""))
    fitting = [item for item in everything if _fits(item, chosen, asked)]
    shown = [item for item in fitting if chosen.get("state", item.state) == item.state]
    by_clause = _by_clause(everything)
    if known_order(order, ORDERS):
        sections = [Section(None, 0, tuple(sorted_lines(shown, ORDERS, order)), unowned=False)]
    else:
        sections = list(_sections(clauses, shown, by_clause, whole=not chosen))
    return PlanPage(
        clauses=clauses,
        everything=everything,
        by_clause=by_clause,
        sections=sections,
        shown=shown,
        counts=Counter(item.state for item in fitting),
    )


def clauses_of(plan: Plan) -> list[Clause]:
    return list(plan.clauses.order_by("order"))


def items(vp: PlanViewpoint) -> list[Item]:
    """All targets, then all duties, each in the plan's order; kept for all who read the same."""
    key = ("items", vp.at)
    if key not in vp.run.shared:
        vp.run.shared[key] = keep(key, vp.kept, lambda: target_items(vp, vp.standings()) + duty_items(vp))
    return vp.run.shared[key]


def target_items(vp: PlanViewpoint, standings: Iterable[Standing]) -> list[Item]:
    told = assigned_owners(vp)
    return [_target_item(standing, told) for standing in standings]


def duty_items(vp: PlanViewpoint) -> list[Item]:
    told = assigned_owners(vp)
    return [_duty_item(standing, told) for standing in vp.duty_standings()]


def assigned_owners(vp: PlanViewpoint) -> Told:
    """Asked once a request."""
    key = ("assigned", vp.at)
    if key not in vp.run.shared:
        vp.run.shared[key] = assigned_in(vp.plan, vp.at, vp.user)
    told: Told = vp.run.shared[key]
    return told


def _target_item(standing: Standing, told: Told) -> Item:
    target, evaluation, related = standing.target, standing.evaluation, standing.related
    point = None if standing.evidence and len(standing.evidence) > 1 else evaluation.point
    owners = owners_told(target, told)
    return Item(
        kind="target",
        subject=target,
        evaluation=evaluation,
        goal=goals_text(target, standing.goals),
        value=point_text(point, target.unit) if point else "",
        when=when_text(point) if point else "",
        day=point.date if point else None,
        note=_note(evaluation, target.unit, related),
        owners="、".join(owner.name for owner in owners),
        owned_by=owners,
        counting=len(standing.rows),
        related=related,
    )


def _duty_item(standing: DutyStanding, told: Told) -> Item:
    duty, evaluation = standing.duty, standing.evaluation
    owners = owners_told(duty, told)
    last = standing.evidence.points[-1] if standing.evidence.points else None
    counting = standing.count
    return Item(
        kind="duty",
        subject=duty,
        evaluation=evaluation,
        goal=duty_text(duty),
        value=f"{number(counting)}{DUTY_UNIT}" if counting else "",
        when=f"{last.date}" if last else "",
        day=last.date if last else None,
        note=_note(evaluation, DUTY_UNIT, 0),
        owners=_words(duty, told) or "、".join(owner.name for owner in owners),
        owned_by=owners,
        counting=counting,
        related=0,
    )


def _words(duty: Duty, told: Told) -> str:
    """As the plan words it, while nobody else was assigned."""
    return "" if subject_key(duty) in told else duty.responsible


def _note(evaluation: Evaluation, unit: str, related: int) -> str:
    """A row without any figure shows its blank; it needs no words."""
    if evaluation.reason is Reason.NO_EVIDENCE and not evaluation.parts and not related:
        return ""
    return note_text(evaluation, unit, related=bool(related))


def _fits(item: Item, chosen: Mapping[str, str], clauses: set[int] | None) -> bool:
    owner, evidence = chosen.get("owner"), chosen.get("evidence")
    return (
        chosen.get("kind", item.kind) == item.kind
        and (clauses is None or item.subject.clause_id in clauses)
        and (not owner or (not item.owned if owner == NOBODY else owner in item.owner_codes))
        and (not evidence or (evidence == "yes") == bool(item.counting))
        and chosen.get("q", "").casefold() in item.subject.name.casefold()
    )


def within(clauses: Iterable[Clause], code: str) -> set[int] | None:
    """A clause and all below it, by primary key; None where no clause is asked for."""
    if not code:
        return None
    clause_pks: set[int] = set()
    for clause in clauses:
        if clause.code == code or clause.parent_id in clause_pks:
            clause_pks.add(clause.pk)
    return clause_pks


def part_on(evaluation: Evaluation, day: date) -> Part | None:
    """The part of an evaluation over periods that `day` lies in."""
    keyed = ((part, part.key) for part in evaluation.parts)
    return next((part for part, key in keyed if isinstance(key, Period) and key.start <= day <= key.end), None)


def _by_clause(rows: Iterable[Item]) -> dict[int, list[Item]]:
    by_clause: dict[int, list[Item]] = {}
    for row in rows:
        by_clause.setdefault(row.subject.clause_id, []).append(row)
    return by_clause


def _nobody(rows: Iterable[Item]) -> bool:
    owned = [item.owned for item in rows]
    return bool(owned) and not any(owned)


def _sections(
    clauses: list[Clause], shown: list[Item], by_clause: dict[int, list[Item]], *, whole: bool
) -> Iterator[Section]:
    """Clauses in order; those that neither hold rows nor lead to any are left out of a narrowed list."""
    depths: dict[int, int] = {}
    for clause in clauses:
        depths[clause.pk] = depths[clause.parent_id] + 1 if clause.parent_id in depths else 0
    own = _by_clause(shown)
    shown_pks = set(own)
    for clause in reversed(clauses):
        if clause.pk in shown_pks and clause.parent_id:
            shown_pks.add(clause.parent_id)
    for clause in clauses:
        if whole or clause.pk in shown_pks:
            unowned = _nobody(by_clause.get(clause.pk, []))
            yield Section(clause, depths[clause.pk], tuple(own.get(clause.pk, [])), unowned)


def owner_names(vp: PlanViewpoint) -> dict[str, str]:
    """The bodies that answer for anything in the plan, by code."""
    subjects: list[Target | Duty] = [*vp.run.targets, *vp.run.duties]
    owners = (owner for subject in subjects for owner in owners_told(subject, assigned_owners(vp)))
    named = {owner.code: owner.name for owner in owners if owner.code}
    return dict(sorted(named.items(), key=lambda each: each[1]))
