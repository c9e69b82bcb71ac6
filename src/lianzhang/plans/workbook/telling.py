"""What is wrong with a plan, said of its workbook: worksheets and Chinese heads for files and keys."""

from __future__ import annotations

import re
from dataclasses import replace

from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import PLAN_FILE
from lianzhang.plans.folder.tables import SECTIONS, TABLES

from .layout import BY_NAME, PLAN_SHEET

__all__ = ["in_workbook"]

BY_FILE = {table.file: table for table in TABLES}
SAID = {column.key: column.title for sheet in SECTIONS.values() for column in sheet.columns}
FILE = re.compile(r"\b([a-z_]+)\.csv")
# What stands between quotation marks is somebody's own.
PIECES = re.compile(r"(“[^”]*”)")
WORD = re.compile(r"(?<![A-Za-z_.])([a-z][a-z_]*)(?![A-Za-z_.])")


def in_workbook(problem: Problem) -> Problem:
    table = BY_FILE.get(problem.file)
    if table is None and problem.file != PLAN_FILE:
        return problem
    columns = {column.key: column.title for column in table.sheet.columns} if table else SAID
    choices = {value: label for column in table.sheet.columns for value, label in column.choices} if table else {}
    words = {**choices, **columns}

    def said(piece: str) -> str:
        if piece.startswith("“"):
            return piece
        piece = FILE.sub(lambda file: f"“{BY_NAME[file[1]].title}”表" if file[1] in BY_NAME else file[0], piece)
        return WORD.sub(lambda word: words.get(word[1], word[0]), piece)

    message = "".join(map(said, PIECES.split(problem.message)))
    place = table.title if table else PLAN_SHEET
    return replace(problem, file=place, column=columns.get(problem.column, problem.column), message=message)
