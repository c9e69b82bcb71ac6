"""What may be done with a batch: upload, decide on a possible duplicate, apply, undo, discard.

Reading, applying and undoing are done by a worker (work.py), asked for in the same transaction."""

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
from lianzhang.kernel.registers import ALIKE, FAULT, Register, register_of
from lianzhang.records.api import attachments_of, remove_attachment, store_original
from lianzhang.work.api import action

from .applying import undecided
from .models import Batch, BatchState

__all__ = ["apply", "decide", "discard", "undo", "upload"]

MAX_AGE = timedelta(days=30)  # how long an upload that was never applied stays
THROWN_AWAY = (BatchState.CHECKED, BatchState.REFUSED)


@action
def upload(*, register: Register, name: str, content: bytes, by: User) -> Batch:
    """Store an upload and ask for it to be read. The same file of the same person, still waiting, is that batch."""
    active = acting(by)
    if active is None or active.city is None or not may(by, register.permission):
        raise PermissionDenied
    own = Batch.objects.filter(uploaded_by=by, applied_at=None)
    for stale in own.filter(uploaded_at__lt=timezone.now() - MAX_AGE, state__in=THROWN_AWAY):
        _throw_away(stale, "超过30天没有导入", by)
    digest = sha256(content).hexdigest()
    same = own.filter(city=active.city, register=register.code, sha256=digest, assignment=active.pk)
    if waiting := same.filter(state__in=(BatchState.READING, BatchState.CHECKED)).first():
        return _read_again(waiting)
    batch = Batch.objects.create(
        city_id=active.city,
        register=register.code,
        name=name,
        sha256=digest,
        size=len(content),
        uploaded_by=by,
        assignment=active.assignment,
    )
    store_original(row=batch, name=name, content=content, by=by)
    _ask("exchange.look", batch, by)
    return batch


def _read_again(batch: Batch) -> Batch:
    """What stands in the register may be another by now."""
    if batch.state != BatchState.READING:
        batch.state, batch.refusal = BatchState.READING, ""
        batch.save(update_fields=["state", "refusal"])
        _ask("exchange.look", batch, batch.uploaded_by)
    return batch


def _ask(name: str, batch: Batch, by: User, **more: Any) -> None:
    enqueue(name, key=str(batch.pk), asked_by=str(by), batch=batch.pk, **more)


def _locked(batch: Batch, by: User, state: BatchState) -> Batch:
    """The batch as it is now. Raises ValidationError when it is not in `state`, PermissionDenied out of reach."""
    current = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not may(by, register_of(current.register).permission, current):
        raise PermissionDenied
    if current.state != state:
        raise ValidationError(f"这一批现在是“{current.get_state_display()}”；请看现在的情况再办。")
    return current


@action
def decide(*, batch: Batch, choices: Mapping[int, int | None], by: User) -> Batch:
    """Say of possible duplicates, by row number, which row of the register each is (its key), or 0 for none of them.

    None takes a decision back. Raises ValidationError for a row that is in no doubt, or a key that is not offered.
    """
    current = _locked(batch, by, BatchState.CHECKED)
    offered = {
        line.number: {each.key for each in line.alike}
        for page in current.pages.filter(status=ALIKE)
        for line in page.lines
    }
    for number, key in choices.items():
        if number not in offered or (key and key not in offered[number]):
            raise ValidationError(f"第{number}行没有这样的选择；请重新打开这一页。")
        current.decisions.pop(str(number), None)
        if key is not None:
            current.decisions[str(number)] = key
    current.save(update_fields=["decisions"])
    return current


@action
def apply(*, batch: Batch, by: User) -> Batch:
    """Ask for the batch to be written. Raises ValidationError while a row has a fault or is in doubt."""
    current = _locked(batch, by, BatchState.CHECKED)
    if current.counts.get(FAULT):
        raise ValidationError("表里还有错，没有导入；请改好后重新上传。")
    if left := undecided(current):
        raise ValidationError(f"还有{left}行可能重复，没有判断；请先判断是不是同一家。")
    return _hand_over("exchange.apply", current, BatchState.APPLYING, by)


@action
def undo(*, batch: Batch, by: User) -> Batch:
    """Ask for everything the batch wrote to be put back."""
    return _hand_over("exchange.undo", _locked(batch, by, BatchState.APPLIED), BatchState.UNDOING, by)


def _hand_over(job: str, batch: Batch, state: BatchState, by: User) -> Batch:
    active = acting(by)
    if active is None:
        raise PermissionDenied
    batch.state, batch.refusal = state, ""
    batch.save(update_fields=["state", "refusal"])
    _ask(job, batch, by, user=by.pk, assignment=active.pk)
    return batch


@action
def discard(*, batch: Batch, by: User) -> None:
    """Throw away an upload that wrote nothing."""
    current = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not may(by, register_of(current.register).permission, current):
        raise PermissionDenied
    if current.state not in THROWN_AWAY:
        raise ValidationError(f"这一批现在是“{current.get_state_display()}”，不能删除。")
    _throw_away(current, "删除没有导入的批次", by)


def _throw_away(batch: Batch, reason: str, by: User) -> None:
    for attachment in attachments_of(batch):
        remove_attachment(attachment=attachment, reason=reason, by=by)
    batch.delete()
