"""Batches as the pages ask for them: the list, and one batch with a page of its lines in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from lianzhang.access.api import may, page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.registers import (
    ALIKE,
    CHANGED,
    FAULT,
    NEW,
    SAME,
    Changes,
    Register,
    RowDiff,
    register_of,
    registers,
)
from lianzhang.kernel.sheets import Sheet
from lianzhang.kernel.workbooks import SheetSeen, choosable

from .applying import meant, same, undecided
from .diff import MAX_FAULTS
from .forms import BatchFilter
from .lifecycle import BATCH
from .models import LINES_A_PAGE, Batch, BatchPage, BatchState

__all__ = ["STATUSES", "BatchShown", "LineWords", "batches", "offered", "page_of", "shown", "summary"]

STATUSES = {FAULT: "有错", ALIKE: "要判断", CHANGED: "改动", NEW: "新增", SAME: "相同"}
ROWS = 30


def offered(by: User) -> list[Register]:
    """The registers into which `by` may import."""
    return [register for register in registers() if may(by, register.permission)]


def batches(by: User, filters: BatchFilter) -> QuerySet[Batch]:
    rows: QuerySet[Batch] = visible(by, Batch).filter(**filters.conditions(by))
    return rows.select_related("uploaded_by", "applied_by", "undone_by")


def page_of(rows: QuerySet[Batch], number: Any, by: User) -> Page:
    page = page_rows(by, rows, ROWS, number)
    for batch in page.object_list:
        batch.summary = summary(batch.counts)  # beside the row, for the list alone
    return page


def summary(counts: dict[str, int]) -> str:
    """错3行、新增12行."""
    return "、".join(f"{word}{counts[status]:,}行" for status, word in STATUSES.items() if counts.get(status))


class Change(NamedTuple):
    """One field of a line in words; `old` is blank where nothing stood."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that a line in doubt may mean, what would then change in it, and the number that says so."""

    answer: int
    title: str
    keeps: bool
    why: str
    changes: list[Change]
    chosen: bool


@dataclass(frozen=True, slots=True)
class LineShown:
    number: int
    title: str
    href: str
    changes: list[Change]
    problems: list[tuple[str, str]]
    choices: list[Choice] = field(default_factory=list)
    decision: int | None = None
    may_be_new: bool = False


class Rename(NamedTuple):
    """A line of which it is asked whether the row it means takes another name."""

    number: int
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch with the lines of one status that are looked at."""

    batch: Batch
    register: Register
    tabs: list[tuple[str, str, int]]
    status: str
    lines: list[LineShown]
    page: Page
    undecided: int
    written: int
    renames: list[Rename]

    @property
    def faults(self) -> int:
        return self.batch.counts.get(FAULT, 0)

    @property
    def worksheet(self) -> str:
        """The one that was read."""
        return next((each.name for each in self.batch.sheets if each.is_read), "")

    @property
    def others(self) -> list[SheetSeen]:
        """Worksheets that were not read."""
        return [each for each in self.batch.sheets if each.name != self.worksheet]

    @property
    def offered(self) -> list[SheetSeen]:
        """Worksheets that may be read instead."""
        waiting = self.batch.state in BATCH.steps["choose"].sources
        return choosable(self.others) if waiting else []

    @property
    def may_be_new(self) -> bool:
        return any(line.may_be_new for line in self.lines)

    @property
    def total(self) -> int:
        return sum(self.batch.counts.values())

    @property
    def ready(self) -> bool:
        waiting = self.batch.state == BatchState.CHECKED
        return waiting and not self.faults and not self.undecided and bool(self.written)


def shown(batch: Batch, by: User, status: str = "", number: Any = 1) -> BatchShown:
    """The number of queries does not grow with the lines."""
    register = register_of(batch.register)
    counts = batch.counts
    tabs = [(code, word, counts[code]) for code, word in STATUSES.items() if counts.get(code)]
    status = status if counts.get(status) else next((code for code, *_ in tabs), "")
    line_count = min(counts.get(status, 0), MAX_FAULTS) if status == FAULT else counts.get(status, 0)
    page = page_rows(by, range(line_count), LINES_A_PAGE, number)
    stored = visible(by, BatchPage).filter(batch=batch, status=status, number=page.number).first()
    words = LineWords(register.sheet(batch.city_id), batch)
    lines = list(words.lines(stored)) if stored else []
    written = sum(counts.get(code, 0) for code in (NEW, CHANGED, ALIKE))
    renames = list(islice(_renames(batch, by), LINES_A_PAGE)) if status == ALIKE else []
    return BatchShown(batch, register, tabs, status, lines, page, undecided(batch), written, renames)


def _renames(batch: Batch, by: User) -> Iterator[Rename]:
    """Those that nobody decided on yet."""
    for page in visible(by, BatchPage).filter(batch=batch, status=ALIKE).order_by("number"):
        for line in page.lines:
            if (asked := line.renamed) and str(line.number) not in batch.decisions:
                yield Rename(line.number, asked.title, line.title)


class LineWords:
    """Lines in words: columns by their titles, choices by their labels."""

    def __init__(self, sheet: Sheet, batch: Batch) -> None:
        self.batch = batch
        self.columns = {column.key: column for column in sheet.columns}
        self.titles = {key: column.title for key, column in self.columns.items()}
        self.labels = {column.key: dict(column.choices) for column in sheet.columns if column.choices}
        register = register_of(batch.register)
        self.door, self.title_columns = register.page, register.title_columns

    def lines(self, page: BatchPage) -> Iterator[LineShown]:
        gone = self.batch.state == BatchState.UNDONE
        lines = page.lines
        for line, key in zip(lines, page.keys or [line.key for line in lines], strict=True):
            href = "" if key is None or (gone and line.key is None) else self._href(key)
            yield self._line(line, href)

    def _line(self, line: RowDiff, href: str) -> LineShown:
        decision = self.batch.decisions.get(str(line.number))
        choices = [
            Choice(
                *(each.answer, each.title, each.keeps, each.why),
                *(list(self.changes(each.changes, checked=True)), each.answer == decision),
            )
            for each in line.alike
        ]
        changes = meant(line, self.batch.decisions)[1]
        return LineShown(
            *(line.number, line.title, href, list(self.changes(changes, checked=True))),
            *(line.problems, choices, decision, 0 in line.answers),
        )

    def _href(self, key: int) -> str:
        try:
            return reverse(self.door, args=[key]) if self.door else ""
        except NoReverseMatch:
            return ""

    def changes(self, changes: Changes, *, checked: bool = False) -> Iterator[Change]:
        """In words; for who checks an upload with what should be known of a value before it is written."""
        for column, (old, new) in changes.items():
            if column in self.title_columns or same(old, new):
                continue
            told = self._word(column, new, checked=checked)
            yield Change(self.titles.get(column, column), self._word(column, old), told)

    def _word(self, column: str, value: Any, *, checked: bool = False) -> str:
        if value is None:
            return ""
        if isinstance(value, Iterable) and not isinstance(value, str):
            return "、".join(map(str, value))
        if column in self.labels:
            return self.labels[column].get(value, str(value))
        return self.columns[column].told(value) if checked and column in self.columns else str(value)
