"""What may be done with a record of work: entered, handed in, confirmed by another, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from lianzhang.access.api import acting, units_of, visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, WorkKind, WorkTopic
from lianzhang.records.api import BYTES_ALLOWED, add_attachment
from lianzhang.registry.api import Body, unit_of
from lianzhang.registry.models import Chain, Region, ResponsibleUnit
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .dates import next_due
from .history import RECORD_HISTORY
from .lifecycle import WORK_RECORD
from .models import OPEN, Task, WorkRecord

__all__ = ["RECORD_VERBS", "edit_record", "enter_record"]

# What somebody writes about a piece of work.
Said = dict[str, Any]


@action
def enter_record(
    *, city: Region, by: User, paper: File[bytes] | None = None, submit_now: bool = False, **said: Any
) -> WorkRecord:
    """Enter a record of work, with its paper, and hand it in at once where that is wanted."""
    row = WorkRecord(city=city, entered_by=by)
    with create_row(row, "enter", by=by):
        _write(row, by, **said)
    if paper is not None:
        try:
            add_attachment(row=row, name=paper.name or "", content=paper.read(BYTES_ALLOWED + 1), by=by)
        except ValidationError as refused:
            raise ValidationError({"paper": refused.messages[0]}) from None
    return submit(row=row, version=row.version, by=by) if submit_now else row


@action
def edit_record(*, row: WorkRecord, version: int, by: User, **said: Any) -> WorkRecord:
    with take_step(row, "edit", by=by, version=version) as act:
        _write(act.row, by, **said)
    return act.row


def _write(
    row: WorkRecord,
    by: User,
    *,
    kind: WorkKind,
    title: str,
    result: str,
    date: date,
    topic: WorkTopic | None = None,
    unit: Body | None = None,
    chain: Chain | None = None,
    region: Region | None = None,
    duty: Duty | None = None,
    task: Task | None = None,
    source: str = "",
    saved: Decimal | None = None,
    saved_firms: int | None = None,
) -> None:
    row.saved, row.saved_firms = saved, saved_firms
    row.kind, row.title, row.result, row.date = kind, title.strip(), result.strip(), date
    row.unit, row.chain, row.region = unit_of(unit) if unit else None, chain, region
    row.duty, row.task, row.source = duty or _only_duty(kind, task), task, source.strip()
    row.topic = topic
    row.attended = row.count_attendees()
    _refuse(row, by)


def _only_duty(kind: WorkKind, task: Task | None) -> Duty | None:
    """That of the task, where records of the kind show it done; else that of the kind, where it is the only one."""
    duties = list(kind.duties.all()[:50])
    asked = task.duty if task else None
    if asked in duties:
        return asked
    return duties[0] if len(duties) == 1 else None


def _refuse(row: WorkRecord, by: User) -> None:
    errors = {}
    if row.date > timezone.localdate():
        errors["date"] = "日期在今天以后；做过了再登记。"
    if row.duty and not row.kind.duties.filter(pk=row.duty.pk).exists():
        errors["duty"] = f"“{row.kind}”的记录不算这项任务的；请另选，或留空。"
    if row.topic and row.topic.kind_id != row.kind.pk:
        errors["topic"] = f"“{row.topic}”不是“{row.kind}”的专题；请另选，或留空。"
    if row.attended and not row.kind.topics.exists():
        errors["kind"] = f"已经记了{row.attended}人到场，“{row.kind}”不记名单；请先清空名单，或换回原来的类别。"
    if not row.kind.saves and (row.saved is not None or row.saved_firms is not None):
        errors["saved"] = f"“{row.kind}”的记录不记节约金额；请留空，或换一个类别。"
    if row.unit and not _may_speak_for(row.unit, by):
        errors["unit"] = f"您现在的岗位不代表“{row.unit}”；请选本单位。"
    if row.task and (row.task.state not in OPEN or not visible(by, Task).filter(pk=row.task.pk).exists()):
        errors["task"] = "这件任务已办结、取消，或不在您能看的范围；请另选，或留空。"
    if not (row.unit or row.chain or row.region):
        errors["chain"] = "请写明是哪个单位、哪条产业链或哪个区域的工作。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["post", "authors"])


def _may_speak_for(unit: ResponsibleUnit, by: User) -> bool:
    active = acting(by)
    if active is None or active.role.acts_for == "city":
        return active is not None
    return units_of(active).filter(pk=unit.pk).exists()


@action
def submit(*, row: WorkRecord, version: int, by: User) -> WorkRecord:
    with take_step(row, "submit", by=by, version=version) as act:
        act.row.decided_by = act.row.decided_at = None
        act.row.reason = ""
    return act.row


@action
def confirm(*, row: WorkRecord, version: int, by: User) -> WorkRecord:
    """Let it count."""
    with take_step(row, "confirm", by=by, version=version) as act:
        act.row.decided_by, act.row.decided_at = by, timezone.now()
    _tell_task(act.row)
    return act.row


@action
def give_back(*, row: WorkRecord, version: int, reason: str, by: User) -> WorkRecord:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.decided_by, act.row.decided_at = by, timezone.now()
        act.row.reason = reason.strip()
    _tell_task(act.row)
    return act.row


@action
def withdraw(*, row: WorkRecord, version: int, reason: str, by: User) -> WorkRecord:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    _tell_task(act.row)
    return act.row


def _tell_task(row: WorkRecord) -> None:
    """A task with a cadence is due by what its confirmed records leave open."""
    if row.task_id is None:
        return
    task = Task.objects.select_for_update(no_key=True).get(pk=row.task_id)
    if task.cadence and task.state in OPEN:
        task.due = next_due(task)
        task.save(update_fields=["due"])


RECORD_VERBS: dict[str, Callable[..., WorkRecord]] = {
    "submit": submit,
    "confirm": confirm,
    "return": give_back,
    "withdraw": withdraw,
}


def _facts(row: WorkRecord) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in RECORD_HISTORY.fields}
    return {name: "" if value is None else str(value) for name, value in told.items()}


RELATED = (
    *("city", "kind", "topic", "duty__plan", "task", "chain", "region", "post", "entered_by", "decided_by"),
    *("unit__organization", "unit__region", "unit__park"),
)

register_workflow(
    Workflow(
        model=WorkRecord,
        lifecycle=WORK_RECORD,
        page="work_record",
        list_page="work_records",
        verbs=RECORD_VERBS,
        related=RELATED,
        describe=_facts,
        texts=lambda row: {"做了什么": row.title, "有什么结果": row.result},
        history=RECORD_HISTORY,
    )
)
