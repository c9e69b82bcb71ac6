"""Records of work and closed tasks show duties of the plan done. What a unit says of its progress never does."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.api import DutyRecord, PlanViewpoint, Record, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan, WorkKind
from lianzhang.registry.api import joined
from lianzhang.work.api import declare_evidence

from .models import COUNTS, RecordState, Task, TaskState, WorkRecord

__all__: list[str] = []


CLOSED = Q(state=TaskState.CLOSED, done_on__isnull=False)
OF = ("chain", "region", "organization", "region", "park")


def _speaks_of(unit: str) -> tuple[str, ...]:
    """The chain and area that a row names, then the body that did it."""
    return ("chain", "region", f"{unit}__organization", f"{unit}__region", f"{unit}__park")


def _scopes(pks: Iterable[int | None]) -> tuple[Scope, ...]:
    return tuple(Scope(kind, pk) for kind, pk in zip(OF, pks, strict=False) if pk)


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """Counted in the database, by day; by chain, place and unit only where each of several must do the duty."""
    duties = list(plan.duties.values_list("pk", "each"))
    yield from _counted([pk for pk, each in duties if not each], (), ())
    yield from _counted([pk for pk, each in duties if each], _speaks_of("unit"), _speaks_of("lead"))


def _counted(duties: list[int], record_of: tuple[str, ...], task_of: tuple[str, ...]) -> Iterator[DutyRecord]:
    """Three queries. A record counts as long as the plan says that its kind shows the duty done."""
    shown = set(WorkKind.duties.through.objects.filter(duty__in=duties).values_list("duty", "workkind"))
    rows = WorkRecord.objects.filter(COUNTS, duty__in=duties).order_by()
    for duty, kind, on, *of, count, last in _by_day(rows, "duty", "kind", "date", *record_of):
        if (duty, kind) in shown:
            yield DutyRecord(duty, on, Row("work_record", last), count, _scopes(of))
    closed = Task.objects.filter(CLOSED, duty__in=duties).order_by()
    for duty, on, *of, count, last in _by_day(closed, "duty", "done_on", *task_of):
        yield DutyRecord(duty, on, Row("task", last), count, _scopes(of))


def _by_day(rows: QuerySet[Any], *fields: str) -> QuerySet[Any, Any]:
    return rows.values_list(*fields).annotate(all=Count("*"), last=Max("pk"))


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    records = visible(viewer, WorkRecord).filter(COUNTS, duty=duty, kind__in=duty.work_kinds.all(), date__lte=at)
    for pk in records.order_by("-date", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("work_record", pk)
    closed = visible(viewer, Task).filter(CLOSED, duty=duty, done_on__lte=at)
    for pk in closed.order_by("-done_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("task", pk)


register_duty_records("tasks", _gathered, _latest, WorkRecord, Task)


# --- kept evaluations follow
def _record(row: WorkRecord) -> dict[int, Hashable]:
    counts = row.duty_id is not None or row.topic_id is not None or row.kind.saves
    if row.state != RecordState.CONFIRMED or row.attended == 0 or not counts:
        return {}
    of = (row.chain_id, row.region_id, row.unit_id, row.saved)
    return {row.date.year: (row.duty_id, row.kind_id, row.topic_id, row.date, *of)}


def _task(row: Task) -> dict[int, Hashable]:
    if row.state != TaskState.CLOSED or row.duty_id is None or row.done_on is None:
        return {}
    return {row.done_on.year: (row.duty_id, row.done_on, row.chain_id, row.region_id, row.lead_id)}


declare_evidence(WorkRecord, city=lambda row: row.city_id, facts=_record)
declare_evidence(Task, city=lambda row: row.city_id, facts=_task)


# --- told on the duty's page
def _records(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, WorkRecord).filter(pk__in=[row.pk for row in rows])
    for each in vp.stated.name_all(seen.select_related("kind", "chain", "region", *joined("unit")), "chain"):
        row = Row("work_record", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=each.title,
            when=day(each.date),
            date=each.date,
            scope=str(each.chain or each.region or each.unit or ""),
            chain=each.chain_id,
            quantity=f"工作记录：{each.kind}",
            source_text=each.source,
            note=each.result,
        )


def _tasks(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Task).filter(pk__in=[row.pk for row in rows])
    for each in vp.stated.name_all(seen.select_related("chain", "region", *joined("lead")), "chain"):
        row = Row("task", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=each.title,
            when=day(each.done_on) if each.done_on else "",
            date=each.done_on,
            scope=str(each.chain or each.lead),
            chain=each.chain_id,
            quantity="办结的任务",
            note=each.report,
        )


register_records("work_record", _records)
register_records("task", _tasks)
