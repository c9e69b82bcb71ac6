"""A sheet of figures before it is applied: what each row would change, is known already, or is wrong with it.

Nothing here writes; applying looks again, in its own transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.periods import PeriodError
from lianzhang.kernel.sheets import CellError, Problem, Row, Sheet, Table, capped, from_json, read_table
from lianzhang.kernel.workbooks import SheetSeen, choosable
from lianzhang.plans.models import Duty, Observation, Plan, Relation, Source, Target, UploadedSheet
from lianzhang.work.models import ReportState

from .amounts import read_amount_in
from .doubts import rising_among
from .entries import (
    Entry,
    NewSource,
    faults,
    identity_of,
    period_in_basis,
    source_faults,
    thing_of,
    unit_fault,
    usual_nature,
    usual_quantity,
)
from .places import PART, Places
from .sheets import fill_in_sheet
from .sources import Ambiguous, known_source

__all__ = ["FAULT", "NEW", "RIVAL", "SAME", "Line", "Preview", "look_at"]

NEW, RIVAL, SAME, FAULT = "new", "rival", "same", "fault"
WORDS = {FAULT: "有错", RIVAL: "新增，与已有的不一致", NEW: "新增", SAME: "已有，不动"}
NOTED = 20
# Columns that a fault of an entry belongs to under another name.
COLUMN_OF = {"source": "source_title"}
# All that a row of the sheet is compared with, and what the page says of it.
COMPARED = (
    *(
        "plan_id",
        "target_id",
        "duty_id",
        "chain_id",
        "group_id",
        "region_id",
        "park_id",
        "scope_text",
        "relation",
        "quantity",
    ),
    *("period_start", "period_end", "date", "value", "precision", "unit", "nature", "source_id", "state"),
    *("sheet_id", "sheet_row"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: what it would become, and the figure it equals or contradicts."""

    row: Row
    status: str
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()
    known: Observation | None = None
    same_as_row: int | None = None

    @property
    def word(self) -> str:
        return WORDS[self.status]

    @property
    def relation(self) -> str:
        return Relation(self.entry.relation).label if self.entry else ""

    @property
    def new_source(self) -> bool:
        return self.entry is not None and isinstance(self.entry.source, NewSource)


@dataclass
class Preview:
    """What applying the sheet would do. With any problem, nothing can be applied."""

    sheet: Sheet
    table: Table = field(default_factory=Table)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def others(self) -> list[SheetSeen]:
        """Worksheets that were not read."""
        return [each for each in self.table.sheets if not each.is_read]

    @property
    def offered(self) -> list[SheetSeen]:
        """Worksheets that may be read instead."""
        return choosable(self.others)

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.status for line in self.lines)

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.status in (NEW, RIVAL)]

    @property
    def ordered(self) -> list[Line]:
        """Faults first, then what contradicts, then the rest, each in the sheet's order."""
        order = list(WORDS)
        return sorted(self.lines, key=lambda line: order.index(line.status))


def look_at(uploaded: UploadedSheet, by: Any) -> Preview:
    """Say what each row would do, as things stand now, held against the figures that `by` sees.

    The number of queries does not grow with rows."""
    plan = uploaded.plan
    places = Places(plan)
    sheet = fill_in_sheet(plan, places)
    table = _table(uploaded, sheet)
    reader = _Reader(plan, places, sheet, uploaded, by)
    lines = reader.lines(table)
    from_table = set(table.problems)
    more = [problem for line in lines for problem in line.problems if problem not in from_table]
    problems = capped([*table.problems, *more], uploaded.name)
    notes = list(islice(reader.rising(lines), NOTED))
    return Preview(sheet, table, lines, sorted(problems, key=lambda problem: problem.row or 0), notes)


def _table(uploaded: UploadedSheet, sheet: Sheet) -> Table:
    """The table as it was read at the upload; read anew where the plan's own choices have changed since."""
    read = uploaded.reading or {}
    if read:
        try:
            return from_json(read, sheet)
        except CellError:
            pass
    worksheet = next((SheetSeen(*each).name for each in read.get("sheets", ()) if SheetSeen(*each).is_read), "")
    return read_table(bytes(uploaded.content), sheet, uploaded.name, chosen=worksheet)


class _Reader:
    """Turns typed rows into lines, knowing everything in sight that the plan already has."""

    def __init__(self, plan: Plan, places: Places, sheet: Sheet, uploaded: UploadedSheet, by: Any) -> None:
        self.plan, self.places, self.file = plan, places, uploaded.name
        self.titles = {column.key: column.title for column in sheet.columns}
        self.today = timezone.localdate()
        self.subjects: dict[str, Target | Duty] = {target.code: target for target in plan.targets.all()}
        self.subjects |= {f"duty:{duty.code}": duty for duty in plan.duties.all()}
        self.sources: dict[str, list[Source]] = {}
        for source in plan.sources.all():
            self.sources.setdefault(source.title, []).append(source)
        self.same: dict[Any, Observation] = {}
        self.alike: dict[Any, list[Observation]] = {}
        self.made: dict[int, Observation] = {}
        self._know(visible(by, Observation).filter(plan=plan).only(*COMPARED), uploaded)
        self.seen: dict[Any, int] = {}

    def _know(self, rows: Iterable[Observation], uploaded: UploadedSheet) -> None:
        targets = {subject.pk: subject for subject in self.subjects.values() if isinstance(subject, Target)}
        for row in rows:
            row.target = targets[row.target_id] if row.target_id else None
            self.same[identity_of(row)] = row
            if row.sheet_id == uploaded.pk and row.sheet_row:
                self.made[row.sheet_row] = row
            if row.value is not None and row.state not in (ReportState.REPLACED, ReportState.RETURNED):
                self.alike.setdefault(thing_of(row), []).append(row)

    def lines(self, table: Table) -> list[Line]:
        broken: dict[int | None, list[Problem]] = {}
        for problem in table.problems:
            broken.setdefault(problem.row, []).append(problem)
        return [self._line(row, broken.get(row.number, [])) for row in table.rows]

    def rising(self, lines: Iterable[Line]) -> Iterator[str]:
        known = (each for rows in self.alike.values() for each in rows)
        return rising_among([line.entry for line in lines if line.entry and line.status != FAULT], known)

    def _line(self, row: Row, broken: list[Problem]) -> Line:
        if broken or row.broken:
            more = (self._problem(row, field, message) for field, message in self._readable_faults(row))
            return Line(row, FAULT, problems=(*broken, *more))
        entry, errors = self._entry(row)
        if entry is None or errors:
            problems = tuple(self._problem(row, field, message) for field, message in errors)
            return Line(row, FAULT, entry, problems)
        identity = entry.identity
        known = self.made.get(row.number) or self.same.get(identity)
        first = self.seen.setdefault(identity, row.number)
        if known or first != row.number:
            return Line(row, SAME, entry, known=known, same_as_row=None if known else first)
        rival = next((each for each in self.alike.get(thing_of(entry), ()) if _differs(each, entry)), None)
        return Line(row, RIVAL if rival else NEW, entry, known=rival)

    def _problem(self, row: Row, field: str, message: str) -> Problem:
        return Problem(self.file, row.number, self.titles.get(COLUMN_OF.get(field, field), ""), message)

    def _readable_faults(self, row: Row) -> Iterator[tuple[str, str]]:
        """Of a row with unreadable cells: what is wrong with the others besides, so that all is told at once."""
        yield from self._amount_faults(row)
        yield from self._written_faults(row)

    def _amount_faults(self, row: Row) -> Iterator[tuple[str, str]]:
        subject = None if "subject" in row.broken else self.subjects[row["subject"]]
        if row.broken & {"value", "unit"} or not row["value"] or not (subject or row["unit"]):
            return
        try:
            amount = read_amount_in(self.plan.units, row["value"], row["unit"] or _usual_unit(subject))
        except AmountError as error:
            yield "value", str(error)
            return
        if "relation" not in row.broken:
            target = subject if isinstance(subject, Target) else None
            fault = unit_fault(self.plan, target, row["relation"], amount.unit)
            if fault:
                yield "unit", fault

    def _written_faults(self, row: Row) -> Iterator[tuple[str, str]]:
        """What is wrong with the source that a row writes out."""
        if not row.broken & {"source_title", "source_publisher", "source_date", "source_address"}:
            yield from source_faults(_source_of(row), self.plan)

    def _entry(self, row: Row) -> tuple[Entry | None, list[tuple[str, str]]]:
        """The entry a row means, and what stands against it by field."""
        subject = self.subjects[row["subject"]]
        usual = _usual_unit(subject)
        try:
            amount = read_amount_in(self.plan.units, row["value"], row["unit"] or usual) if row["value"] else None
        except AmountError as error:
            return None, [("value", str(error)), *self._written_faults(row)]
        written = _source_of(row)
        try:
            source = known_source(written, self.sources.get(written.title, ())) or written
        except Ambiguous as error:
            return None, [("source", str(error))]
        nature = row["nature"] or usual_nature(subject)
        try:
            period = period_in_basis(row["period"], row["basis"], nature)
        except PeriodError as error:
            return None, [("basis", str(error))]
        entry = Entry(
            target=subject if isinstance(subject, Target) else None,
            duty=subject if isinstance(subject, Duty) else None,
            relation=row["relation"],
            quantity=row["quantity"] or usual_quantity(subject),
            period=period,
            date=row["date"] or period.end,
            value=amount.value if amount else None,
            precision=amount.precision if amount else "exact",
            unit=amount.unit if amount else row["unit"] or usual,
            nature=nature,
            source=source,
            note=row["note"],
            **self.places.columns(row["scope"], row["scope_text"]),
        )
        return entry, [*self._part_faults(row), *faults(entry, self.plan, today=self.today).items()]

    def _part_faults(self, row: Row) -> Iterator[tuple[str, str]]:
        if row["scope"] == PART and not row["scope_text"]:
            yield "scope_text", "范围写了“其他”，请在这一列写明是哪一部分"


def _source_of(row: Row) -> NewSource:
    return NewSource(row["source_title"], row["source_publisher"], row["source_date"], row["source_address"])


def _usual_unit(subject: Target | Duty | None) -> str:
    return subject.unit if isinstance(subject, Target) else "份"


def _differs(known: Observation, entry: Entry) -> bool:
    return (known.value, known.unit, known.precision) != (entry.value, entry.unit, str(entry.precision))
