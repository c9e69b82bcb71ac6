"""An upload read whole, and kept: reading a workbook again costs more than all that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lianzhang.kernel.workbooks import FileRefused, Limits, SheetAsked, SheetSeen

from .columns import Problem, Row, Sheet, Table, capped
from .rows import value_of
from .uploads import open_upload

__all__ = ["BYTES_ALLOWED", "LIMITS", "from_json", "read_table"]

BYTES_ALLOWED = 5 * 1024 * 1024
LIMITS = Limits(BYTES_ALLOWED, seconds=20, memory=512 * 1024 * 1024)  # somebody waits for the page


def read_table(content: bytes, sheet: Sheet, name: str, limits: Limits = LIMITS, *, chosen: str = "") -> Table:
    """All rows of an upload, each with a value for every column. Never raises: what is wrong becomes problems; where
    several worksheets may be meant, the table says which."""
    blank = {column.key: column.blank for column in sheet.columns}
    try:
        with open_upload(content, name, sheet, limits, chosen=chosen) as upload:
            rows = [replace(row, values=blank | row.values) for row in upload.rows]
            problems = [*upload.problems, *(problem for row in rows for problem in row.problems)]
            return Table(rows, capped(problems, name), upload.notes, upload.sheets)
    except SheetAsked as asked:
        return Table(problems=[Problem(name, None, "", str(asked))], sheets=asked.sheets)
    except FileRefused as refused:
        return Table(problems=[Problem(name, refused.row, "", str(refused))])


def from_json(stored: dict[str, Any], sheet: Sheet) -> Table:
    """The table that `as_json` kept. Raises CellError if the sheet's choices no longer hold a cell."""
    readers = {column.key: value_of(column) for column in sheet.columns}
    blank = {column.key: column.blank for column in sheet.columns}
    rows = []
    for number, texts, broken in stored["rows"]:
        read = {key: readers[key](text) for key, text in texts.items() if text and key in readers and key not in broken}
        rows.append(Row(number, blank | read | dict.fromkeys(broken), frozenset(broken), texts))
    problems = [Problem(**problem) for problem in stored["problems"]]
    return Table(rows, problems, stored.get("notes", []), [SheetSeen(*each) for each in stored.get("sheets", ())])
