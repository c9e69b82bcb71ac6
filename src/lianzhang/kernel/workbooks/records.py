"""What the fast reader does not tell of an .xls or .et ([MS-XLS]): formulas, errors, formats, hidden rows and columns.

One walk over the records of the workbook and of the worksheet that is read."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from lianzhang.kernel.archives import DAMAGED, ArchiveRefused

from .archive import SheetContents
from .compound import stream
from .formats import shown_by_number
from .marks import ERROR, FORMULA

__all__ = ["look_through"]

BEGIN, END, SHEET, FORMAT, CELL_FORMAT = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
VERSION_8 = 0x0600
ROW_HIDDEN, COLUMN_HIDDEN = 0x20, 0x01
HIGH_BYTES = 0x01  # letters of two bytes


def look_through(source: bytes, number: int) -> SheetContents:
    """Look through the worksheet of this number. Raises ArchiveRefused or Refused."""
    contents = SheetContents()
    try:
        book = stream(source, ("Workbook", "Book"))
        styles, sheets = _globals(book)
        _walk(book, sheets[number], styles, contents)
    except (struct.error, IndexError, ValueError) as error:
        raise ArchiveRefused(DAMAGED) from error
    return contents


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record from `at` to the end of that part; charts within it are passed over."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(book: bytes) -> tuple[dict[int, str], list[int]]:
    """What the cell formats show, by their numbers, and where each sheet begins."""
    written: dict[int, str] = {}
    formats: list[int] = []
    sheets: list[int] = []
    version = 0
    for kind, content in _records(book, 0):
        if kind == BEGIN:
            (version,) = struct.unpack_from("<H", content)
        elif kind == FORMAT:
            written[struct.unpack_from("<H", content)[0]] = _text(content[2:], version)
        elif kind == CELL_FORMAT:
            formats.append(struct.unpack_from("<H", content, 2)[0])
        elif kind == SHEET:
            sheets.append(struct.unpack_from("<I", content)[0])
    shown = {place: shown_by_number(number, written) for place, number in enumerate(formats)}
    return {place: what for place, what in shown.items() if what}, sheets


def _text(content: bytes, version: int) -> str:
    if version < VERSION_8:
        return content[1 : 1 + content[0]].decode("gb18030", "replace")
    length, flags = struct.unpack_from("<HB", content)
    if flags & HIGH_BYTES:
        return content[3 : 3 + 2 * length].decode("utf-16-le", "replace")
    return content[3 : 3 + length].decode("latin-1")


def _walk(book: bytes, at: int, styles: dict[int, str], contents: SheetContents) -> None:
    for kind, content in _records(book, at):
        if look := LOOKS.get(kind):
            look(content, styles, contents)


def _number(content: bytes, styles: dict[int, str], contents: SheetContents) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    if style in styles:
        contents.marks.add(row, column, styles[style])


def _numbers(content: bytes, styles: dict[int, str], contents: SheetContents) -> None:
    row, first = struct.unpack_from("<HH", content)
    for place, (style,) in enumerate(struct.iter_unpack("<H4x", content[4:-2])):
        if style in styles:
            contents.marks.add(row, first + place, styles[style])


def _calculated(content: bytes, styles: dict[int, str], contents: SheetContents) -> None:
    _number(content, styles, contents)
    row, column = struct.unpack_from("<HH", content)
    contents.marks.add(row, column, FORMULA)


def _truth_or_error(content: bytes, _: dict[int, str], contents: SheetContents) -> None:
    row, column, is_error = struct.unpack_from("<HH3xB", content)
    if is_error:
        contents.marks.add(row, column, ERROR)


def _row(content: bytes, _: dict[int, str], contents: SheetContents) -> None:
    row, height, flags = struct.unpack_from("<H4xH4xB", content)
    if flags & ROW_HIDDEN or height == 0:
        contents.hidden_rows.append(row)


def _columns(content: bytes, _: dict[int, str], contents: SheetContents) -> None:
    first, last, width, flags = struct.unpack_from("<HHH2xH", content)
    if flags & COLUMN_HIDDEN or width == 0:
        contents.hidden_columns.append((first, last))


LOOKS: dict[int, Callable[[bytes, dict[int, str], SheetContents], None]] = {
    0x0203: _number,
    0x027E: _number,  # in short
    0x00BD: _numbers,  # several beside each other
    0x0006: _calculated,
    0x0205: _truth_or_error,
    0x0208: _row,
    0x007D: _columns,
}
