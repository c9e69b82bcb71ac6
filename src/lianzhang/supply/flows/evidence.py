"""Reports of material flows that were checked show duties of the plan done: the duty that their material names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import NONE, number, span
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import DutyRecord, Record, Viewpoint, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.work.api import declare_evidence

__all__: list[str] = []

KIND = "material_flow"
CHECKED = Q(state=FlowState.CHECKED)


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """One query, counted in the database."""
    days = MaterialFlow.objects.filter(CHECKED, material__duty__plan=plan).order_by()
    grouped = days.values_list("material__duty", "period_end")
    for duty, on, count, last in grouped.annotate(all=Count("*"), last=Max("pk")):
        if duty is not None:
            yield DutyRecord(duty, on, Row(KIND, last), count)


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    seen = visible(viewer, MaterialFlow).filter(CHECKED, material__duty=duty, period_end__lte=at)
    for pk in seen.order_by("-period_end", "-pk").values_list("pk", flat=True)[:most]:
        yield Row(KIND, pk)


register_duty_records("flows", _gathered, _latest, MaterialFlow)


def _facts(row: MaterialFlow) -> dict[int, Hashable]:
    if row.state != FlowState.CHECKED or row.material.duty_id is None:
        return {}
    return {row.period_end.year: (row.material.duty_id, row.period_end)}


declare_evidence(MaterialFlow, city=lambda row: row.city_id, facts=_facts)


def _records(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    seen = visible(vp.user, MaterialFlow).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("material", "enterprise"):
        row = Row(KIND, each.pk)
        made = NONE if each.product is None else f"{number(each.product)}{each.material.unit}"
        yield Record(
            row=row,
            href=address(row),
            what=made,
            when=span(each.period_start, each.period_end),
            date=each.period_end,
            scope=f"{each.enterprise}{each.site}",
            chain=None,
            quantity=f"{each.material}综合利用量",
            source_text=each.source,
            note=each.get_state_display(),
        )


register_records(KIND, _records)
