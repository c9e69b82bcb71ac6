"""The process that reads every worksheet of a workbook (kernel/shut_in.py): of each what it is, its rows, an end.

Hidden ones are named and not read. The same limits hold as where one is read (child.py)."""

from __future__ import annotations

from lianzhang.kernel import shut_in
from lianzhang.kernel.archives import ArchiveRefused

from .child import COLUMNS_ALLOWED, looked_through, tell, tell_rows, workbook_in
from .choosing import worksheets
from .refusals import TOO_WIDE, Refused


def read(source: bytes) -> None:
    workbook = workbook_in(source)
    names, shown = worksheets(workbook)
    tell({"hidden": [name for name in names if name not in shown]})
    for name in shown:
        contents = looked_through(source, workbook, name)
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if sheet.width > COLUMNS_ALLOWED:
            raise Refused(TOO_WIDE, names=[name])
        tell({"sheet": name, "first_column": sheet.start[1], "marks": contents.marks.told()})
        tell_rows(sheet.iter_rows(), sheet.start[1])
    tell({"end": True})


def _read(source: bytes) -> None:
    try:
        read(source)
    except ArchiveRefused as refused:
        tell({"refused": refused.why})
    except Refused as refused:
        tell({"refused": str(refused), "row": refused.row, "names": refused.names})


def main() -> None:
    shut_in.run(_read)
