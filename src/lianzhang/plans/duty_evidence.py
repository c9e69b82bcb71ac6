"""What shows duties done: figures reported for them, and the records that rooms above register.

Each counts as one, whatever it says. A room counts its records of all duties of a plan by day, in a few queries. Where
each of several must do it, a record shows it done by those alone of whom it speaks; one that names none, by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Scope
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval
from lianzhang.work.api import Marks

from .confirmed_figures import Figure, figures_of
from .metrics import answer, count_of
from .models import Duty, Each, Plan, PlanChain, Relation

__all__ = ["DutyRecord", "duty_records", "duty_records_of_each", "latest_rows", "register_duty_records"]


Day = date  # a field of the record is called so, too


class DutyRecord(NamedTuple):
    """So many records of one day show a duty (a primary key) done; `row` is one of them.

    `of`: the chain, place and body that they speak of; needed only where each of several must do the duty. `told`: they
    are known only from that later day on. What `lasts` shows it done on each day until it ends (`until`)."""

    duty: int
    date: date
    row: Row
    number: int = 1
    of: tuple[Scope, ...] = ()
    told: Day | None = None
    lasts: bool = False
    until: Day | None = None

    def by(self, at: Day) -> DutyRecord:
        """As it counts by a day: what still lasts counts on it."""
        return self._replace(date=at) if self.lasts and (self.until is None or self.until > at) else self


# All that counts for the duties of a plan, on whatever day; judged by all records, whoever looks.
Gather = Callable[[Plan], Iterable[DutyRecord]]
# Of one duty by a day the rows that count, in sight of whoever looks: the latest, so many of each kind (None: all).
Latest = Callable[[Duty, Any, date, int | None], Iterable[Row]]
_GATHERED: dict[str, tuple[Gather, Latest, tuple[type[Model], ...]]] = {}
_KEPT = RevisionCache(80)  # rooms, and sets of records, of plans


def register_duty_records(name: str, gather: Gather, latest: Latest, *models: type[Model]) -> None:
    """Rooms above say which of their rows show duties done; `models` are these rows, whose marks move when one counts.

    Raises ValueError for a name registered twice."""
    if _GATHERED.setdefault(name, (gather, latest, models)) != (gather, latest, models):
        raise ValueError(f"what shows duties done is registered twice as {name!r}")


def _registered(plan: Plan, marks: Marks) -> dict[int, list[DutyRecord]]:
    """Each room is asked anew when rows of its own were written, or on another day."""
    by_duty: defaultdict[int, list[DutyRecord]] = defaultdict(list)
    for name, (gather, _, models) in _GATHERED.items():
        state = marks.of(*models)
        current = state and (state, timezone.localdate())
        for record in _KEPT.get_or_compute((name, plan.pk), current, partial(_all, gather, plan)):
            by_duty[record.duty].append(record)
    for records in by_duty.values():
        records.sort(key=lambda record: record.date)
    return by_duty


def _all(gather: Gather, plan: Plan) -> tuple[DutyRecord, ...]:
    return tuple(gather(plan))


def latest_rows(duty: Duty, viewer: Any, at: date, most: int | None) -> list[Row]:
    """What rooms registered, as rows that can be listed."""
    return [row for _, latest, _ in _GATHERED.values() for row in latest(duty, viewer, at, most)]


def duty_records(duty: Duty, at: date, shared: dict[Hashable, Any]) -> Evidence:
    """The records that show a duty done by a day."""
    figures, records = _known(duty, at, shared)
    return _evidence(duty, figures, records)


def duty_records_of_each(
    duty: Duty, members: Iterable[Scope], at: date, shared: dict[Hashable, Any]
) -> dict[Scope, Evidence]:
    """The records by which each of those who must do it shows it done."""
    figures, records = _known(duty, at, shared)
    speaking = _Speaking(duty, members, shared)
    figures_of_each: dict[Scope, list[Figure]] = {member: [] for member in speaking.members}
    records_of_each: dict[Scope, list[DutyRecord]] = {member: [] for member in speaking.members}
    for figure in figures:
        for member in speaking.of(_scopes_of(figure)):
            figures_of_each[member].append(figure)
    for record in records:
        for member in speaking.of(record.of):
            records_of_each[member].append(record)
    return {member: _evidence(duty, figures_of_each[member], records_of_each[member]) for member in speaking.members}


def _known(duty: Duty, at: date, shared: dict[Hashable, Any]) -> tuple[list[Figure], list[DutyRecord]]:
    ask = Ask(duty, at, Scope(), "", {}, shared)
    own = figures_of(ask).by_duty.get(duty.pk, ())
    figures = [figure for figure in own if figure.relation == Relation.DIRECT and figure.date <= at]
    city = duty.plan.city_id
    marks = ask.memo(("marks", city), lambda: Marks(city))
    registered = ask.memo(("duty records", duty.plan_id), lambda: _registered(duty.plan, marks))
    past = takewhile(lambda record: record.date <= at, registered.get(duty.pk, ()))
    known = [record for record in past if record.told is None or record.told <= at]
    if not duty.cadence:  # what is asked each period is done anew
        known = sorted((record.by(at) for record in known), key=lambda record: record.date)
    return figures, known


def _scopes_of(figure: Figure) -> tuple[Scope, ...]:
    return tuple(Scope(kind, pk) for kind in ("chain", "region", "park") if (pk := getattr(figure, kind)))


class _Speaking:
    """Of whom records speak. A body that leads chains speaks of all of them where it names none."""

    def __init__(self, duty: Duty, members: Iterable[Scope], shared: dict[Hashable, Any]) -> None:
        self.members = tuple(members)
        self._members = set(self.members)
        self._led: defaultdict[Scope, list[Scope]] = defaultdict(list)
        if duty.each == Each.CHAIN:
            for chain, body in _leading(duty.plan_id, shared):
                self._led[Scope("organization", body)].append(Scope("chain", chain))

    def of(self, scopes: Sequence[Scope]) -> set[Scope]:
        told = self._members.intersection(scopes)
        if not told and not any(scope.kind == "chain" for scope in scopes):
            told = self._members.intersection(led for scope in scopes for led in self._led.get(scope, ()))
        return told


def _leading(plan: int, shared: dict[Hashable, Any]) -> list[tuple[int, int]]:
    """The chains of a plan with the body that leads each, where the plan names one."""
    key = ("leading", plan)
    if key not in shared:
        rows = visible(SYSTEM, PlanChain).filter(plan=plan, lead_department__isnull=False)
        shared[key] = list(rows.values_list("chain", "lead_department"))
    return shared[key]


def _evidence(duty: Duty, figures: Iterable[Figure], records: Iterable[DutyRecord]) -> Evidence:
    points = [_point(duty, each.date, [Row("observation", each.pk)], each.period) for each in figures]
    points += [_point(duty, day, [row], Period(day, day), count) for day, row, count in _by_month(records)]
    return answer(points)


def _by_month(records: Iterable[DutyRecord]) -> Iterator[tuple[date, Row, int]]:
    """Of each month the first day with records, and those of all others on the last: every period is judged by the same
    days as by all of them one by one, which may be a hundred thousand."""
    for _, month in groupby(records, key=lambda record: (record.date.year, record.date.month)):
        first, *others = month
        yield first.date, first.row, first.number
        if others:
            yield others[-1].date, others[-1].row, sum(each.number for each in others)


def _point(duty: Duty, day: date, rows: list[Row], period: Period, count: int = 1) -> Point:
    value = Decimal(count)
    point = count_of(day, rows)._replace(nominal=value, interval=Interval(value, value))
    return point._replace(period=period, stock=not duty.cadence)
