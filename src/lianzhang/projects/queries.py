"""Projects as the pages ask for them: the list with its counts and sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import acting, listed_rows, may, units_of, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel.filters import known_count
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import ProjectCurve
from lianzhang.registry.api import joined
from lianzhang.registry.models import ResponsibleUnit

from .filters import Wanted
from .models import ENDED, GROUPS, ORDER, UNDER_WAY, Project, Stage
from .pace import Pace, pace_of
from .permissions import Permission

__all__ = [
    *("LISTED", "NOT_YET", "Line", "Tally", "curve_of", "filter_projects", "page_of", "stalled", "sums_of"),
    *("tally_of", "to_do"),
]

LISTED = ("kind", "chain", "enterprise", "region", *joined("unit"))
ROWS = 50
NOT_STARTED = ORDER[: ORDER.index(Stage.STARTED)]
# What is not yet, as three conditions.
NOT_YET: dict[str, Q] = {
    "unstarted": Q(state__in=NOT_STARTED, filed_on__isnull=False),
    "unbuilt": Q(state=Stage.STARTED, done=0),
    "idle": Q(state=Stage.COMPLETED),
}


def stalled(on: date) -> Q:
    return Q(state__in=UNDER_WAY, stalled_on__lte=on)


def to_do(by: User) -> Q:
    """What waits for this person: to be taken over, or to be brought on again after it stood still."""
    active = acting(by)
    if active is None or not may(by, Permission.CARRY):
        return Q(pk__in=())
    units = list(visible(by, ResponsibleUnit).filter(pk__in=units_of(active)).values_list("pk", flat=True))
    return Q(asked_unit__in=units) | (Q(unit__in=units) & stalled(timezone.localdate()))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by stage, how many wait, stand still, are not yet what they should be."""

    by_state: dict[str, int]
    counts: dict[str, int]
    todo: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in UNDER_WAY)

    @property
    def lost(self) -> int:
        return self.by_state.get(Stage.LOST, 0)

    @property
    def stalled(self) -> int:
        return self.counts["stalled"]

    @property
    def groups(self) -> list[tuple[str, str, int]]:
        """Code, title and number of the plan's three batches."""
        return [
            (code, title, sum(self.by_state.get(state, 0) for state in stages))
            for code, (title, stages) in GROUPS.items()
        ]

    @property
    def not_yet(self) -> list[tuple[str, int]]:
        return [(code, self.counts[code]) for code in NOT_YET]

    def count(self, wanted: Wanted) -> int | None:
        """How many a list so narrowed holds, where it is known."""
        known = self.counts | {"open": self.open, "lost": self.lost, "todo": self.todo, "": self.total}
        return known_count(wanted, self.by_state, known)


def tally_of(by: User) -> Tally:
    """Two queries, of which one looks through everything in sight."""
    rows = visible(by, Project).order_by()
    on = timezone.localdate()
    asked = {"stalled": stalled(on), **NOT_YET}
    counts = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    by_stage: Any = rows.values("state")
    told: list[dict[str, Any]] = list(by_stage.annotate(all=Count("*"), **counts))
    return Tally(
        {each["state"]: each["all"] for each in told},
        {name: sum(each[name] for each in told) for name in asked},
        rows.filter(to_do(by)).count() if may(by, Permission.CARRY) else 0,
    )


ORDERS: Columns = {
    "name": ("name",),
    "unit": ("unit__organization__name", "unit__region__name", "unit__park__name"),
    "state": ("state", "stalled_on"),
    "planned": ("planned",),
    "done": ("done",),
    "progress": ("progressed_on",),
}


def filter_projects(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Project]:
    """The projects wanted, in the order asked for; else those that stand still the longest, or the latest entered."""
    rows = visible(by, Project).filter(*_conditions(wanted, by))
    waits = wanted.mine in ("todo", "stalled", *NOT_YET)
    usual = rows.order_by(F("stalled_on").asc(nulls_last=True), "-pk") if waits else rows.order_by("-pk")
    return sorted_rows(usual, ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        firm = Q(enterprise__search__contains=folded(wanted.q))
        yield Q(name__contains=wanted.q) | Q(number__startswith=wanted.q) | Q(investor__contains=wanted.q) | firm
    if wanted.group in GROUPS:
        yield Q(state__in=GROUPS[wanted.group][1])
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.mark:
        yield Q(marks__contains=f"|{wanted.mark}|")
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.kind:
        yield Q(kind__code=wanted.kind)
    for name, value in (("chain", wanted.chain), ("region", wanted.region), ("unit", wanted.unit)):
        if value:
            yield Q(**{name: value})
    if wanted.firm:
        yield Q(enterprise=wanted.firm)


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return to_do(by)
        case "stalled":
            return stalled(timezone.localdate())
        case "lost":
            return Q(state=Stage.LOST)
        case "gap":
            return Q(fills_gap=True) & ~Q(state=Stage.LOST)
        case "in_statistics":
            return Q(in_statistics_on__isnull=False)
    return NOT_YET.get(which, Q(state__in=UNDER_WAY))


class Line(NamedTuple):
    """A project in a list with its pace."""

    row: Project
    pace: Pace
    ended: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What the projects of a list come to, in 万元."""

    planned: Decimal
    contract: Decimal
    arrived: Decimal
    done: Decimal


def sums_of(rows: QuerySet[Project]) -> Sums:
    names = ("planned", "contract", "arrived", "done")
    told = rows.order_by().aggregate(**{f"all_{name}": Sum(name) for name in names})
    return Sums(*(told[f"all_{name}"] or Decimal(0) for name in names))


def curve_of(by: User, plan: int) -> Mapping[int, int]:
    return dict(visible(by, ProjectCurve).filter(plan=plan).values_list("month", "percent"))


class Listed(NamedTuple):
    page: Page
    lines: list[Line]
    sums: Sums | None


def page_of(
    wanted: Wanted, number: str | None, by: User, order: str | None = None, *, tally: Tally, plan: int
) -> Listed:
    """One page of a list: keys first, then their rows; sums where the list tells what is not yet."""
    rows = filter_projects(wanted, by, order)
    page, shown = listed_rows(by, rows, ROWS, number, *LISTED, count=tally.count(wanted))
    today, curve = timezone.localdate(), curve_of(by, plan)
    lines = [Line(row, pace_of(row, today, curve), row.state in ENDED) for row in shown]
    return Listed(page, lines, sums_of(rows) if wanted.mine in NOT_YET else None)
