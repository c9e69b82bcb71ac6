"""Which meetings and records of work count for a target: those that the plan says show a duty done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Q

from lianzhang.kernel.metrics import Ask, Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Cadence, ScopeKind
from lianzhang.reviews.models import Meeting, State
from lianzhang.tasks.models import COUNTS, WorkRecord

from .counting import Spell, received_points
from .registers import chains_asked, city_of, seen

__all__ = ["at_least", "meetings_held", "recorded_works", "sums_saved", "topics_held"]

DAY = timedelta(days=1)


def meetings_held(ask: Ask, duties: Collection[str]) -> list[Spell]:
    """The meetings that show one of `duties` done, each in the period for which it was held, whenever that was."""
    plan = ask.subject.plan_id

    def load() -> list[tuple[Any, ...]]:
        rows = seen(ask, Meeting).filter(plan=plan, state=State.CONFIRMED).order_by("held_on", "pk")
        return list(rows.values_list("pk", "activity", "chain", "starts", "ends", "held_on"))

    def shown() -> set[tuple[str, str]]:
        rules = seen(ask, Cadence).filter(plan=plan, kind=Cadence.Kind.MEETING)
        return set(rules.values_list("duties__code", "activity"))

    rules = ask.memo(("cadences of duties", plan), shown)
    activities = {activity for code, activity in rules if code in duties}
    return [
        Spell(pk, min(max(held_on, starts), ends), None, Row("meeting", pk))
        for pk, activity, chain, starts, ends, held_on in ask.memo(("meetings", plan), load)
        if activity in activities and held_on <= ask.at and _concerns(ask, chain)
    ]


def recorded_works(ask: Ask, duties: Collection[str]) -> list[Spell]:
    """The confirmed records of work that count for one of `duties`, by their dates. One query for the same duties."""
    city, plan, codes = city_of(ask), ask.subject.plan_id, tuple(sorted(duties))

    def load() -> list[tuple[Any, ...]]:
        shown = Q(duty__plan=plan, duty__code__in=codes, duty__work_kinds=F("kind"))
        rows = seen(ask, WorkRecord).filter(COUNTS, shown, city=city)
        return list(rows.order_by("date", "pk").values_list("pk", "chain", "date"))

    return [
        Spell(pk, on, None, Row("work_record", pk))
        for pk, chain, on in ask.memo(("recorded works", city, plan, codes), load)
        if on <= ask.at and _concerns(ask, chain)
    ]


def topics_held(ask: Ask, kinds: Collection[str]) -> list[Spell]:
    """The topics of these kinds of work, each from every day on which a record of it counts. One query."""
    city, plan, codes = city_of(ask), ask.subject.plan_id, tuple(sorted(kinds))

    def load() -> list[tuple[Any, ...]]:
        rows = seen(ask, WorkRecord).filter(COUNTS, city=city, topic__plan=plan, topic__kind__code__in=codes)
        of_its_kind = rows.filter(topic__kind=F("kind")).order_by("date", "pk")
        return list(of_its_kind.values_list("pk", "topic", "chain", "date"))

    return [
        Spell(topic, on, None, Row("work_record", pk))
        for pk, topic, chain, on in ask.memo(("topics held", city, plan, codes), load)
        if on <= ask.at and _concerns(ask, chain)
    ]


class SumSaved(NamedTuple):
    """What a confirmed record says it saved, in 万元; None where it does not know."""

    pk: int
    kind: str
    chain: int | None
    on: date
    value: Decimal | None


def sums_saved(ask: Ask, kinds: Collection[str]) -> list[SumSaved]:
    """Those of these kinds, or of all that are asked for it. One query for a city."""
    city = city_of(ask)

    def load() -> list[SumSaved]:
        rows = seen(ask, WorkRecord).filter(COUNTS, city=city, kind__saves=True).order_by("date", "pk")
        return [SumSaved(*each) for each in rows.values_list("pk", "kind__code", "chain", "date", "saved")]

    return [
        each
        for each in ask.memo(("sums saved", city), load)
        if each.on <= ask.at and (not kinds or each.kind in kinds) and _concerns(ask, each.chain)
    ]


def _concerns(ask: Ask, chain: int | None) -> bool:
    return ask.scope.kind == ScopeKind.CITY or chain in chains_asked(ask)


def at_least(spells: Sequence[Spell], asked: Sequence[Period], covered: Sequence[Period]) -> list[Point]:
    """What is recorded of periods that nobody declares complete: there may be more, and none is no zero."""
    open_ones = [part for each in asked for part in _left_open(each, covered)]
    points = received_points(spells, open_ones, open_ones)
    return [point._replace(interval=point.interval._replace(high=None)) for point in points if point.rows]


def _left_open(period: Period, covered: Sequence[Period]) -> Iterator[Period]:
    """What of a period lies in none of the stretches that are covered."""
    start = period.start
    for stretch in sorted(each for each in covered if each.overlaps(period)):
        if start < stretch.start:
            yield Period(start, stretch.start - DAY)
        start = max(start, stretch.end + DAY)
    if start <= period.end:
        yield Period(start, period.end)
