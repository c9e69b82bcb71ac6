"""What may be done with a batch: upload, decide on a possible duplicate, apply, undo, discard.

Reading, applying and undoing are done by a worker (tasks.py), asked for in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import acting, may
from lianzhang.accounts.models import User
from lianzhang.jobs.api import enqueue
from lianzhang.kernel.registers import ALIKE, Register
from lianzhang.records.api import attachments_of, current_origin, remove_attachment, store_original
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .lifecycle import BATCH
from .models import Batch, BatchState

__all__ = ["apply", "choose", "decide", "discard", "undo", "upload"]

MAX_AGE = timedelta(days=30)  # how long an upload that was never applied stays
DISCARDABLE = BATCH.steps["discard"].sources


@action
def upload(*, register: Register, name: str, content: bytes, by: User) -> Batch:
    """Store an upload and ask for it to be read. The same file of the same person, still waiting, is that batch."""
    active = acting(by)
    if active is None or active.city is None or not may(by, register.permission):
        raise PermissionDenied
    own = Batch.objects.filter(uploaded_by=by, applied_at=None)
    for stale in own.filter(uploaded_at__lt=timezone.now() - MAX_AGE, state__in=DISCARDABLE):
        if may(by, register.permission, stale):  # not what was uploaded from another post
            _throw_away(stale, "超过30天没有导入", by)
    digest = sha256(content).hexdigest()
    same = own.filter(city=active.city, register=register.code, sha256=digest, assignment=active.pk)
    if waiting := same.filter(state__in=BATCH.steps["look_again"].sources).first():
        return _read_again(waiting, by)
    batch = Batch(
        city_id=active.city,
        register=register.code,
        name=name,
        sha256=digest,
        size=len(content),
        uploaded_by=by,
        assignment=active.assignment,
    )
    with create_row(batch, "upload", by=by):
        pass
    store_original(row=batch, name=name, content=content, by=by)
    _ask("exchange.look", batch, by)
    return batch


def _read_again(batch: Batch, by: User) -> Batch:
    """What stands in the register may be another by now."""
    if batch.state == BatchState.READING:
        return batch
    with take_step(batch, "look_again", by=by) as act:
        act.row.refusal = act.row.worksheet = ""
    _ask("exchange.look", batch, by)
    current: Batch = act.row
    return current


def _ask(name: str, batch: Batch, by: User, **more: Any) -> None:
    enqueue(name, key=str(batch.pk), asked_by=str(by), batch=batch.pk, **more)


@action
def choose(*, batch: Batch, worksheet: str, by: User) -> Batch:
    """Say which worksheet of the upload is meant; it is looked at. Raises ValidationError for one that cannot be."""
    with take_step(batch, "choose", by=by) as act:
        if worksheet not in [each.name for each in act.row.sheets if each.readable]:
            raise ValidationError("没有这样的工作表；请重新打开这一页。")
        act.row.worksheet = act.facts["worksheet"] = worksheet
        act.row.refusal = ""
    _ask("exchange.look", batch, by)
    current: Batch = act.row
    return current


@action
def decide(*, batch: Batch, choices: Mapping[int, int | None], by: User) -> Batch:
    """Say of rows in doubt, by number, which row of the register each is (an `answer`), or 0 for a new one.

    None takes a decision back. Raises ValidationError for a row that is in no doubt, or an answer that is not offered.
    """
    with take_step(batch, "decide", by=by) as act:
        current: Batch = act.row
        pages = current.pages.filter(status=ALIKE)
        offered = {line.number: line.answers for page in pages for line in page.lines}
        for number, answer in choices.items():
            if number not in offered or (answer is not None and answer not in offered[number]):
                raise ValidationError(f"第{number}行没有这样的选择；请重新打开这一页。")
            current.decisions.pop(str(number), None)
            if answer is not None:
                current.decisions[str(number)] = answer
        act.facts["rows"] = len(choices)
    return current


@action
def apply(*, batch: Batch, by: User) -> Batch:
    """Ask for the batch to be written. Raises StepRefused while a row has a fault or is in doubt."""
    return _hand_over(batch, "ask_apply", "exchange.apply", by)


@action
def undo(*, batch: Batch, by: User) -> Batch:
    """Ask for everything the batch wrote to be put back."""
    return _hand_over(batch, "ask_undo", "exchange.undo", by)


def _hand_over(batch: Batch, step: str, job: str, by: User) -> Batch:
    active = acting(by)
    if active is None:
        raise PermissionDenied
    with take_step(batch, step, by=by) as act:
        act.row.refusal = ""
    _ask(job, batch, by, user=by.pk, assignment=active.pk, address=current_origin().address)
    current: Batch = act.row
    return current


@action
def discard(*, batch: Batch, by: User) -> None:
    """Throw away an upload that wrote nothing."""
    _throw_away(batch, "删除没有导入的批次", by)


def _throw_away(batch: Batch, reason: str, by: User) -> None:
    with take_step(batch, "discard", by=by) as act:
        for attachment in attachments_of(act.row):
            remove_attachment(attachment=attachment, reason=reason, by=by)


register_workflow(
    Workflow(
        model=Batch,
        lifecycle=BATCH,
        page="batch",
        list_page="exchange",
        related=("assignment",),
        describe=lambda row: row.facts,
    )
)
