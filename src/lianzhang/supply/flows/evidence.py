"""Reports of material flows that were checked show duties of the plan done: the duty that their material names.

What targets are judged by is made of them as well (registers/flow_metrics.py), and told of no single firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import NONE, number, span
from lianzhang.kernel.metrics import Row, declare_withholding
from lianzhang.plans.api import DutyRecord, Record, Viewpoint, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.work.api import declare_evidence

from .rules import QUANTITIES

__all__: list[str] = []

KIND = "material_flow"
CHECKED = Q(state=FlowState.CHECKED)
FEW = 3  # firms: what fewer come to tells of one of them


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
    """What duties and metrics read: which report of which site, and all its quantities; one that nobody checked leaves
    its year open."""
    told = tuple(getattr(row, name) for name in QUANTITIES) if row.state == FlowState.CHECKED else None
    return {row.period_end.year: (row.material_id, row.enterprise_id, row.site, row.period_start, row.period_end, told)}


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


def _unsafe(city: int, rows: Collection[Row]) -> set[Row]:
    """Those of a material and a year of which fewer than FEW firms tell. One query."""
    firms: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    keys: dict[int, tuple[str, int]] = {}
    told = MaterialFlow.objects.filter(city=city, pk__in=[row.pk for row in rows])
    for pk, code, end, firm in told.values_list("pk", "material__code", "period_end", "enterprise"):
        keys[pk] = code, end.year
        firms[keys[pk]].add(firm)
    return {row for row in rows if row.pk not in keys or len(firms[keys[row.pk]]) < FEW}


register_records(KIND, _records)
declare_withholding(KIND, _unsafe)
