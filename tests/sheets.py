"""Rows that a sheet could hold, and whether they come back from the workbook they are written into."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from lianzhang.enterprises.naming import tidy
from lianzhang.kernel.folding import UnseenLetter, clean, fold
from lianzhang.kernel.sheets import CellError, Column, Kind, Row, Sheet, open_upload, template, write_workbook
from lianzhang.kernel.sheets.loose import joined
from tests.older import saved_as_xls

PERIODS = ["2023", "2023Q4", "2023-08"]
AWKWARD = [
    "无",
    "-",
    "'91",
    '="01"',
    "=1+1",
    "#N/A",
    "合计",
    "一\n二",
    "A/B",
    "a;b",
    '"甲"',
    "（乙、丙）丁",
    "@x",
    "１２",
]
WORDS = st.text(max_size=12) | st.sampled_from(AWKWARD)


def workbook(fill: Callable[[Any, Any], None], name: str = "名录") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "nan_inf_to_errors": True})
    fill(book.add_worksheet(name), book)
    book.close()
    return stream.getvalue()


def as_xlsx(*rows: list[Any]) -> bytes:
    return workbook(lambda page, _: [page.write_row(number, 0, row) for number, row in enumerate(rows)])


def as_csv(*rows: list[Any]) -> bytes:
    lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode("utf-8-sig")


def read(content: bytes, name: str, sheet: Sheet) -> tuple[list[Row], list[str], list[tuple[int | None, str, str]]]:
    """Rows, notes but those of the file as a whole, and what is told at which place."""
    with open_upload(content, name, sheet) as upload:
        rows = list(upload.rows)
        problems = [*upload.problems, *(problem for row in rows for problem in row.problems)]
    return rows, upload.noted, [(each.row, each.column, each.message) for each in problems]


def _takes(kind: Kind, cell: str) -> bool:
    with suppress(CellError):
        kind.read(cell)
        return True
    return False


def cells(column: Column) -> st.SearchStrategy[Any]:
    """Values of a column as its room keeps them."""
    kind, name = column.kind, tidy if column.key in ("name", "former_names") else str
    if column.choices:
        return st.sampled_from([value for value, _ in column.choices])
    if kind.shown_as == "date":
        return st.dates(date(1950, 1, 1), date(2099, 12, 31))
    if kind.shown_as == "number":
        numbers = st.decimals(Decimal(0), Decimal(90), places=2) | st.integers(0, 90) | st.integers(1990, 2100)
        return numbers.map(str).filter(partial(_takes, kind)).map(kind.read)
    if kind.shown_as == "period":
        return st.sampled_from([each for each in PERIODS if _takes(kind, each)])
    if column.key == "above_scale":
        return st.sets(st.integers(2000, 2030), max_size=4).map(lambda years: tuple(sorted(years)))
    if kind.several:
        names = st.lists(WORDS.map(_kept).map(name).filter(bool), max_size=3, unique_by=fold)
        return names.map(lambda parts: kind.read(joined(parts)))
    if kind.shown_as == "code":
        return st.sampled_from(["3670", "3311", "0111"])
    return WORDS.map(lambda text: kind.read(name(_kept(text, lines=kind.lines))))


def _kept(text: str, *, lines: bool = False) -> str:
    with suppress(UnseenLetter):
        return clean(text, lines=lines)
    return ""


def rows_of(sheet: Sheet) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows with a code where there is one, so that none is taken for a total."""

    told = any(column.key == "uscc" or (column.required and column.choices) for column in sheet.columns)

    def one(column: Column) -> st.SearchStrategy[Any]:
        some = cells(column) if told else cells(column).filter(lambda value: value != "合计")
        return some.filter(bool) if column.required or column.key == "uscc" else some | st.none()

    row = st.fixed_dictionaries({column.key: one(column) for column in sheet.columns})
    return st.lists(row, min_size=1, max_size=12)


def check_comes_back(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    """What is written by `sheet` is read by it as it was, saved in the older format as well; the template is taken."""
    written = write_workbook(sheet, rows)
    for name, saved in (("名录.xlsx", bytes), ("名录.et", saved_as_xls)):
        read_rows, notes, told = read(saved(written), name, sheet)
        assert (told, notes) == ([], [])
        for row, wanted in zip(read_rows, rows, strict=True):
            for column in sheet.columns:
                value = wanted[column.key]
                if isinstance(value, str) and column.kind.shown_as == "period":
                    value = column.kind.read(value)
                assert row[column.key] == (column.blank if value is None else value), column.title
    assert read(template(sheet), "名录.xlsx", sheet) == ([], [], [])


def refusal(kind: Any, cell: str) -> str:
    """What a kind says against a cell; nothing where it reads it."""
    try:
        kind.read(cell)
    except CellError as error:
        return str(error)
    return ""
