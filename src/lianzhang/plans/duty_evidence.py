"""What shows duties done: figures reported for them, and the records that rooms above register.

Each counts as one, whatever it says. A room gathers the records of all duties of a plan in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Scope
from lianzhang.kernel.periods import Period

from .confirmed_figures import figures_of
from .metrics import answer, count_of
from .models import Duty, Plan, Relation

__all__ = ["DutyRecord", "duty_records", "register_duty_records"]


class DutyRecord(NamedTuple):
    """A record that shows a duty (a primary key) done on a day; `told`: known only from a later day on."""

    duty: int
    date: date
    row: Row
    told: Any = None


# All that counts for the duties of a plan, on whatever day; judged by all records, whoever looks.
Gather = Callable[[Plan], Iterable[DutyRecord]]
_GATHERED: dict[str, Gather] = {}


def register_duty_records(name: str, gather: Gather) -> None:
    """Rooms above say which of their rows show duties done. Raises ValueError for a name registered twice."""
    if _GATHERED.setdefault(name, gather) is not gather:
        raise ValueError(f"what shows duties done is registered twice as {name!r}")


def _registered(plan: Plan) -> dict[int, list[DutyRecord]]:
    by_duty: defaultdict[int, list[DutyRecord]] = defaultdict(list)
    for gather in _GATHERED.values():
        for record in gather(plan):
            by_duty[record.duty].append(record)
    for records in by_duty.values():
        records.sort(key=lambda record: record.date)
    return by_duty


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
    past = takewhile(lambda record: record.date <= at, registered.get(duty.pk, ()))
    known = (record for record in past if record.told is None or record.told <= at)
    points += [_point(duty, day, rows, Period(day, day)) for day, rows in _by_month(known)]
    return answer(points)


def _by_month(records: Iterable[DutyRecord]) -> Iterator[tuple[date, list[Row]]]:
    """Of each month the first record, and all others on the day of the last: every period is judged by the same days
    as by all of them one by one, which may be a hundred thousand."""
    for _, month in groupby(records, key=lambda record: (record.date.year, record.date.month)):
        first, *others = month
        yield first.date, [first.row]
        if others:
            yield others[-1].date, [each.row for each in others]


def _point(duty: Duty, day: date, rows: list[Row], period: Period) -> Point:
    return count_of(day, rows)._replace(period=period, stock=not duty.cadence)
