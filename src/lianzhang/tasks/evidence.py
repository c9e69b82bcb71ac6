"""Records of work and closed tasks show duties of the plan done. What a unit says of its progress never does."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from django.db.models import F, Q

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.api import DutyRecord, PlanViewpoint, Record, address, register_duty_records, register_records
from lianzhang.plans.models import Plan
from lianzhang.registry.api import joined
from lianzhang.work.api import declare_evidence

from .models import RecordState, Task, TaskState, WorkRecord

__all__: list[str] = []


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """Two queries. A record counts as long as the plan says that its kind shows the duty done."""
    counting = Q(state=RecordState.CONFIRMED, duty__plan=plan, kind__duties=F("duty"))
    records = WorkRecord.objects.filter(counting).order_by("pk")
    for pk, duty, on, *of in records.values_list("pk", "duty", "date", *_speaks_of("unit")):
        yield DutyRecord(duty, on, Row("work_record", pk), _scopes(of))
    closed = Task.objects.filter(state=TaskState.CLOSED, duty__plan=plan).order_by("pk")
    for pk, duty, done_on, *of in closed.values_list("pk", "duty", "done_on", *_speaks_of("lead")):
        if done_on is not None:
            yield DutyRecord(duty, done_on, Row("task", pk), _scopes(of))


OF = ("chain", "region", "organization", "region", "park")


def _speaks_of(unit: str) -> tuple[str, ...]:
    """The chain and area that a row names, then the body that did it."""
    return ("chain", "region", f"{unit}__organization", f"{unit}__region", f"{unit}__park")


def _scopes(pks: Iterable[int | None]) -> tuple[Scope, ...]:
    return tuple(Scope(kind, pk) for kind, pk in zip(OF, pks, strict=True) if pk)


register_duty_records("tasks", _gathered)


# --- kept evaluations follow
def _record(row: WorkRecord) -> dict[int, Hashable]:
    if row.state != RecordState.CONFIRMED or row.duty_id is None:
        return {}
    return {row.date.year: (row.duty_id, row.kind_id, row.date, row.chain_id, row.region_id, row.unit_id)}


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
