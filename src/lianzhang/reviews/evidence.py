"""Meetings show duties of the plan done: a period of which every chain was reviewed in time, and no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import (
    Asked,
    DutyRecord,
    PlanViewpoint,
    Record,
    address,
    register_duty_records,
    register_records,
)
from lianzhang.plans.models import Duty, Plan
from lianzhang.work.api import declare_evidence

from .models import Meeting, State
from .periods import asked_for, rules_of

__all__: list[str] = []

Held = tuple[int, int | None, date]


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """Only what minutes confirm, and only in time: one that was late shows nothing of the next period either."""
    held: defaultdict[tuple[str, date], list[Held]] = defaultdict(list)
    confirmed = Meeting.objects.filter(plan=plan, state=State.CONFIRMED).order_by("pk")
    for pk, chain, activity, starts, held_on, limit in confirmed.values_list(
        "pk", "chain", "activity", "starts", "held_on", "limit"
    ):
        if held_on is not None and held_on <= limit:
            held[activity, starts].append((pk, chain, held_on))
    if not held:
        return
    chains = set(plan.chains.values_list("pk", flat=True))
    for of_chains, wanted in ((True, chains), (False, {None})):
        for rules in rules_of(plan, of_chains=of_chains):
            for each in asked_for(rules, plan, plan.starts, min(timezone.localdate(), plan.ends)):
                yield from _of_period(each, held.get((each.rule.activity, each.period.start), []), wanted)


def _of_period(asked: Asked, meetings: Iterable[Held], wanted: Iterable[int | None]) -> Iterator[DutyRecord]:
    """Known from the day on which the last of them was held."""
    days: defaultdict[int | None, list[tuple[date, int]]] = defaultdict(list)
    for pk, chain, held_on in meetings:
        days[chain].append((held_on, pk))
    if any(len(days[chain]) < asked.rule.at_least for chain in wanted):
        return
    told = max(held_on for chain in wanted for held_on, _ in days[chain])
    for duty in asked.rule.duties.values_list("pk", flat=True):
        for chain in wanted:
            for held_on, pk in days[chain]:
                yield DutyRecord(duty, min(held_on, asked.period.end), Row("meeting", pk), told=told)


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> list[Row]:
    known = (each for each in _gathered(duty.plan) if each.duty == duty.pk and each.date <= at)
    days = {each.row.pk: each.date for each in known if not each.told or each.told <= at}
    keys = visible(viewer, Meeting).filter(pk__in=list(days)).values_list("pk", flat=True)
    return [Row("meeting", pk) for pk in sorted(keys, key=lambda pk: (days[pk], pk), reverse=True)[:most]]


register_duty_records("reviews", _gathered, _latest, Meeting)


def _facts(row: Meeting) -> dict[int, Hashable]:
    if row.state != State.CONFIRMED or row.held_on is None:
        return {}
    return {row.ends.year: (row.chain_id, row.activity, row.starts, row.held_on, row.limit)}


declare_evidence(Meeting, city=lambda row: row.city_id, facts=_facts)


# --- told on the duty's page
def _records(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Meeting).filter(pk__in=[row.pk for row in rows]).select_related("chain", "city", "chair")
    for each in seen:
        row = Row("meeting", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=str(each),
            when=day(each.day),
            date=each.day,
            scope=str(each.chain or each.city),
            chain=each.chain_id,
            quantity=f"{each.word}会议",
            note=f"{each.chair}主持，纪要已确认",
        )


register_records("meeting", _records)
