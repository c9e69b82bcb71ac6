"""Uploading a sheet of figures and applying it: all rows or none, with one audit event for the whole."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import acting, not_actionable, require
from lianzhang.accounts.models import User
from lianzhang.kernel.sheets import Table, read_table
from lianzhang.plans.models import Observation, Plan, Source, UploadedSheet
from lianzhang.plans.permissions import Permission
from lianzhang.work.api import Workflow, action, check_step, create_row, log_event, register_workflow, take_step
from lianzhang.work.models import ReportState

from .entries import Entry, NewSource
from .importing import look_at
from .places import Places
from .sheet_lifecycle import SHEET
from .sheets import fill_in_sheet
from .sources import code_for

__all__ = ["apply_sheet", "choose_worksheet", "read_sheet", "store_sheet"]

UPLOAD_LIFETIME = timedelta(days=7)  # how long an upload that was never applied stays
BATCH = 500
ROWS_NAMED = 20  # row numbers named in one message


def read_sheet(plan: Plan, name: str, content: bytes, worksheet: str = "") -> Table:
    """What an upload says, to be stored with it. Asked before the act: a hostile file may take a while."""
    return read_table(content, fill_in_sheet(plan, Places(plan)), name[-200:], chosen=worksheet)


@action
def store_sheet(*, plan: Plan, name: str, content: bytes, reading: Table, by: User) -> UploadedSheet:
    """Store an upload, as it was read, to be looked at. The same file of the same person is stored once."""
    require(by, Permission.ENTER_OBSERVATION)
    stale = UploadedSheet.objects.filter(
        uploaded_by=by, applied_at=None, uploaded_at__lt=timezone.now() - UPLOAD_LIFETIME
    )
    stale.delete()
    digest = sha256(content).hexdigest()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs with the same file wait in line
    sheet = UploadedSheet.objects.filter(plan=plan, sha256=digest, uploaded_by=by).first()
    if sheet is None:
        sheet = UploadedSheet(plan=plan, sha256=digest, uploaded_by=by, name=name[-200:], content=content)
        with create_row(sheet, "upload", by=by):
            pass
    if not (sheet.applied_at and reading.asked):  # what was applied stays what it was
        sheet.reading = reading.as_json()
        sheet.save(update_fields=["reading"])
    return sheet


@action
def choose_worksheet(*, uploaded: UploadedSheet, reading: Table, by: User) -> None:
    """Store what the worksheet says that somebody chose, as it was read."""
    with take_step(uploaded, "choose", by=by) as act:
        act.row.reading = reading.as_json()
        act.facts["worksheet"] = reading.worksheet


@action
def apply_sheet(*, uploaded: UploadedSheet, submit: bool, by: User) -> int:
    """Enter the sheet's new rows, as drafts or submitted; how many. What it says is looked at again.

    Raises ValidationError when a row has a problem. A sheet without a new row changes nothing.
    """
    locked: UploadedSheet = check_step(uploaded, "apply", by=by)
    preview = look_at(locked, by)
    if preview.problems:
        raise ValidationError("表格里还有错，没有导入；请改好后重新上传。")
    lines = [(line.row.number, line.entry) for line in preview.new if line.entry]
    if not lines:
        return 0
    sources = _sources(locked.plan, [entry for _, entry in lines])
    rows = [_row(locked, number, entry, sources[entry.source], submit=submit, by=by) for number, entry in lines]
    made = Observation.objects.bulk_create(rows, batch_size=BATCH)
    out = not_actionable(by, Observation.objects.filter(pk__in=[row.pk for row in made]))
    if numbers := list(out.order_by("sheet_row").values_list("sheet_row", flat=True)[:ROWS_NAMED]):
        named = "、".join(map(str, numbers))
        raise ValidationError(f"第{named}行不归您现在的岗位填报，没有导入；请删去这些行。")
    if locked.applied_at is None:
        locked.applied_at, locked.applied_by = timezone.now(), by
        locked.save(update_fields=["applied_at", "applied_by"])
    _log_applied(locked, made, submit=submit, by=by)
    return len(made)


def _sources(plan: Plan, entries: list[Entry]) -> dict[Source | NewSource, Source]:
    """The stored source of each entry; new ones are made once each."""
    known: dict[Source | NewSource, Source] = {e.source: e.source for e in entries if isinstance(e.source, Source)}
    new = {code_for(e.source): e.source for e in entries if isinstance(e.source, NewSource)}
    rows = [
        Source(plan=plan, code=code, **{name: getattr(written, name) for name in NewSource.__slots__})
        for code, written in new.items()
    ]
    Source.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    made = {source.code: source for source in plan.sources.filter(code__in=new)}
    return known | {written: made[code] for code, written in new.items()}


def _row(uploaded: UploadedSheet, number: int, entry: Entry, source: Source, *, submit: bool, by: User) -> Observation:
    active = acting(by)
    row = Observation(
        plan=uploaded.plan,
        entered_by=by,
        post=active.post if active else None,
        sheet=uploaded,
        sheet_row=number,
        source=source,
        **entry.columns(),
    )
    row.authors = _authors(uploaded, by)
    if submit:
        row.state, row.submitted_at, row.submitted_by = ReportState.SUBMITTED, timezone.now(), by
    return row


def _authors(uploaded: UploadedSheet, by: User) -> Any:
    """Who uploaded the sheet and who entered its rows; mostly one."""
    return tuple(dict.fromkeys((uploaded.uploaded_by_id, by.pk)))


def _log_applied(uploaded: UploadedSheet, made: list[Observation], *, submit: bool, by: User) -> None:
    log_event(
        "sheet.apply",
        uploaded,
        by=by,
        file=uploaded.name,
        sha256=uploaded.sha256,
        rows=[row.pk for row in made],
        state=str(ReportState.SUBMITTED if submit else ReportState.DRAFT),
    )


register_workflow(
    Workflow(
        model=UploadedSheet,
        lifecycle=SHEET,
        related=("plan",),
        describe=lambda row: {"file": row.name, "sha256": row.sha256},
    )
)
