"""Which worksheet of a workbook is read: told by the person, by its name, by its headings, or else asked.

Hidden ones never are. Runs in the process that reads the workbook (child.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.kernel.unseen import UNSEEN

from .refusals import EMPTY, GONE, HIDDEN, MACROS, SHEETS, Refused

__all__ = [
    "ASKED",
    "BLANK",
    "HIDDEN_SHEET",
    "NAME_LONGEST",
    "PASSED",
    "READ",
    "Asked",
    "Wanted",
    "choose",
    "worksheets",
]

SHEETS_ALLOWED = 100
NAME_LONGEST = 100  # letters; spreadsheets allow 31, those of the web 100
LOOKED_AT = 12  # rows: below a title and a line saying who fills it in
# What becomes of a worksheet.
READ, PASSED, BLANK, HIDDEN_SHEET, ASKED = "read", "passed", "blank", "hidden", "asked"


@dataclass(frozen=True)
class Wanted:
    """`name` of the declared sheet, its `headings`, and the worksheet that a person has `chosen`, if any."""

    name: str
    headings: Sequence[str] = ()
    chosen: str = ""


class Asked(Exception):
    """Several would do; `sheets` says which, as `choose` tells them."""

    def __init__(self, sheets: list[Any]) -> None:
        super().__init__()
        self.sheets = sheets


def choose(workbook: Any, wanted: Wanted) -> tuple[str, list[list[Any]]]:
    """The worksheet to read, and of each its name, what becomes of it and its rows (none where nobody looked).

    Raises Asked or Refused."""
    names, shown = worksheets(workbook)
    rows: dict[str, int] = {}
    title = wanted.chosen or next((name for name in shown if name.strip() == wanted.name), "")
    if title and title not in shown:
        raise Refused(GONE, names=[title])
    if not title and len(shown) == 1:
        title = shown[0]
    likely: list[str] = []
    if not title:
        rows, likely = _likely(workbook, shown, _plain_headings(wanted.headings))
        title = likely[0] if len(likely) == 1 else ""
    if not title and not likely:
        hidden = [name for name in names if name not in shown]
        raise Refused(HIDDEN if hidden else EMPTY, names=hidden)

    def fate(name: str) -> str:
        if name not in shown:
            return HIDDEN_SHEET
        if name == title:
            return READ
        if name in likely:
            return ASKED
        return BLANK if rows.get(name) == 0 else PASSED

    sheets = [[name, fate(name), rows.get(name)] for name in names]
    if not title:
        raise Asked(sheets)
    return title, sheets


def worksheets(workbook: Any) -> tuple[list[str], list[str]]:
    """Names of all worksheets, and of the visible ones."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    every = workbook.sheets_metadata
    if any(each.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for each in every):
        raise Refused(MACROS)
    names = [each.name for each in every]
    strange = any(len(name) > NAME_LONGEST or UNSEEN.search(name) for name in names)
    if strange or len(names) > SHEETS_ALLOWED or len(set(names)) < len(names):
        raise Refused(SHEETS)
    sheets = [each for each in every if each.typ == SheetTypeEnum.WorkSheet]
    return [each.name for each in sheets], [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]


def _likely(workbook: Any, shown: list[str], headings: frozenset[str]) -> tuple[dict[str, int], list[str]]:
    """Rows of each visible worksheet, and those that may be meant: the ones with the headings, else all with rows."""
    rows, hits = {}, {}
    for name in shown:
        sheet = workbook.get_sheet_by_name(name)  # one in memory at a time
        rows[name] = sheet.height if sheet.start is not None else 0
        if rows[name]:
            hits[name] = _hits(list(islice(sheet.iter_rows(), LOOKED_AT)), headings)
    least = max(2, max(hits.values(), default=0) / 2)
    return rows, [name for name, count in hits.items() if count >= least] or list(hits)


def _hits(rows: list[list[Any]], headings: frozenset[str]) -> int:
    """How many columns have a heading, in one row or over two."""
    named = [{at: plain for at, cell in enumerate(row) if (plain := _plain(cell)) in headings} for row in rows]
    together = [{**above, **below} for above, below in pairwise(named)]
    return max((len(set(each.values())) for each in [*named, *together]), default=0)


def _plain_headings(headings: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(None, map(_plain, headings)))


def _plain(cell: Any) -> str:
    """A heading as far as it tells what sheet this is: without blanks, stars and what stands in brackets behind."""
    return fold(cell).strip("*").partition("(")[0] if isinstance(cell, str) else ""
