"""The process that reads one table (kernel/shut_in.py): what the file is, then rows, then an end.

Arguments ENDING NAME CHOSEN HEADINGS, of the sheet that is wanted (choosing.py). What it hands on is limited by
columns, rows and letters: the parent (opening.py) keeps what it gets."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from lianzhang.kernel import shut_in
from lianzhang.kernel.archives import ArchiveRefused

from . import archive, records
from .choosing import HIDDEN_SHEET, Asked, Wanted, choose
from .compound import OLE
from .marks import ROWS_ALLOWED
from .refusals import CRAMMED, EMPTY, ENCRYPTED, HIDDEN, MACROS, MERGED, NOT_A_WORKBOOK, TOO_LONG, TOO_WIDE, Refused

ROWS_AT_ONCE = 500
COLUMNS_ALLOWED = 400
ROW_LONGEST = 20_000  # letters of all its cells
LETTERS_ALLOWED = 256 * 1024 * 1024
MERGED_ALLOWED = 10_000
# As spreadsheets write them into cells and into CSV.
ERRORS = frozenset(("#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))


def tell(line: Any) -> None:
    shut_in.tell(line, _plain)


def _plain(value: Any) -> list[str]:
    """What is neither text nor number: a day stands in brackets, so that the reader knows it from text."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (date, time)):
        return [value.isoformat()]
    if isinstance(value, timedelta):
        return [str(value)]
    raise TypeError(type(value))


def _compound(source: bytes) -> None:
    """Refuse an OLE file that is encrypted, holds macros, or is no workbook; its directory names streams in UTF-16."""
    for stream, why in (("EncryptedPackage", ENCRYPTED), ("_VBA_PROJECT", MACROS)):
        if f"{stream}\0".encode("utf-16-le") in source:
            raise Refused(why)
    if not any(f"{stream}\0".encode("utf-16-le") in source for stream in ("Workbook", "Book")):
        raise Refused(NOT_A_WORKBOOK)


def read_text(source: bytes) -> None:
    from .text import rows_of

    tell({})
    tell_rows(rows_of(source))


def workbook_in(source: bytes) -> Any:
    """What the reader makes of it. Raises ArchiveRefused or Refused."""
    from python_calamine import CalamineWorkbook, PasswordError

    packed = source.startswith(b"PK\x03\x04")
    if not packed:
        if not source.startswith(OLE):
            raise Refused(NOT_A_WORKBOOK)
        _compound(source)
    else:
        archive.check(source)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(source))
    except PasswordError:
        raise Refused(ENCRYPTED) from None
    if not workbook.sheet_names:
        raise Refused(EMPTY)
    return workbook


def read(source: bytes, wanted: Wanted) -> None:
    workbook = workbook_in(source)
    title, sheets = choose(workbook, wanted)
    # Before the worksheet is in memory as well.
    contents = looked_through(source, workbook, title)
    sheet = workbook.get_sheet_by_name(title)
    if sheet.start is None and not wanted.chosen and len(sheets) > 1:
        title, sheets = choose(workbook, replace(wanted, name=""))
        contents, sheet = looked_through(source, workbook, title), workbook.get_sheet_by_name(title)
    if sheet.start is None:
        hidden = [name for name, what, _ in sheets if what == HIDDEN_SHEET]
        raise Refused(HIDDEN if hidden else EMPTY, names=hidden)
    if sheet.width > COLUMNS_ALLOWED:
        raise Refused(TOO_WIDE)
    merged = sheet.merged_cell_ranges or []
    if len(merged) > MERGED_ALLOWED:
        raise Refused(MERGED)
    tell(
        {
            "sheets": sheets,
            "first_column": sheet.start[1],
            "merged": merged,
            "marks": contents.marks.told(),
            "hidden_rows": sorted({row for row in contents.hidden_rows if row < ROWS_ALLOWED}),
            "hidden_columns": contents.hidden_columns,
        }
    )
    tell_rows(sheet.iter_rows(), sheet.start[1])


def looked_through(source: bytes, workbook: Any, title: str) -> archive.SheetContents:
    if not source.startswith(OLE):
        return archive.look_through(source, title)
    return records.look_through(source, [each.name for each in workbook.sheets_metadata].index(title))


def tell_rows(rows: Iterable[list[Any]], first_column: int = 0) -> None:
    """Hand them on as long as they keep to the limits. Raises Refused at the row that does not.

    Where cells hold the text of an error, that is told before their rows."""
    within, count = _within_limits(rows), 0
    while some := list(islice(within, ROWS_AT_ONCE)):
        if cells := _errors(some, count, first_column):
            tell({"errors": cells})
        tell(some)
        count += len(some)
    tell({"end": True})


def _errors(rows: list[list[Any]], above: int, left: int) -> list[tuple[int, int]]:
    """Cells that hold the text of an error."""
    broken = [(above + at, row) for at, row in enumerate(rows) if not ERRORS.isdisjoint(row)]
    return [(at, left + column) for at, row in broken for column, cell in enumerate(row) if cell in ERRORS]


def _within_limits(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    letters = 0
    for count, row in enumerate(rows, start=1):
        if count > ROWS_ALLOWED:
            raise Refused(TOO_LONG)
        if len(row) > COLUMNS_ALLOWED:
            if any(cell != "" for cell in row[COLUMNS_ALLOWED:]):
                raise Refused(TOO_WIDE, count)
            row = row[:COLUMNS_ALLOWED]
        length = sum(len(cell) for cell in row if cell.__class__ is str)
        letters += length
        if length > ROW_LONGEST or letters > LETTERS_ALLOWED:
            raise Refused(CRAMMED, count)
        yield row


def _read(source: bytes, ending: str, name: str, chosen: str, headings: str) -> None:
    try:
        read_text(source) if ending == "csv" else read(source, Wanted(name, json.loads(headings), chosen))
    except Asked as asked:
        tell({"asked": asked.sheets})
    except ArchiveRefused as refused:
        tell({"refused": refused.why})
    except Refused as refused:
        tell({"refused": str(refused), "row": refused.row, "names": refused.names})


def main() -> None:
    shut_in.run(_read)
