"""Confirmed visits show duties of the plan done: of the duty that their kind names. A promise never does."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.api import DutyRecord, PlanViewpoint, Record, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan
from lianzhang.work.api import declare_evidence

from .models import Visit, VisitState

__all__: list[str] = []


COUNTING = Q(state=VisitState.CONFIRMED)


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """One query, counted in the database."""
    days = Visit.objects.filter(COUNTING, kind__duty__plan=plan).order_by()
    grouped = days.values_list("kind__duty", "date", "chain", "region")
    for duty, on, chain, region, count, last in grouped.annotate(all=Count("*"), last=Max("pk")):
        if duty is not None:
            of = tuple(Scope(kind, pk) for kind, pk in (("chain", chain), ("region", region)) if pk)
            yield DutyRecord(duty, on, Row("visit", last), count, of)


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    seen = visible(viewer, Visit).filter(COUNTING, kind__duty=duty, date__lte=at)
    for pk in seen.order_by("-date", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("visit", pk)


register_duty_records("visits", _gathered, _latest, Visit)


def _facts(row: Visit) -> dict[int, Hashable]:
    if row.state != VisitState.CONFIRMED or row.kind.duty_id is None:
        return {}
    return {row.date.year: (row.kind.duty_id, row.date, row.chain_id, row.region_id)}


declare_evidence(Visit, city=lambda row: row.city_id, facts=_facts)


def _visits(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Visit).filter(pk__in=[row.pk for row in rows])
    related = seen.select_related("kind", "enterprise", "chain", "region", "lead")
    for each in vp.stated.name_all(related, "chain"):
        row = Row("visit", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=str(each),
            when=day(each.date),
            date=each.date,
            scope=str(each.chain or each.region or ""),
            chain=each.chain_id,
            quantity=f"走访：{each.kind}",
            source_text=f"{each.lead}带队",
            note=each.result,
        )


register_records("visit", _visits)
