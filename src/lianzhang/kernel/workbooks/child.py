"""The process that reads one workbook: little memory, little time, nothing to write to, and nobody's secrets.

python -I -m lianzhang.kernel.workbooks.child SHEET < workbook; lines of JSON come out: what the file is, rows, an end.
It may be killed by what it reads; the parent (opening.py) tells that as a refusal."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from .refusals import EMPTY, ENCRYPTED, MACROS, NOT_A_WORKBOOK, TOO_WIDE, Refused

MEMORY, SECONDS = 1536 * 1024 * 1024, 60
ROWS_AT_ONCE = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COLUMNS_ALLOWED = 400
OUT_OF_MEMORY = 3  # exit code


def shut_in() -> None:
    """From here on this process cannot grow, run on, write a file or open many."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def tell(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=_plain))
    sys.stdout.write("\n")


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
    name = contents.sheet if contents else sheet_name if sheet_name in names else names[0]
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        raise Refused(EMPTY)
    if sheet.width > COLUMNS_ALLOWED:
        raise Refused(TOO_WIDE)
    tell(
        {
            "sheet": name,
            "sheets": len(names),
            "first_column": sheet.start[1],
            "merged": sheet.merged_cell_ranges or [],
            "marks": contents.marks if contents else [],
            "hidden_rows": contents.hidden_rows if contents else [],
            "hidden_columns": contents.hidden_columns if contents else [],
            "old": not packed,
        }
    )
    rows, count = sheet.iter_rows(), 0
    while some := list(islice(rows, ROWS_AT_ONCE)):
        count += len(some)
        tell(some)
    tell({"rows": count})


def main() -> None:
    from lianzhang.kernel.archives import ArchiveRefused

    shut_in()
    try:
        read(sys.stdin.buffer.read(), sys.argv[1])
    except ArchiveRefused as refused:
        tell({"refused": refused.why})
    except Refused as refused:
        tell({"refused": str(refused)})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
