"""Which projects count for a target: those of the plan's definition, each on the day that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Row
from lianzhang.plans.models import ProjectCount, ProjectKind, ProjectStage, ScopeKind
from lianzhang.projects.models import DATES, MonthFigure, Project

from .counting import Spell
from .registers import asks_of_place, chains_asked, city_of, place_of, seen

__all__ = ["counted_projects"]

STAGES = (*DATES.values(),)


class Counted(NamedTuple):
    """A project, as far as definitions look at it."""

    pk: int
    kind: str
    marks: str
    chain: int | None
    region: int | None
    park: int | None
    planned: Decimal | None
    contract: Decimal | None
    done: Decimal
    days: tuple[date | None, ...]


class Definition(NamedTuple):
    """A count of the plan: its kinds, its marks, from which amount on, and by the day of which stage."""

    kinds: frozenset[str]
    marks: frozenset[str]
    amount: str
    least: Decimal | None
    stage: str

    def fits(self, row: Counted) -> bool:
        of_kind = not self.kinds or row.kind in self.kinds
        marked = not self.marks or any(f"|{mark}|" in row.marks for mark in self.marks)
        return of_kind and marked and self._enough(row)

    def _enough(self, row: Counted) -> bool:
        amount = getattr(row, self.amount)
        return self.least is None or (amount is not None and amount >= self.least)


def counted_projects(ask: Ask, code: str) -> list[Spell]:
    """Each project that answers to the plan's definition `code`, from the day on which it counts."""
    definition = _definitions(ask).get(code)
    if definition is None:
        return []
    place = STAGES.index(DATES[ProjectStage(definition.stage)])
    dated = [(row, on) for row in _projects(ask) if definition.fits(row) and (on := row.days[place])]
    asked = [(row, on) for row, on in dated if _concerns(ask, row)]
    if definition.amount == ProjectCount.Amount.DONE and definition.least is not None:
        asked = list(_once_done(ask, asked, definition.least))
    return [Spell(row.pk, on, None, Row("project", row.pk)) for row, on in asked if on <= ask.at]


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


def _projects(ask: Ask) -> list[Counted]:
    """Those that came to something: a lost one counts for nothing. One query of a run."""
    city = city_of(ask)

    def load() -> list[Counted]:
        rows = seen(ask, Project).filter(city=city).exclude(state=ProjectStage.LOST).order_by("pk")
        plain = ("pk", "kind__code", "marks", "chain", "region", "park", "planned", "contract", "done")
        told: list[tuple[Any, ...]] = list(rows.values_list(*plain, *STAGES))
        return [Counted._make((*row[: len(plain)], row[len(plain) :])) for row in told]

    return ask.memo(("projects", city), load)


def _once_done(ask: Ask, dated: list[tuple[Counted, date]], least: Decimal) -> Iterator[tuple[Counted, date]]:
    """No earlier than the month by whose end so much had been invested."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    reached: dict[int, date] = {}
    for pk, month, done in _months(ask):
        sums[pk] += done
        if sums[pk] >= least and pk not in reached:
            reached[pk] = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    for row, on in dated:
        if row.pk in reached:
            yield row, max(on, reached[row.pk])


def _months(ask: Ask) -> list[tuple[Any, ...]]:
    city = city_of(ask)
    rows = seen(ask, MonthFigure).filter(project__city=city, done__isnull=False).order_by("month")
    return ask.memo(("months of projects", city), lambda: list(rows.values_list("project", "month", "done")))
