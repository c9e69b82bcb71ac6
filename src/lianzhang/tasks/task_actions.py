"""What may be done with a task. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max, Model
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, Target
from lianzhang.records.api import BYTES_ALLOWED, add_attachment
from lianzhang.records.models import Attachment
from lianzhang.registry.api import Body
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import Workflow, action, create_row, link, register_workflow, take_step

from .changing_actions import CHANGING, existing_unit
from .dates import next_due
from .history import TASK_HISTORY
from .lifecycle import TASK
from .models import Pace, Progress, Task
from .needs import shown_by_now

__all__ = ["VERBS", "start_task"]

OUT_OF_REACH = "这件任务不归您现在的岗位交办：请选您负责的产业链，或请{able}交办。"


@action
def start_task(
    *,
    city: Region,
    title: str,
    text: str,
    proof: str,
    lead: Body,
    deadline: date,
    by: User,
    helpers: list[Body] | None = None,
    source: Model | None = None,
    duty: Duty | None = None,
    target: Target | None = None,
    chain: Chain | None = None,
    region: Region | None = None,
    cadence: str = "",
    resolved: bool = False,
) -> Task:
    """Assign a task to a unit. `source`: the row of another room that led to it, linked with it.

    `resolved`: a meeting decided so, and whoever confirms that assigns it, whatever he reaches otherwise."""
    subject = {"duty": duty, "target": target, "chain": chain, "region": region}
    row = Task(city=city, assigned_by=by, assigned_at=timezone.now(), cadence=cadence, **subject)
    name, refusal = ("resolve", None) if resolved else ("assign", OUT_OF_REACH)
    with create_row(row, name, by=by, out_of_reach=refusal) as act:
        row.title, row.text, row.proof = title.strip(), text.strip(), proof.strip()
        row.lead = existing_unit(lead, "lead")
        row.deadline = row.first_deadline = deadline
        row.number = _next_number(city, row.assigned_at.year)
        row.last_act_at = row.assigned_at
        _refuse(row)
        act.facts["helpers"] = "、".join(map(str, helpers or []))
    row.helpers.set([existing_unit(each, "helpers") for each in helpers or [] if each != lead])
    if source is not None:
        link(source, row, by=by)
    return row


def _refuse(row: Task) -> None:
    errors = {}
    for name, message in (
        ("title", "请用一句话写要办成什么。"),
        ("text", "请写清楚要做什么。"),
        ("proof", "请写怎么算办成：看什么文件、什么结果。"),
    ):
        if not getattr(row, name):
            errors[name] = message
    if row.deadline < timezone.localdate():
        errors["deadline"] = "期限已经过了；请写今天或以后的日期。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["number", "due", "post", "authors"])


def _next_number(city: Region, year: int) -> str:
    """One more than the year's last; who assigns another in the city meanwhile waits."""
    Region.objects.select_for_update(no_key=True).get(pk=city.pk)
    last = Task.objects.filter(city=city, number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:05d}"


@action
def take_up(*, row: Task, version: int, by: User) -> Task:
    with take_step(row, "take_up", by=by, version=version) as act:
        act.row.taken_up_at = act.row.acted()
    return act.row


@action
def note(
    *, row: Task, version: int, on: date, pace: str, text: str, by: User, paper: File[bytes] | None = None
) -> Task:
    """Say how it goes. That it goes well needs a paper; nothing said here shows it done."""
    with take_step(row, "note", by=by, version=version, on=on, pace=pace, text=text, paper=paper) as act:
        task = act.row
        if not timezone.localtime(task.assigned_at).date() <= on <= timezone.localdate():
            raise ValidationError({"on": "进展的日期要在交办以后、今天以前。"})
        if pace == Pace.ON_COURSE and paper is None:
            raise ValidationError({"paper": "写“按进度”要附凭据；没有凭据的请选“滞后”或“有困难”，写清差什么。"})
        said = Progress.objects.create(task=task, on=on, pace=pace, text=text.strip(), by=by, at=task.acted())
        if paper is not None:
            said.paper = _attach(said, paper, by)
            said.save(update_fields=["paper"])
        if task.pace_on is None or on >= task.pace_on:
            task.pace, task.pace_on = pace, on
    return task


def _attach(row: Model, paper: File[bytes], by: User) -> Attachment:
    """What is too large is not read into memory only to be refused."""
    try:
        return add_attachment(row=row, name=paper.name or "", content=paper.read(BYTES_ALLOWED + 1), by=by)
    except ValidationError as refused:
        raise ValidationError({"paper": refused.messages[0]}) from None


@action
def report(*, row: Task, version: int, done_on: date, report: str, by: User, paper: File[bytes] | None = None) -> Task:
    """Say that it is done, with what shows it."""
    with take_step(row, "report", by=by, version=version, done_on=done_on, report=report, paper=paper) as act:
        task = act.row
        if not timezone.localtime(task.assigned_at).date() <= done_on <= timezone.localdate():
            raise ValidationError({"done_on": "办成的日期要在交办以后、今天以前。"})
        if paper is not None:
            _attach(task, paper, by)
        if not shown_by_now(task):
            raise ValidationError({"paper": "没有凭据不能报办结：请附文件或照片，或先为这件任务登记工作记录并提交。"})
        task.done_on, task.report = done_on, report.strip()
        task.reported_on, task.reported_by = timezone.localdate(), by
        task.asked_deadline, task.asked_title, task.asked_proof = None, "", ""
        task.acted()
    return task


@action
def verify(*, row: Task, version: int, verification: str, by: User) -> Task:
    with take_step(row, "verify", by=by, version=version, out_of_reach=None, verification=verification) as act:
        act.row.verification = verification.strip()
        act.row.verified_at = act.row.acted()
    return act.row


@action
def reject(*, row: Task, version: int, reason: str, by: User) -> Task:
    with take_step(row, "reject", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.rejected = reason.strip(), act.row.rejected + 1
        act.row.done_on = act.row.reported_on = None
        act.row.acted()
    return act.row


@action
def cancel(*, row: Task, version: int, reason: str, by: User) -> Task:
    with take_step(row, "cancel", by=by, version=version, out_of_reach=None, reason=reason) as act:
        act.row.reason, act.row.asked_deadline = reason.strip(), None
        act.row.asked_title = act.row.asked_proof = ""
        act.row.acted()
    return act.row


VERBS = {each.__name__: each for each in (take_up, note, report, verify, reject, cancel)} | CHANGING


def _facts(row: Task) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    return {
        "title": row.title,
        "lead": str(row.lead),
        "deadline": str(row.deadline),
        "proof": row.proof,
        "done_on": str(row.done_on or ""),
        "report": row.report,
        "verification": row.verification,
    }


def _tell_when_due(row: Task) -> None:
    row.due = next_due(row)


RELATED = (
    *("city", "duty__plan", "target", "chain", "region", "post", "assigned_by", "reported_by"),
    *("lead__organization", "lead__region", "lead__park"),
)

register_workflow(
    Workflow(
        model=Task,
        lifecycle=TASK,
        page="task",
        list_page="tasks",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        history=TASK_HISTORY,
        prepare=_tell_when_due,
    )
)
