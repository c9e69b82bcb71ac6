"""Sheets declared as columns: read from CSV or a workbook into typed rows and problems, written as workbooks.

Knows nothing of plans; a room declares its `Sheet` and gets reading, checking and templates from it. What people upload
is read by `open_upload`, or whole by `read_table`; `read_csv` reads the strict tables of a plan's folder."""

from .cells import code, code_of, codes, number, whole, yes
from .columns import CellError, Column, Kind, Problem, Row, Sheet, Table, capped, nearest
from .lists import MOMENT, WORDS, YEAR, Said, list_workbook
from .loose import amount, coded, day_cell, several, text, years
from .reading import read_csv
from .tables import from_json, read_table
from .uploads import open_upload
from .writing import template, write_marked, write_workbook

__all__ = [
    "MOMENT",
    "WORDS",
    "YEAR",
    "CellError",
    "Column",
    "Kind",
    "Problem",
    "Row",
    "Said",
    "Sheet",
    "Table",
    "amount",
    "capped",
    "code",
    "code_of",
    "coded",
    "codes",
    "day_cell",
    "from_json",
    "list_workbook",
    "nearest",
    "number",
    "open_upload",
    "read_csv",
    "read_table",
    "several",
    "template",
    "text",
    "whole",
    "write_marked",
    "write_workbook",
    "years",
    "yes",
]
