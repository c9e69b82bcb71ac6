"""Which projects count for a target: those of the plan's definition, each on the day that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import starmap
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from lianzhang.kernel.metrics import Ask, Row
from lianzhang.plans.models import ProjectCount, ProjectKind, ProjectStage, ScopeKind
from lianzhang.projects.models import DATES, MonthFigure, Project

from .counting import Spell
from .registers import asks_of_place, chains_asked, city_of, place_of, seen

__all__ = ["counted_projects"]


class Counted(NamedTuple):
    """A project that answers to a definition, with the day on which it does."""

    pk: int
    chain: int | None
    region: int | None
    park: int | None
    on: date


class Definition(NamedTuple):
    """A count of the plan: its kinds, its marks, from which amount on, and by the day of which stage."""

    kinds: frozenset[str]
    marks: frozenset[str]
    amount: str
    least: Decimal | None
    stage: str

    @property
    def fits(self) -> Q:
        kinds = Q(kind__code__in=self.kinds) if self.kinds else Q()
        marks = reduce(or_, (Q(marks__contains=f"|{mark}|") for mark in sorted(self.marks)), Q())
        enough = Q() if self.least is None else Q(**{f"{self.amount}__gte": self.least})
        return kinds & marks & enough


def counted_projects(ask: Ask, code: str) -> list[Spell]:
    """Each project that answers to the plan's definition `code`, from the day on which it counts."""
    definition = _definitions(ask).get(code)
    if definition is None:
        return []
    asked = [row for row in _projects(ask, code, definition) if _concerns(ask, row)]
    if definition.amount == ProjectCount.Amount.DONE and definition.least is not None:
        asked = list(_once_done(ask, asked, definition.least))
    return [Spell(row.pk, row.on, None, Row("project", row.pk)) for row in asked if row.on <= ask.at]


def _concerns(ask: Ask, row: Counted) -> bool:
    if asks_of_place(ask):
        return place_of(ask).holds(row.region, row.park)
    return ask.scope.kind == ScopeKind.CITY or row.chain in chains_asked(ask)


def _definitions(ask: Ask) -> dict[str, Definition]:
    plan = ask.subject.plan_id

    def load() -> dict[str, Definition]:
        rows = seen(ask, ProjectCount).filter(plan=plan).prefetch_related("kinds")
        return {row.code: _definition(row) for row in rows}

    return ask.memo(("project counts", plan), load)


def _definition(row: ProjectCount) -> Definition:
    named: dict[str, set[str]] = defaultdict(set)
    for each in row.kinds.all():
        named[each.what].add(each.code)
    kinds, marks = (frozenset(named[what]) for what in (ProjectKind.What.KIND, ProjectKind.What.MARK))
    return Definition(kinds, marks, row.amount, row.least, row.dated_by)


def _projects(ask: Ask, code: str, definition: Definition) -> list[Counted]:
    """Those that came to something: a lost one counts for nothing. One query of a run for each definition."""
    city, day = city_of(ask), DATES[ProjectStage(definition.stage)]

    def load() -> list[Counted]:
        rows = seen(ask, Project).filter(definition.fits, city=city, **{f"{day}__isnull": False})
        told = rows.exclude(state=ProjectStage.LOST).order_by("pk").values_list("pk", "chain", "region", "park", day)
        return list(starmap(Counted, told))

    return ask.memo(("projects", ask.subject.plan_id, code), load)


def _once_done(ask: Ask, dated: list[Counted], least: Decimal) -> Iterator[Counted]:
    """No earlier than the month by whose end so much had been invested."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    reached: dict[int, date] = {}
    for pk, month, done in _months(ask):
        sums[pk] += done
        if sums[pk] >= least and pk not in reached:
            reached[pk] = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    for row in dated:
        if row.pk in reached:
            yield row._replace(on=max(row.on, reached[row.pk]))


def _months(ask: Ask) -> list[tuple[Any, ...]]:
    city = city_of(ask)
    rows = seen(ask, MonthFigure).filter(project__city=city, done__isnull=False).order_by("month")
    return ask.memo(("months of projects", city), lambda: list(rows.values_list("project", "month", "done")))
