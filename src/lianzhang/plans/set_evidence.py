"""Rows of the sets that rooms keep show duties done, where the plan's table names the set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Max

from lianzhang.access.api import visible
from lianzhang.kernel.metrics import Row, Scope

from .duty_evidence import DutyRecord, register_duty_records
from .models import Duty, DutyRecordKind, Plan
from .record_sets import RecordSet, keep_record_set

__all__ = ["register_record_set"]


def register_record_set(told: RecordSet) -> None:
    """Raises ValueError for a code registered twice."""
    keep_record_set(told)
    register_duty_records(f"set {told.code}", partial(_gathered, told), partial(_latest, told), told.model)


def _gathered(told: RecordSet, plan: Plan) -> Iterator[DutyRecord]:
    """A query for each duty that is shown so, counted by day."""
    asked = DutyRecordKind.objects.filter(duty__plan=plan, records=told.code).select_related("duty")
    for each in asked.order_by("pk"):
        paths = list(told.of.items()) if each.duty.each else []
        rows = told.rows(each.item, plan.city_id).annotate(counted_on=told.on_day(), ends_on=told.on_end()).order_by()
        listed = rows.values_list("counted_on", "ends_on", *(path for _, path in paths))
        for on, until, *scopes, count, last in listed.annotate(all=Count("*"), last=Max("pk")):
            of = tuple(Scope(kind, pk) for (kind, _), pk in zip(paths, scopes, strict=True) if pk)
            yield DutyRecord(each.duty_id, on, Row(told.kind, last), count, of, None, told.lasts, until)


def _latest(told: RecordSet, duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    seen = visible(viewer, told.model)
    for each in duty.record_kinds.filter(records=told.code):
        rows = told.rows(each.item, duty.plan.city_id, seen).annotate(counted_on=told.on_day())
        keys = rows.filter(counted_on__lte=at).order_by("-counted_on", "-pk").values_list("pk", flat=True)
        yield from (Row(told.kind, pk) for pk in keys[:most])
