"""Parts of targets: the list with where each stands, one part, and a target's breakdown held against the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM, may, page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.kernel.templatetags.kept import keep
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import (
    AskedPart,
    Evaluation,
    PlanViewpoint,
    asked_text,
    evaluate_part,
    goal_text,
    in_force,
    named_scope,
    point_text,
    when_text,
)
from lianzhang.plans.models import Goal, Target
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.api import joined
from lianzhang.responsibility.breakdown import Sum, sum_of
from lianzhang.responsibility.filters import ShareWanted
from lianzhang.responsibility.lifecycle import SHARE
from lianzhang.responsibility.models import ISSUED, ShareState, TargetShare
from lianzhang.responsibility.permissions import Permission
from lianzhang.responsibility.scope import own_shares

__all__ = [
    *("AXES", "Breakdown", "Dossier", "ShareLine", "ShareTally", "breakdown_of", "dossier", "filter_shares"),
    *("lights_of", "lines_of_shares", "page_of_shares", "share_tally", "shares_to_do"),
]

RELATED = ("target__plan__city", "target__clause", "chain", *joined("unit"))
ROWS = 50
AXES = {"area": "{areas}和开发区", "park": "园区", "chain": "产业链", "organization": "部门和单位"}


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A part of a target with where it stands at the day looked from."""

    row: TargetShare
    evaluation: Evaluation
    total: Sum | None
    at: date

    @property
    def state(self) -> str:
        return self.evaluation.state

    @property
    def asked(self) -> str:
        return asked_text(_asked(self.row, Scope()), self.row.target.unit)

    @property
    def value(self) -> str:
        point = self.evaluation.point
        return point_text(point, self.row.target.unit) if point else ""

    @property
    def when(self) -> str:
        point = self.evaluation.point
        return when_text(point) if point else ""

    @property
    def period(self) -> Period | None:
        row = self.row
        return Period(row.period_start, row.period_end) if row.period_start and row.period_end else None

    @property
    def silent_days(self) -> int | None:
        """For how many days nobody has said anything to it, on the day looked from."""
        if self.row.state != ShareState.ISSUED or self.row.issued_at is None:
            return None
        until = min(timezone.localdate(), self.at)
        return max((until - timezone.localdate(self.row.issued_at)).days, 0)


# --- where they stand
def _scope(row: TargetShare) -> Scope:
    if row.unit is None:
        return Scope("chain", row.chain_id)
    kinds = ("organization", "region", "park")
    return next(Scope(kind, pk) for kind in kinds if (pk := getattr(row.unit, f"{kind}_id")))


def _asked(row: TargetShare, scope: Scope) -> AskedPart:
    return AskedPart(scope, row.comparator, row.value, row.due, row.period_start, row.period_end)


def lights_of(vp: PlanViewpoint, rows: Iterable[TargetShare]) -> dict[int, Evaluation]:
    """By primary key, each by the records that speak of its receiver alone. The queries do not grow with the rows, and
    there are none as long as no record is written."""
    listed = list(rows)

    def judged() -> dict[int, Evaluation]:
        return {row.pk: evaluate_part(row.target, _asked(row, _scope(row)), vp.at, vp.everything) for row in listed}

    return keep(("lights of shares", tuple((row.pk, row.version) for row in listed)), vp.kept, judged)


# --- the list
def shares_to_do(by: User) -> Q:
    """What waits for this person: parts to take or dispute, disputes to rule on."""
    waiting = Q(pk__in=())
    if may(by, Permission.ANSWER_SHARE):
        waiting |= Q(state=ShareState.ISSUED) & own_shares(by)
    if may(by, Permission.ISSUE_SHARE):
        waiting |= Q(state=ShareState.DISPUTED) & ~Q(answered_by=by.pk)
    return waiting


@dataclass(frozen=True, slots=True)
class ShareTally:
    by_state: dict[str, int]
    todo: int

    @property
    def total(self) -> int:
        return sum(self.by_state.get(state, 0) for state in ISSUED)

    @property
    def drafts(self) -> int:
        return self.by_state.get(ShareState.DRAFT, 0)

    @property
    def silent(self) -> int:
        return self.by_state.get(ShareState.ISSUED, 0)

    @property
    def disputed(self) -> int:
        return self.by_state.get(ShareState.DISPUTED, 0)

    @property
    def accepted(self) -> int:
        settled = (ShareState.ACCEPTED, ShareState.UPHELD, ShareState.CHANGED)
        return sum(self.by_state.get(state, 0) for state in settled)


def share_tally(vp: PlanViewpoint) -> ShareTally:
    """Two queries."""
    rows = _of_plan(vp).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    return ShareTally(states, rows.filter(shares_to_do(vp.user)).count())


def _of_plan(vp: PlanViewpoint) -> QuerySet[TargetShare]:
    return visible(vp.user, TargetShare).filter(target__plan=vp.plan)


ORDERS: Columns = {
    "target": ("target__order", "period_start"),
    "receiver": ("chain__name", "unit__organization__name", "unit__region__name", "unit__park__name"),
    "due": ("due",),
    "state": ("state", "due"),
}


def filter_shares(vp: PlanViewpoint, wanted: ShareWanted, order: str | None = None) -> QuerySet[TargetShare]:
    rows = _of_plan(vp).filter(*_conditions(vp, wanted)).select_related(*RELATED)
    usual = rows if wanted.state or wanted.mine else rows.exclude(state=ShareState.WITHDRAWN)
    return sorted_rows(usual.order_by("target__order", "period_start", "pk"), ORDERS, order)


def _conditions(vp: PlanViewpoint, wanted: ShareWanted) -> Iterator[Q]:
    if wanted.q:
        yield Q(target__name__icontains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    match wanted.mine:
        case "todo":
            yield shares_to_do(vp.user)
        case "silent":
            yield Q(state=ShareState.ISSUED)
        case "disputed":
            yield Q(state=ShareState.DISPUTED)
    for name in ("target", "unit", "chain"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})


def page_of_shares(
    vp: PlanViewpoint, wanted: ShareWanted, number: str | None, order: str | None = None
) -> tuple[Page, list[ShareLine]]:
    page = page_rows(vp.user, filter_shares(vp, wanted, order), ROWS, number)
    return page, lines_of_shares(vp, list(page))


def lines_of_shares(vp: PlanViewpoint, rows: Sequence[TargetShare]) -> list[ShareLine]:
    """Each with what the parts of its target come to, those out of sight counted in. Two queries and the loads."""
    rows = [_named(vp, row) for row in rows]
    lights, sums = lights_of(vp, rows), _sums(vp, {row.target_id: row.target for row in rows})
    return [
        ShareLine(row, lights[row.pk], sums.get((row.target_id, row.period_start, row.axis)), vp.at) for row in rows
    ]


def _named(vp: PlanViewpoint, row: TargetShare) -> TargetShare:
    """As the plan calls them; the target is the plan's own row, read once."""
    own = next((target for target in vp.run.targets if target.pk == row.target_id), None)
    if own is not None:
        row.target = own
    if row.chain is not None:
        vp.stated.name(row.chain)
    return row


SumKey = tuple[int, date | None, str]


def _sums(vp: PlanViewpoint, targets: dict[int, Target]) -> dict[SumKey, Sum]:
    """A sum tells of no single part, so all that were issued are in it."""
    every = visible(SYSTEM, TargetShare).filter(target__in=targets, state__in=ISSUED)
    values: dict[SumKey, list[Decimal]] = defaultdict(list)
    for row in every.select_related("unit"):
        values[row.target_id, row.period_start, row.axis].append(row.value)
    told = {}
    for key, parts in values.items():
        goal = _goal(targets[key[0]], key[1], vp.at)
        if goal is not None:
            told[key] = sum_of(targets[key[0]], goal, parts)
    return told


def _goal(target: Target, start: date | None, at: date) -> Goal | None:
    whole = (goal for goal in in_force(target.goals.all(), at) if named_scope(goal) is None)
    return next((goal for goal in whole if goal.period_start == start), None)


# --- one
@dataclass(frozen=True, slots=True)
class Dossier:
    """One part with all that its page says about it."""

    line: ShareLine
    offers: list[Offer]
    history: list[Happening]


def dossier(vp: PlanViewpoint, row: TargetShare) -> Dossier:
    return Dossier(lines_of_shares(vp, [row])[0], SHARE.offers(row, vp.user), history_of(row))


# --- a target's breakdown
@dataclass(frozen=True, slots=True)
class AxisParts:
    """The parts of one goal along one axis: those issued beside the whole, and with the drafts, were they issued."""

    code: str
    title: str
    lines: list[ShareLine]
    issued: Sum | None
    drafted: Sum | None

    @property
    def drafts(self) -> list[TargetShare]:
        return [line.row for line in self.lines if line.row.state == ShareState.DRAFT]


@dataclass(frozen=True, slots=True)
class Broken:
    """One goal of a target, of the whole or of a period, with its parts."""

    goal: Goal
    text: str
    axes: list[AxisParts] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"{self.goal.period_start or ''}"

    @property
    def drafts(self) -> list[TargetShare]:
        return [row for axis in self.axes for row in axis.drafts]

    @property
    def drafted(self) -> list[AxisParts]:
        return [axis for axis in self.axes if axis.drafts]

    @property
    def over(self) -> list[Sum]:
        return [axis.drafted for axis in self.drafted if axis.drafted and axis.drafted.over]


@dataclass(frozen=True, slots=True)
class Breakdown:
    target: Target
    goals: list[Broken]

    @property
    def lines(self) -> list[ShareLine]:
        return [line for broken in self.goals for axis in broken.axes for line in axis.lines]

    @property
    def lights(self) -> Counter[str]:
        return Counter(line.state for line in self.lines if line.row.state in ISSUED)


def breakdown_of(vp: PlanViewpoint, target: Target) -> Breakdown:
    """The parts in sight, by goal and axis."""
    rows = visible(vp.user, TargetShare).filter(target=target).exclude(state=ShareState.WITHDRAWN)
    lines = lines_of_shares(vp, list(rows.select_related(*RELATED).order_by("period_start", "pk")))
    goals = [goal for goal in in_force(target.goals.all(), vp.at) if named_scope(goal) is None]
    return Breakdown(target, [Broken(goal, goal_text(target, goal), _axes(target, goal, lines)) for goal in goals])


def _axes(target: Target, goal: Goal, lines: list[ShareLine]) -> list[AxisParts]:
    by_axis: dict[str, list[ShareLine]] = defaultdict(list)
    for line in lines:
        if line.row.period_start == goal.period_start:
            by_axis[line.row.axis].append(line)
    return [
        AxisParts(code, spoken(title), by_axis[code], next((each.total for each in by_axis[code] if each.total), None),
                  sum_of(target, goal, [each.row.value for each in by_axis[code]]))
        for code, title in AXES.items()
        if by_axis[code]
    ]  # fmt: skip
