"""What the worker does with batches. Each reads, reckons and stages before its transaction, and then writes quickly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.jobs.api import enqueue, job
from lianzhang.kernel.registers import (
    ALIKE,
    CHANGED,
    FAULT,
    NEW,
    ActingImporter,
    Importer,
    StagedImporter,
    register_of,
)
from lianzhang.kernel.staging import Staging
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import speaking_in
from lianzhang.records.api import Origin, origin
from lianzhang.work.api import move, take_step

from .applying import ONE_BY_ONE, ROWS_NAMED, WrittenTwice, enact_pages, in_the_way, stage_pages, stage_undo
from .diff import AssignmentEnded, BatchDiff, actor, diff_batch
from .models import Batch, BatchPage, BatchState
from .progress import Reporter, clear, report

PAGES_AT_ONCE = 50
MANY = 1_000  # new rows after which what the database knows of its tables is out of date
MOVED = "名录在您核对之后有人改动过，已照现在的名录重新核对；请再看一遍后导入。"

UNREAD = "核对这张表时系统出了错，没有核对完，一行也没有写；请过一会儿重新上传，还是这样的请告诉系统管理员。"
GIVEN_UP = "办理时表里的企业一直有人在改动，或系统出了错，一行也没有写；请过一会儿再办一次。"


class Overtaken(Exception):
    """Somebody wrote what changes the meaning of this; the work is tried again, and prepared anew."""


# --- a batch in the worker's hand
def _in_hand(batch: int, state: BatchState) -> Batch | None:
    return Batch.objects.filter(pk=batch, state=state).first()


def _end(row: Batch, step: str, refusal: str, moved: BatchDiff | None = None) -> None:
    """What was asked for was not done, and why."""
    with take_step(row, step, by=SYSTEM) as act:
        if moved:
            _save_diff(act.row, moved)
        act.row.refusal = act.facts["reason"] = refusal[:1000]


def _given_up(state: BatchState, step: str, refusal: str) -> Callable[..., None]:
    """What ends a batch in `state` whose work kept failing."""

    def end(*, batch: int, **_: Any) -> None:
        if row := _in_hand(batch, state):
            _end(row, step, refusal)
        clear(batch)

    return end


# --- reading
def _looked(*, batch: int) -> BatchDiff | None:
    row = _in_hand(batch, BatchState.READING)
    if row is None:
        return None
    report(batch, "正在读表")
    try:
        with speaking_in(row.city):
            return diff_batch(row, actor(row.uploaded_by_id, row.assignment_id, register_of(row.register)))
    except AssignmentEnded as gone:
        return BatchDiff("", refusal=str(gone))


@job("exchange.look", title="核对导入的表格", prepare=_looked, given_up=_given_up(BatchState.READING, "refuse", UNREAD))
def looked_at(*, batch: int, prepared: BatchDiff | None) -> None:
    row = _in_hand(batch, BatchState.READING)
    if row and prepared:
        step = "ask" if prepared.asked else "refuse" if prepared.refusal else "look"
        with take_step(row, step, by=SYSTEM) as act:
            _save_diff(act.row, prepared)
            act.row.refusal = prepared.refusal[:1000]
            act.facts["counts"] = act.row.counts
    clear(batch)


def _save_diff(row: Batch, diff: BatchDiff) -> None:
    """The pages of this look instead of those before it; decisions on lines that are still in doubt stay."""
    row.pages.all().delete()
    BatchPage.objects.bulk_create(diff.pages, batch_size=PAGES_AT_ONCE)
    answers = {str(line.number): line.answers for page in diff.pages if page.status == ALIKE for line in page.lines}
    row.decisions = {number: said for number, said in row.decisions.items() if said in answers.get(number, ())}
    row.counts, row.notes = dict(diff.counts), diff.notes
    if diff.worksheets:  # a refusal may come before they are known
        row.worksheets = [astuple(each) for each in diff.worksheets]
    row.revision, row.digest = diff.revision, diff.digest


# --- applying and undoing
@dataclass
class Ready:
    """All that will be written, staged; or what a new diff says, where it is another."""

    by: User
    revision: str
    importer: Importer
    into: Staging
    numbers: dict[int, int] = field(default_factory=dict)  # of the upload's rows, by the key each is written to
    moved: BatchDiff | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """There or back: the state in which a batch waits for it, the step when it is done, the step when it is not."""

    state: BatchState
    done: str
    left: str
    refusal: str  # before the reason why it was not done
    taken: str  # why, where the database refuses it
    beyond: str  # what to do about rows out of reach
    prepare: Callable[[Batch, Ready, int], str]  # stages what will be written, or says why it cannot be


def _prepared(way: Way) -> Callable[..., Ready | str | None]:
    """What a job of this way does before its transaction: everything staged, or why it is not to be."""

    def prepare(*, batch: int, user: int, assignment: int, address: str = "") -> Ready | str | None:  # noqa: ARG001
        row = _in_hand(batch, way.state)
        if row is None:
            return None
        with speaking_in(row.city):
            try:
                ready = _opened(row, user, assignment)
            except AssignmentEnded as gone:
                return str(gone)
            return way.prepare(row, ready, assignment) or ready

    return prepare


def _opened(row: Batch, user: int, assignment: int) -> Ready:
    """Raises AssignmentEnded. How the register stands is remembered before anything else is read."""
    register = register_of(row.register)
    by = actor(user, assignment, register)
    importer = register.open(row.city_id, by)
    importer.typed_by = (row.uploaded_by_id,)
    if not isinstance(importer, ActingImporter):
        importer.watch()
    return Ready(by, register.revision(row.city_id), importer, Staging())


def _stage_apply(row: Batch, ready: Ready, assignment: int) -> str:
    acting = isinstance(ready.importer, ActingImporter)  # whose rows change without a new revision
    if acting or ready.revision != row.revision or _reaches_otherwise(row, assignment):
        diff = diff_batch(row, ready.by)
        if diff.digest != row.digest or diff.counts[FAULT]:
            ready.moved = diff
            return ""
    if isinstance(ready.importer, ActingImporter):
        return ""
    try:
        ready.numbers = stage_pages(row, ready.importer, ready.into, Reporter(row.pk, "正在写入", _writes(row)))
    except WrittenTwice as twice:
        return str(twice)
    return ""


def _reaches_otherwise(row: Batch, assignment: int) -> bool:
    """Whether it was looked at from another post, or on another day: who reaches which firm goes by both."""
    return row.assignment_id != assignment or timezone.localdate(row.uploaded_at) != timezone.localdate()


def _stage_undo(row: Batch, ready: Ready, _assignment: int) -> str:
    if isinstance(ready.importer, ActingImporter):
        return ONE_BY_ONE
    report(row.pk, "正在核对能不能撤销")
    if against := in_the_way(row, ready.importer):
        more = f"等{len(against)}行" if len(against) > ROWS_NAMED else ""
        return f"{'；'.join(against[:ROWS_NAMED])}{more}。先把这些恢复原样，或逐条修改。"
    ready.numbers = stage_undo(row, ready.importer, ready.into, Reporter(row.pk, "正在撤销", _writes(row)))
    return ""


def _writes(row: Batch) -> int:
    return sum(row.counts.get(status, 0) for status in (NEW, CHANGED, ALIKE))


APPLY = Way(
    *(BatchState.APPLYING, "apply", "give_back"),
    refusal="",
    taken="名录里刚登记了同样的统一社会信用代码或同样的记录，一行也没有写；请重新核对。",
    beyond="请删去这些行后重新上传。",
    prepare=_stage_apply,
)
UNDO = Way(
    *(BatchState.UNDOING, "undo", "leave"),
    refusal="没有撤销：",
    taken="恢复原样会与名录里现有的记录重复，一行也没有写；请逐条修改。",
    beyond="请逐条修改，或请{office}办理。",
    prepare=_stage_undo,
)


@job(
    "exchange.apply",
    title="导入一批",
    prepare=_prepared(APPLY),
    given_up=_given_up(APPLY.state, APPLY.left, GIVEN_UP),
)
def apply_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None, address: str = "") -> None:
    _settle(APPLY, batch, prepared, user, assignment, address)


@job("exchange.undo", title="撤销一批", prepare=_prepared(UNDO), given_up=_given_up(UNDO.state, UNDO.left, GIVEN_UP))
def undo_batch(*, batch: int, user: int, assignment: int, prepared: Ready | str | None, address: str = "") -> None:
    _settle(UNDO, batch, prepared, user, assignment, address)


def _settle(way: Way, batch: int, ready: Ready | str | None, user: int, assignment: int, address: str) -> None:
    """Write what is ready, or say why not. `address` is that from which it was asked for: the event tells it."""
    row = _in_hand(batch, way.state)
    if row and ready:
        try:
            if isinstance(ready, str):
                raise ValidationError(ready)
            with origin(Origin(address)), speaking_in(row.city):
                _do(way, row, ready, user, assignment)
        except AssignmentEnded as gone:
            _end(row, way.left, f"{way.refusal}{gone}")
        except ValidationError as refused:
            _end(row, way.left, way.refusal + " ".join(refused.messages))
        except IntegrityError:
            _end(row, way.left, way.refusal + way.taken)
    clear(batch)


def _do(way: Way, row: Batch, ready: Ready, user: int, assignment: int) -> None:
    if ready.moved:
        _end(row, way.left, MOVED, ready.moved)
        return
    actor(user, assignment, register_of(row.register))  # still
    with transaction.atomic(), take_step(row, way.done, by=ready.by) as act:
        _write(way, act.row, ready)
        setattr(act.row, f"{act.row.state}_by", ready.by)
        setattr(act.row, f"{act.row.state}_at", timezone.now())
        act.facts |= row.facts | {"rows": len(ready.numbers), "counts": row.counts}
    transaction.on_commit(ready.into.close)


def _write(way: Way, row: Batch, ready: Ready) -> None:
    """Quickly: others wait from here on. New rows come first, for which on PostgreSQL nobody waits."""
    if isinstance(ready.importer, ActingImporter):
        ready.numbers = enact_pages(row, ready.importer, Reporter(row.pk, "正在写入", _writes(row)))
        return
    ready.into.move_new()
    _refuse_overtaken(row, ready, ready.importer)
    ready.into.move_rest()
    _move_marks(row, ready)
    if out := ready.importer.not_actionable(list(ready.numbers)):
        numbers = "、".join(str(number) for number in sorted(ready.numbers[key] for key in out)[:ROWS_NAMED])
        more = f"等{len(out)}" if len(out) > ROWS_NAMED else ""
        raise ValidationError(f"第{numbers}{more}行不归您现在的岗位办理，一行也没有写；{spoken(way.beyond)}")
    if way is APPLY and row.counts.get(NEW, 0) >= MANY:
        enqueue("nightly.statistics", key="batch", asked_by=str(ready.by))


def _move_marks(row: Batch, ready: Ready) -> None:
    """Whatever kinds of rows were written, others of them count from now on."""
    for model in ready.into.models:
        move(row.city_id, model)


def _refuse_overtaken(row: Batch, ready: Ready, importer: StagedImporter) -> None:
    """From here on nobody else writes into the city's registers. Raises Overtaken where what somebody wrote since
    makes another thing of what is staged; what they wrote elsewhere does not matter."""
    register = register_of(row.register)
    now = register.revision(row.city_id)
    register.touch(row.city_id)
    if now != ready.revision and importer.overtaken(ready.into):
        raise Overtaken
