"""A batch held against its register: every row read and checked, nothing written.

Rows come as a stream and leave as packed pages, so that a hundred thousand need no more room than a few thousand."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from lianzhang.access.api import acting, activate, may
from lianzhang.accounts.models import User
from lianzhang.kernel.registers import FAULT, Register, RowDiff, register_of
from lianzhang.kernel.sheets import Row
from lianzhang.kernel.sheets.uploads import open_upload
from lianzhang.kernel.workbooks import FileRefused, SheetAsked, SheetSeen
from lianzhang.records.api import path_of

from .models import LINES_A_PAGE, Batch, BatchPage, as_text
from .progress import Reporter

__all__ = ["AT_ONCE", "AssignmentEnded", "BatchDiff", "actor", "content_of", "diff_batch"]

AT_ONCE = 2_000
FAST = 1  # zlib's level: a tenth of the size in a twentieth of the time that the read took
MAX_FAULTS = 2_000  # lines; nobody mends more from a page, and the marked workbook has them all


class AssignmentEnded(Exception):
    """The post from which it was asked for is no longer held, or may no longer do it."""


def actor(user: int, assignment: int, register: Register) -> User:
    """Who asked, acting from the same post as then. Raises AssignmentEnded."""
    account = User.objects.get(pk=user)
    activate(account, assignment)
    active = acting(account)
    if active is None or active.pk != assignment or not may(account, register.permission):
        raise AssignmentEnded("上传时的岗位已经变动；请从现在的岗位重新上传。")
    return account


def content_of(batch: Batch) -> bytes:
    return path_of(batch.sha256).read_bytes()


@dataclass
class BatchDiff:
    """What a batch would do. `digest` is equal as long as it would do the same."""

    revision: str
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    pages: list[BatchPage] = field(default_factory=list)
    worksheets: list[SheetSeen] = field(default_factory=list)
    asked: bool = False  # which of them is meant
    refusal: str = ""
    digest: str = ""


def diff_batch(batch: Batch, by: User) -> BatchDiff:
    """What each row would do, as things stand now; reads only.

    Where rows of the upload mean the same, that is known of the first of them at the end alone: then all are looked at
    once more."""
    diff, repeats = _looked_through(batch, by, {})
    return _looked_through(batch, by, repeats)[0] if repeats else diff


def _looked_through(batch: Batch, by: User, repeats: dict[int, int]) -> tuple[BatchDiff, dict[int, int]]:
    register = register_of(batch.register)
    diff = BatchDiff(register.revision(batch.city_id))
    pages, step = _Pages(batch, diff), Reporter(batch.pk, "正在逐行核对")
    importer = register.open(batch.city_id, by)
    importer.repeats |= repeats
    sheet = register.sheet(batch.city_id)
    try:
        with open_upload(content_of(batch), batch.name, sheet, chosen=batch.worksheet) as upload:
            diff.worksheets = upload.sheets
            for problem in upload.problems:
                pages.add([RowDiff(problem.row or 0, FAULT, "列名", problems=[(problem.column, problem.message)])])
            for rows in chunks(upload.rows, AT_ONCE):
                pages.add(importer.diff(rows))
                step(diff.counts.total())
            diff.notes = [*upload.notes, *importer.notes()]
    except SheetAsked as asked:
        diff.worksheets, diff.asked = asked.sheets, True
        return diff, {}
    except FileRefused as refused:
        diff.refusal = f"第{refused.row}行：{refused}" if refused.row else str(refused)
        diff.counts.clear()
        return diff, {}
    if not diff.counts:
        diff.refusal = "表里没有一行数据；请按模板填写后再传"
    diff.pages, diff.digest = pages.closed(), pages.digest.hexdigest()
    return diff, importer.repeats


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source: Iterator[Row] = iter(rows)
    while some := list(islice(source, size)):
        yield some


class _Pages:
    """Sorts lines by status and packs each full page at once."""

    def __init__(self, batch: Batch, diff: BatchDiff) -> None:
        self.batch, self.looked = batch, diff
        self.open: dict[str, list[RowDiff]] = {}
        self.full: list[BatchPage] = []
        self.numbers: Counter[str] = Counter()
        self.digest = sha256()

    def add(self, lines: Iterable[RowDiff]) -> None:
        for line in lines:
            self.looked.counts[line.status] += 1
            if line.status == FAULT and self.looked.counts[FAULT] > MAX_FAULTS:
                continue
            waiting = self.open.setdefault(line.status, [])
            waiting.append(line)
            if len(waiting) == LINES_A_PAGE:
                self._close(line.status)

    def _close(self, status: str) -> None:
        self.numbers[status] += 1
        text = as_text(self.open.pop(status))
        self.digest.update(status.encode() + text)
        packed = zlib.compress(text, FAST)
        self.full.append(BatchPage(batch=self.batch, status=status, number=self.numbers[status], packed=packed))

    def closed(self) -> list[BatchPage]:
        for status in list(self.open):
            self._close(status)
        return self.full
