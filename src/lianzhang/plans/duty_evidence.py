"""What shows duties done: figures reported for them, and the records that rooms above register.

Each counts as one, whatever it says. A room counts its records of all duties of a plan by day, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Scope
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval

from .confirmed_figures import figures_of
from .metrics import answer, count_of
from .models import Duty, Plan, Relation

__all__ = ["DutyRecord", "duty_records", "latest_rows", "register_duty_records"]


class DutyRecord(NamedTuple):
    """So many records of one day show a duty (a primary key) done; `row` is one of them."""

    duty: int
    date: date
    row: Row
    number: int = 1


# All that counts for the duties of a plan, on whatever day; judged by all records, whoever looks.
Gather = Callable[[Plan], Iterable[DutyRecord]]
# Of one duty by a day the rows that count, in sight of whoever looks: the latest, so many of each kind (None: all).
Latest = Callable[[Duty, Any, date, int | None], Iterable[Row]]
_GATHERED: dict[str, tuple[Gather, Latest]] = {}


def register_duty_records(name: str, gather: Gather, latest: Latest) -> None:
    """Rooms above say which of their rows show duties done. Raises ValueError for a name registered twice."""
    if _GATHERED.setdefault(name, (gather, latest)) != (gather, latest):
        raise ValueError(f"what shows duties done is registered twice as {name!r}")


def _registered(plan: Plan) -> dict[int, list[DutyRecord]]:
    by_duty: defaultdict[int, list[DutyRecord]] = defaultdict(list)
    for gather, _ in _GATHERED.values():
        for record in gather(plan):
            by_duty[record.duty].append(record)
    for records in by_duty.values():
        records.sort(key=lambda record: record.date)
    return by_duty


def latest_rows(duty: Duty, viewer: Any, at: date, most: int | None) -> list[Row]:
    """What rooms registered, as rows that can be listed."""
    return [row for _, latest in _GATHERED.values() for row in latest(duty, viewer, at, most)]


def duty_records(duty: Duty, at: date, shared: dict[Hashable, Any]) -> Evidence:
    """The records that show a duty done by a day."""
    ask = Ask(duty, at, Scope(), "", {}, shared)
    own = figures_of(ask).by_duty.get(duty.pk, ())
    points = [
        _point(duty, figure.date, [Row("observation", figure.pk)], figure.period)
        for figure in own
        if figure.relation == Relation.DIRECT and figure.date <= at
    ]
    registered = ask.memo(("duty records", duty.plan_id), lambda: _registered(duty.plan))
    known = takewhile(lambda record: record.date <= at, registered.get(duty.pk, ()))
    points += [_point(duty, day, [row], Period(day, day), count) for day, row, count in _by_month(known)]
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
