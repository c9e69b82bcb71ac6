"""What the worker does with batches. Each reads, reckons and stages before its transaction, and then writes quickly."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.jobs.api import enqueue, job
from lianzhang.kernel.registers import ALIKE, CHANGED, FAULT, NEW, RegisterImporter, register_of
from lianzhang.kernel.staging import Staging
from lianzhang.work.api import move, take_step

from .applying import ROWS_NAMED, in_the_way, stage_pages, stage_undo
from .diff import AssignmentEnded, BatchDiff, actor, diff_batch
from .models import Batch, BatchPage, BatchState
from .progress import Reporter, clear, report

PAGES_AT_ONCE = 50
MANY = 1_000  # new rows after which what the database knows of its tables is out of date
MOVED = "名录在您核对之后有人改动过，已照现在的名录重新核对；请再看一遍后导入。"
TAKEN = "名录里刚登记了同样的统一社会信用代码或同样的记录，一行也没有写；请重新核对。"

GIVEN_UP = "办理时表里的企业一直有人在改动，或系统出了错，一行也没有写；请过一会儿再办一次。"


class Overtaken(Exception):
    """Somebody wrote what changes the meaning of this; the work is tried again, and prepared anew."""


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
    row = Batch.objects.filter(pk=batch, state=BatchState.READING).first()
    if row and prepared:
        with take_step(row, "refuse" if prepared.refusal else "look", by=SYSTEM) as act:
            _save_diff(act.row, prepared)
            act.row.refusal = prepared.refusal[:1000]
            act.facts["counts"] = act.row.counts
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
    """All that will be written, staged; or what a new diff says, where it is another."""

    by: User
    revision: str
    importer: RegisterImporter
    into: Staging
    numbers: dict[int, int] = field(default_factory=dict)  # of the upload's rows, by the key each is written to
    moved: BatchDiff | None = None


def _opened(row: Batch, user: int, assignment: int) -> Ready:
    """Raises AssignmentEnded. How the register stands is remembered before anything else is read."""
    register = register_of(row.register)
    by = actor(user, assignment, register)
    importer = register.open(row.city_id, by)
    importer.watch()
    return Ready(by, register.revision(row.city_id), importer, Staging())


def _ready_to_apply(*, batch: int, user: int, assignment: int) -> Ready | str | None:
    row = Batch.objects.filter(pk=batch, state=BatchState.APPLYING).first()
    if row is None:
        return None
    try:
        ready = _opened(row, user, assignment)
    except AssignmentEnded as gone:
        return str(gone)
    if ready.revision != row.revision or _reaches_otherwise(row, assignment):
        diff = diff_batch(row, ready.by)
        if diff.digest != row.digest or diff.counts[FAULT]:
            ready.moved = diff
            return ready
    ready.numbers = stage_pages(row, ready.importer, ready.into, Reporter(row.pk, "正在写入", _writes(row)))
    return ready


def _reaches_otherwise(row: Batch, assignment: int) -> bool:
    """Whether it was looked at from another post, or on another day: who reaches which firm goes by both."""
    return row.assignment_id != assignment or timezone.localdate(row.uploaded_at) != timezone.localdate()


def _writes(row: Batch) -> int:
    return sum(row.counts.get(status, 0) for status in (NEW, CHANGED, ALIKE))


def _give_back(row: Batch, step: str, refusal: str, moved: BatchDiff | None = None) -> None:
    """What was asked for was not done, and why."""
    with take_step(row, step, by=SYSTEM) as act:
        if moved:
            _save_diff(act.row, moved)
        act.row.refusal = act.facts["reason"] = refusal[:1000]


def _apply_given_up(*, batch: int, user: int, assignment: int) -> None:  # noqa: ARG001
    for row in Batch.objects.filter(pk=batch, state=BatchState.APPLYING):
        _give_back(row, "give_back", GIVEN_UP)
    clear(batch)


@job("exchange.apply", title="导入一批", prepare=_ready_to_apply, given_up=_apply_given_up)
def apply_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None) -> None:
    row = Batch.objects.filter(pk=batch, state=BatchState.APPLYING).first()
    if row and prepared:
        try:
            _apply(row, prepared, user, assignment)
        except AssignmentEnded as gone:
            _give_back(row, "give_back", str(gone))
        except ValidationError as refused:
            _give_back(row, "give_back", " ".join(refused.messages))
        except IntegrityError:
            _give_back(row, "give_back", TAKEN)
    clear(batch)


def _apply(row: Batch, ready: Ready | str, user: int, assignment: int) -> None:
    if isinstance(ready, str):
        _give_back(row, "give_back", ready)
    elif ready.moved:
        _give_back(row, "give_back", MOVED, ready.moved)
    else:
        actor(user, assignment, register_of(row.register))  # still
        with transaction.atomic(), take_step(row, "apply", by=ready.by) as act:
            _write(act.row, ready)
            act.row.applied_by, act.row.applied_at = ready.by, timezone.now()
            act.facts |= row.facts | {"rows": len(ready.numbers), "counts": row.counts}
        transaction.on_commit(ready.into.close)


def _write(row: Batch, ready: Ready) -> None:
    """Quickly: others wait from here on. New rows come first, for which on PostgreSQL nobody waits."""
    ready.into.move_new()
    _refuse_overtaken(row, ready)
    ready.into.move_rest()
    _move_marks(row, ready)
    if out := ready.importer.not_actionable(list(ready.numbers)):
        numbers = "、".join(str(number) for number in sorted(ready.numbers[key] for key in out)[:ROWS_NAMED])
        raise ValidationError(f"第{numbers}行不归您现在的岗位办理，一行也没有写；请删去这些行后重新上传。")
    if row.counts.get(NEW, 0) >= MANY:
        enqueue("nightly.statistics", key="batch", asked_by=str(ready.by))


def _move_marks(row: Batch, ready: Ready) -> None:
    """Whatever kinds of rows were written, others of them count from now on."""
    for model in ready.into.models:
        move(row.city_id, model)


def _refuse_overtaken(row: Batch, ready: Ready) -> None:
    """From here on nobody else writes into the city's registers. Raises Overtaken where what somebody wrote since
    makes another thing of what is staged; what they wrote elsewhere does not matter."""
    register = register_of(row.register)
    now = register.revision(row.city_id)
    register.touch(row.city_id)
    if now != ready.revision and ready.importer.overtaken(ready.into):
        raise Overtaken


# --- undoing
def _ready_to_undo(*, batch: int, user: int, assignment: int) -> Ready | str | None:
    row = Batch.objects.filter(pk=batch, state=BatchState.UNDOING).first()
    if row is None:
        return None
    try:
        ready = _opened(row, user, assignment)
    except AssignmentEnded as gone:
        return str(gone)
    report(batch, "正在核对能不能撤销")
    if against := in_the_way(row, ready.importer):
        more = f"等{len(against)}行" if len(against) > ROWS_NAMED else ""
        return f"{'；'.join(against[:ROWS_NAMED])}{more}。先把这些恢复原样，或逐条修改。"
    stage_undo(row, ready.importer, ready.into, Reporter(row.pk, "正在撤销", _writes(row)))
    return ready


def _undo_given_up(*, batch: int, user: int, assignment: int) -> None:  # noqa: ARG001
    for row in Batch.objects.filter(pk=batch, state=BatchState.UNDOING):
        _give_back(row, "leave", GIVEN_UP)
    clear(batch)


@job("exchange.undo", title="撤销一批", prepare=_ready_to_undo, given_up=_undo_given_up)
def undo_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None) -> None:
    row = Batch.objects.filter(pk=batch, state=BatchState.UNDOING).first()
    if row and prepared:
        try:
            _undo(row, prepared, user, assignment)
        except AssignmentEnded as gone:
            _give_back(row, "leave", f"没有撤销：{gone}")
    clear(batch)


def _undo(row: Batch, ready: Ready | str, user: int, assignment: int) -> None:
    if isinstance(ready, str):
        _give_back(row, "leave", f"没有撤销：{ready}")
        return
    actor(user, assignment, register_of(row.register))  # still
    with transaction.atomic(), take_step(row, "undo", by=ready.by) as act:
        _refuse_overtaken(row, ready)
        ready.into.move_new()
        ready.into.move_rest()
        _move_marks(row, ready)
        act.row.undone_by, act.row.undone_at = ready.by, timezone.now()
        act.facts |= row.facts | {"counts": row.counts}
    transaction.on_commit(ready.into.close)
