"""Registers as workbooks: the template to fill in, the register as it stands, an upload with its faults marked.

And the list of what was imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.kernel.registers import FAULT, ActingImporter, Register, register_of
from lianzhang.kernel.sheets import (
    MOMENT,
    WORDS,
    Column,
    Problem,
    Row,
    Said,
    Sheet,
    list_workbook,
    template,
    write_marked,
    write_workbook,
)
from lianzhang.kernel.sheets.uploads import open_upload

from .diff import AT_ONCE, chunks, content_of
from .models import Batch
from .queries import summary

__all__ = ["batches_workbook", "blank_sheet", "marked_upload", "register_workbook"]


def blank_sheet(register: Register, city: int) -> bytes:
    return template(register.sheet(city))


def register_workbook(register: Register, city: int, by: User) -> bytes:
    """What `by` sees of the register, in the columns of its template: it can be changed and uploaded again."""
    sheet = register.sheet(city)
    return write_workbook(sheet, _rows(register, sheet, city, by))


def _rows(register: Register, sheet: Sheet, city: int, by: User) -> Iterator[dict[str, Any]]:
    importer = register.open(city, by)
    for keys in chunks(importer.keys(), AT_ONCE):
        stands = importer.stands(keys)
        for key in keys:
            if row := stands.get(key):
                yield {column.key: _typed(column, row.get(column.key)) for column in sheet.columns}


def _typed(column: Column, value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    if column.shown_as == "date":
        return date.fromisoformat(value)
    return Decimal(value) if column.shown_as == "number" else value


def marked_upload(batch: Batch, by: User) -> bytes:
    """The upload as it was read, with every fault marked in its cell and listed."""
    register = register_of(batch.register)
    sheet = register.sheet(batch.city_id)
    problems: list[Problem] = []
    with open_upload(content_of(batch), batch.name, sheet, chosen=batch.worksheet) as upload:
        problems += upload.problems
        return write_marked(sheet, _marked(upload.rows, register, batch, by, problems), problems)


def _marked(rows: Iterator[Row], register: Register, batch: Batch, by: User, problems: list[Problem]) -> Iterator[Row]:
    """The rows, one by one; what stands against them is added to `problems` as they pass."""
    importer = register.open(batch.city_id, by)
    if isinstance(importer, ActingImporter):  # which looks by writing: what was seen then is told
        lines = (line for page in batch.pages.filter(status=FAULT) for line in page.lines)
        problems += [Problem(batch.name, line.number, *told) for line in lines if line.number for told in line.problems]
        yield from rows
        return
    for some in chunks(rows, AT_ONCE):
        for row, line in zip(some, importer.diff(some), strict=True):
            if line.status == FAULT:
                problems += [Problem(batch.name, line.number, column, told) for column, told in line.problems]
            yield row


def batches_workbook(rows: Iterable[Batch]) -> bytes:
    columns: Sequence[Said[Batch]] = (
        ("文件", WORDS, lambda batch: batch.name),
        ("名录", WORDS, lambda batch: batch.title),
        ("状态", WORDS, lambda batch: batch.get_state_display()),
        ("各行", WORDS, lambda batch: summary(batch.counts)),
        ("没有办成的原因", WORDS, lambda batch: batch.refusal),
        ("上传", WORDS, lambda batch: str(batch.uploaded_by)),
        ("上传时间", MOMENT, lambda batch: batch.uploaded_at),
        ("导入", WORDS, lambda batch: str(batch.applied_by or "")),
        ("导入时间", MOMENT, lambda batch: batch.applied_at),
        ("撤销", WORDS, lambda batch: str(batch.undone_by or "")),
        ("撤销时间", MOMENT, lambda batch: batch.undone_at),
    )
    return list_workbook("导入过的表格", columns, rows)
