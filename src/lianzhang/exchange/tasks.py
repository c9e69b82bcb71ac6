"""What the worker does with batches. Each reads and reckons before its transaction, and then writes quickly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.jobs.tasks import job
from lianzhang.kernel.bulk import update_statistics
from lianzhang.kernel.registers import ALIKE, CHANGED, FAULT, NEW, RegisterImporter, register_of
from lianzhang.work.api import log_event

from .applying import ROWS_NAMED, in_the_way, undo_pages, write_pages
from .diff import AssignmentEnded, BatchDiff, actor, diff_batch
from .models import Batch, BatchPage, BatchState
from .progress import Reporter, clear, report

PAGES_AT_ONCE = 50
MANY = 1_000  # new rows after which what the database knows of its tables is out of date
MOVED = "名录在您核对之后有人改动过，已照现在的名录重新核对；请再看一遍后导入。"
TAKEN = "名录里刚登记了同样的统一社会信用代码或同样的记录，一行也没有写；请重新核对。"


class Overtaken(Exception):
    """Somebody wrote into the register since; the work is tried again, and prepared anew."""


# --- reading
def _looked(*, batch: int) -> BatchDiff | None:
    row = Batch.objects.filter(pk=batch, state=BatchState.READING).first()
    if row is None:
        return None
    report(batch, "正在读表")
    try:
        return diff_batch(row, actor(row.uploaded_by_id, row.assignment_id, register_of(row.register)))
    except AssignmentEnded as gone:
        return BatchDiff("", refusal=str(gone))


@job("exchange.look", title="核对导入的表格", prepare=_looked)
def looked_at(*, batch: int, prepared: BatchDiff | None) -> None:
    row = Batch.objects.select_for_update(of=("self",)).filter(pk=batch, state=BatchState.READING).first()
    if row and prepared:
        _save_diff(row, prepared)
        row.state = BatchState.REFUSED if prepared.refusal else BatchState.CHECKED
        row.refusal = prepared.refusal[:1000]
        row.save()
    clear(batch)


def _save_diff(row: Batch, diff: BatchDiff) -> None:
    """The pages of this look instead of those before it; decisions on lines that are still in doubt stay."""
    row.pages.all().delete()
    BatchPage.objects.bulk_create(diff.pages, batch_size=PAGES_AT_ONCE)
    doubts = {
        (str(line.number), key)
        for page in diff.pages
        if page.status == ALIKE
        for line in page.lines
        for key in (0, *(each.key for each in line.alike))
    }
    row.decisions = {number: key for number, key in row.decisions.items() if (number, key) in doubts}
    row.counts, row.notes = dict(diff.counts), diff.notes
    row.revision, row.digest = diff.revision, diff.digest


# --- applying
@dataclass
class Ready:
    """The actor and the register's importer, ready to write; or what a new diff found, where it is another."""

    by: User
    revision: str
    importer: RegisterImporter
    moved: BatchDiff | None = None


def _ready_to_apply(*, batch: int, user: int, assignment: int) -> Ready | str | None:
    row = Batch.objects.filter(pk=batch, state=BatchState.APPLYING).first()
    if row is None:
        return None
    register = register_of(row.register)
    try:
        by = actor(user, assignment, register)
    except AssignmentEnded as gone:
        return str(gone)
    revision, moved = register.revision(row.city_id), None
    if revision != row.revision:
        diff = diff_batch(row, by)
        revision = diff.revision
        moved = diff if diff.digest != row.digest or diff.counts[FAULT] else None
    return Ready(by, revision, register.open(row.city_id, by), moved)


@job("exchange.apply", title="导入一批", prepare=_ready_to_apply)
def apply_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None) -> None:  # noqa: ARG001
    row = Batch.objects.select_for_update(of=("self",)).filter(pk=batch, state=BatchState.APPLYING).first()
    if row and prepared:
        _apply(row, prepared)
        row.save()
    clear(batch)


def _apply(row: Batch, ready: Ready | str) -> None:
    row.state = BatchState.CHECKED
    if isinstance(ready, str):
        row.refusal = ready
        return
    if ready.moved:
        _save_diff(row, ready.moved)
        row.refusal = MOVED
        return
    _wait_for_register(row, ready.revision)
    try:
        with transaction.atomic():
            _write(row, ready)
    except ValidationError as refused:
        row.refusal = " ".join(refused.messages)[:1000]
    except IntegrityError:
        row.refusal = TAKEN
    else:
        row.state, row.applied_by, row.applied_at = BatchState.APPLIED, ready.by, timezone.now()


def _wait_for_register(row: Batch, revision: str) -> None:
    """From here on nobody else writes into the city's registers. Raises Overtaken where somebody did."""
    register = register_of(row.register)
    now = register.revision(row.city_id)
    register.touch(row.city_id)
    if now != revision:
        raise Overtaken


def _write(row: Batch, ready: Ready) -> None:
    total = sum(row.counts.get(status, 0) for status in (NEW, CHANGED, ALIKE))
    written = write_pages(row, ready.importer, Reporter(row.pk, "正在写入", total))
    if row.counts.get(NEW, 0) >= MANY:
        update_statistics()  # before they are diff up: a database that knows nothing of them walks the whole table
    if out := ready.importer.not_actionable(list(written)):
        numbers = "、".join(str(number) for number in sorted(written[key] for key in out)[:ROWS_NAMED])
        raise ValidationError(f"第{numbers}行不归您现在的岗位办理，一行也没有写；请删去这些行后重新上传。")
    tell("batch.apply", row, ready.by, rows=len(written), counts=row.counts)


def tell(action: str, row: Batch, by: User, **facts: Any) -> None:
    title = register_of(row.register).title
    log_event(action, row, by=by, file=row.name, sha256=row.sha256, register=title, **facts)


# --- undoing
def _ready_to_undo(*, batch: int, user: int, assignment: int) -> Ready | str | None:
    row = Batch.objects.filter(pk=batch, state=BatchState.UNDOING).first()
    if row is None:
        return None
    register = register_of(row.register)
    try:
        by = actor(user, assignment, register)
    except AssignmentEnded as gone:
        return str(gone)
    report(batch, "正在核对能不能撤销")
    ready = Ready(by, register.revision(row.city_id), register.open(row.city_id, by))
    if reasons := in_the_way(row, ready.importer):
        more = f"等{len(reasons)}行" if len(reasons) > ROWS_NAMED else ""
        return f"{'；'.join(reasons[:ROWS_NAMED])}{more}。先把这些恢复原样，或逐条修改。"
    return ready


@job("exchange.undo", title="撤销一批", prepare=_ready_to_undo)
def undo_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None) -> None:  # noqa: ARG001
    row = Batch.objects.select_for_update(of=("self",)).filter(pk=batch, state=BatchState.UNDOING).first()
    if row and isinstance(prepared, str):
        row.state, row.refusal = BatchState.APPLIED, f"没有撤销：{prepared}"[:1000]
        row.save()
    elif row and isinstance(prepared, Ready):
        _wait_for_register(row, prepared.revision)
        total = sum(row.counts.get(status, 0) for status in (NEW, CHANGED, ALIKE))
        undo_pages(row, prepared.importer, Reporter(row.pk, "正在撤销", total))
        row.state, row.undone_by, row.undone_at = BatchState.UNDONE, prepared.by, timezone.now()
        row.save()
        tell("batch.undo", row, prepared.by, counts=row.counts)
    clear(batch)
