"""The metrics of meetings and of recorded work: how often a duty of the plan was done in each period.

Where the register is declared complete it decides; otherwise what is recorded is the least that was done."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import Max

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import convert
from lianzhang.plans.models import Goal

from .evidence.counting import Spell, amount_point, held_points, periods_asked, received_points, until
from .evidence.precedence import decide
from .evidence.registers import complete, proof, seen
from .evidence.work import at_least, meetings_held, recorded_works, sums_saved, topics_held
from .metrics import needs_of

__all__: list[str] = []

DAY = timedelta(days=1)
MONEY = "万元"


@metric("reviews.held", title="会议台账里开过的次数", needs=("item",), items="duties", register="meetings")
def held(ask: Ask) -> Evidence:
    """How many meetings with confirmed minutes show the duty `item` done, by the periods for which they were held."""
    return _counted(ask, "reviews.held", meetings_held(ask, _named(ask)))


@metric("tasks.recorded", title="工作台账里已确认的件数", needs=("item",), items="duties", register="work_records")
def recorded(ask: Ask) -> Evidence:
    """How many confirmed records of work count for the duty `item`, by their dates."""
    return _counted(ask, "tasks.recorded", recorded_works(ask, _named(ask)))


@metric("tasks.topics", title="工作台账里办过的专题数", needs=("item",), items="work_kinds", register="work_records")
def topics(ask: Ask) -> Evidence:
    """How many topics of the kinds of work `item` have a record that counts: in each period, else since the start."""
    spells = topics_held(ask, _named(ask))
    if ask.subject.window:
        return _counted(ask, "tasks.topics", spells)
    start = ask.subject.starts
    if ask.at < start:
        return Evidence(())
    register = needs_of("tasks.topics", "")[0]
    covered = [
        Period(start, each.end) for each in until(complete(ask, register), ask.at) if each.start <= start <= each.end
    ]
    first = _first([spell for spell in spells if spell.starts >= start])
    points = held_points(first, covered, proof(ask, register[0]))
    told = decide(ask, points, covered, Undeclared(*register, len(first)))
    reached = _so_far(ask, first, told)
    return Evidence((*told.points, *reached), told.covered, None if reached else told.undeclared)


@metric("tasks.saved", title="工作台账里当期为企业节约的金额", items="work_kinds", register="work_records")
def saved(ask: Ask) -> Evidence:
    """What confirmed records of the kinds of work `item`, or of all that say so, saved firms in each period.

    A record that says no sum leaves its period at the least that was saved."""
    covered = until(complete(ask, *needs_of("tasks.saved", "")), ask.at)
    rows = sums_saved(ask, {name for name in _named(ask) if name})
    points = []
    for window in periods_asked(ask):
        for stretch in (each for each in covered if each.overlaps(window)):
            overlap = Period(max(window.start, stretch.start), min(window.end, stretch.end))
            told = [each for each in rows if overlap.start <= each.on <= overlap.end]
            said = [each for each in told if each.value is not None]
            value = convert(sum((each.value or Decimal(0) for each in said), Decimal(0)), MONEY, ask.unit or MONEY)
            of = tuple(Row("work_record", each.pk) for each in said) or proof(ask, "work_records")
            point = amount_point(overlap, value, of)
            least = len(said) < len(told)
            points.append(point._replace(interval=point.interval._replace(high=None)) if least else point)
    return decide(ask, points, covered, Undeclared("work_records", "", len(rows)))


def _first(spells: Sequence[Spell]) -> list[Spell]:
    """Of each subject the first record alone; they come in order of time."""
    first: dict[Hashable, Spell] = {}
    for spell in spells:
        first.setdefault(spell.subject, spell)
    return list(first.values())


def _so_far(ask: Ask, first: Sequence[Spell], told: Evidence) -> list[Point]:
    """After what is declared, where so many reach the target: there may be more, and fewer say nothing of it.

    Nothing beside figures that were reported."""
    since = max((each.end + DAY for each in told.covered), default=ask.subject.starts)
    if since > ask.at or any(point.date >= since for point in told.points):
        return []
    points = held_points(first, [Period(since, ask.at)])
    enough = ask.memo(("greatest goal", ask.subject.pk), lambda: _greatest_goal(ask))
    return [each._replace(interval=each.interval._replace(high=None)) for each in points if each.nominal >= enough]


def _greatest_goal(ask: Ask) -> Decimal:
    goals = seen(ask, Goal).filter(target=ask.subject.pk).aggregate(most=Max("value"))
    return goals["most"] or Decimal(1)


def _named(ask: Ask) -> list[str]:
    return ask.params.get("item", "").split(";")


def _counted(ask: Ask, name: str, spells: Sequence[Spell]) -> Evidence:
    register = needs_of(name, "")[0]
    covered, asked = until(complete(ask, register), ask.at), periods_asked(ask)
    points = received_points(spells, asked, covered, proof(ask, register[0]))
    told = decide(ask, points, covered)
    reported = [point.period for point in told.points]
    more = [each for each in at_least(spells, asked, covered) if not any(each.period.overlaps(one) for one in reported)]
    return Evidence(tuple(sorted((*told.points, *more), key=lambda each: each.date)), told.covered)
