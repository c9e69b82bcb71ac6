"""What shows duties done: figures reported for them, and the records that rooms above register.

Each counts as one, whatever it says. A room gathers the records of all duties of a plan in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Scope
from lianzhang.kernel.periods import Period

from .confirmed_figures import figures_of
from .metrics import answer, count_of
from .models import Duty, Plan, Relation

__all__ = ["DutyRecord", "duty_records", "register_duty_records"]


class DutyRecord(NamedTuple):
    """A record that shows a duty (a primary key) done on a day."""

    duty: int
    date: date
    row: Row


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
    return by_duty


def duty_records(duty: Duty, at: date, shared: dict[Hashable, Any]) -> Evidence:
    """The records that show a duty done by a day."""
    ask = Ask(duty, at, Scope(), "", {}, shared)
    own = figures_of(ask).by_duty.get(duty.pk, ())
    points = [
        _point(duty, figure.date, Row("observation", figure.pk), figure.period)
        for figure in own
        if figure.relation == Relation.DIRECT and figure.date <= at
    ]
    registered = ask.memo(("duty records", duty.plan_id), lambda: _registered(duty.plan))
    points += [
        _point(duty, each.date, each.row, Period(each.date, each.date))
        for each in registered.get(duty.pk, ())
        if each.date <= at
    ]
    return answer(points)


def _point(duty: Duty, day: date, row: Row, period: Period) -> Point:
    return count_of(day, [row])._replace(period=period, stock=not duty.cadence)
