"""The process that reads one table (kernel/shut_in.py): what the file is, then rows, then an end.

Arguments ENDING SHEET. What it hands on is limited by columns, rows and letters: the parent (opening.py) keeps what it
gets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from lianzhang.kernel import shut_in
from lianzhang.kernel.archives import ArchiveRefused

from .refusals import CRAMMED, EMPTY, ENCRYPTED, MACROS, MERGED, NOT_A_WORKBOOK, TOO_LONG, TOO_WIDE, Refused

ROWS_AT_ONCE = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COLUMNS_ALLOWED = 400
ROWS_ALLOWED = 1_048_576  # as in a spreadsheet, blank ones included
ROW_LONGEST = 20_000  # letters of all its cells
LETTERS_ALLOWED = 256 * 1024 * 1024
MERGED_ALLOWED = 10_000


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


def read(source: bytes, sheet_name: str) -> None:
    from python_calamine import CalamineWorkbook, PasswordError

    from .archive import look_through

    packed = source.startswith(b"PK\x03\x04")
    if not packed:
        if not source.startswith(OLE):
            raise Refused(NOT_A_WORKBOOK)
        _compound(source)
    contents = look_through(source, sheet_name) if packed else None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(source))
    except PasswordError:
        raise Refused(ENCRYPTED) from None
    names = workbook.sheet_names
    if not names:
        raise Refused(EMPTY)
    sheet = workbook.get_sheet_by_name(contents.sheet if contents else sheet_name if sheet_name in names else names[0])
    if sheet.start is None:
        raise Refused(EMPTY)
    if sheet.width > COLUMNS_ALLOWED:
        raise Refused(TOO_WIDE)
    merged = sheet.merged_cell_ranges or []
    if len(merged) > MERGED_ALLOWED:
        raise Refused(MERGED)
    tell(
        {
            "first_column": sheet.start[1],
            "merged": merged,
            "marks": contents.marks if contents else [],
            "hidden_rows": sorted({row for row in contents.hidden_rows if row < ROWS_ALLOWED}) if contents else [],
            "hidden_columns": contents.hidden_columns if contents else [],
            "old": not packed,
        }
    )
    tell_rows(sheet.iter_rows())


def tell_rows(rows: Iterable[list[Any]]) -> None:
    """Hand them on as long as they keep to the limits. Raises Refused at the row that does not."""
    within = _within_limits(rows)
    while some := list(islice(within, ROWS_AT_ONCE)):
        tell(some)
    tell({"end": True})


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


def _read(source: bytes, ending: str, sheet: str) -> None:
    try:
        read_text(source) if ending == "csv" else read(source, sheet)
    except ArchiveRefused as refused:
        tell({"refused": refused.why, "row": None})
    except Refused as refused:
        tell({"refused": str(refused), "row": refused.row})


def main() -> None:
    shut_in.run(_read)
