"""Sheets declared as columns: read from CSV or XLSX into typed rows and problems, written as workbooks.

Knows nothing of plans; a room declares its `Sheet` and gets reading, checking and templates from it."""

from .cells import code, code_of, codes, date_cell, number, text, whole, yes
from .columns import CellError, Column, Kind, Problem, Row, Sheet, Table, capped, nearest
from .lists import MOMENT, WORDS, YEAR, Said, list_workbook
from .reading import read_csv
from .workbooks import read_upload
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
    "capped",
    "code",
    "code_of",
    "codes",
    "date_cell",
    "list_workbook",
    "nearest",
    "number",
    "read_csv",
    "read_upload",
    "template",
    "text",
    "whole",
    "write_marked",
    "write_workbook",
    "yes",
]
