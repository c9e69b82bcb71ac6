"""What is wrong with a plan, said of its workbook: worksheets and Chinese heads for files and keys."""

from __future__ import annotations

import re
from dataclasses import replace

from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import PLAN_FILE
from lianzhang.plans.folder.tables import SECTIONS, TABLES

from .layout import BY_NAME, PLAN_SHEET, SECTION_TITLES

__all__ = ["in_workbook", "said_of_workbook"]

BY_FILE = {table.file: table for table in TABLES}
SAID = {column.key: column.title for sheet in SECTIONS.values() for column in sheet.columns}
FILE = re.compile(r"\b([a-z_]+)\.csv")
# What stands between quotation marks is somebody's own.
PIECES = re.compile(r"(“[^”]*”)")
EMPTY = {"缺少这张表；请补上，至少要有一行": "缺少这张表的内容；至少要写一行"}
SECTION = re.compile(r"\[([a-z]+)\] *(?:一节)?")
WORD = re.compile(r"(?<![A-Za-z_.])([a-z][a-z_]*)(?![A-Za-z_.])")


def said_of_workbook(text: str) -> str:
    """Files and sections by what they are called in the workbook."""
    text = FILE.sub(lambda file: f"“{BY_NAME[file[1]].title}”表" if file[1] in BY_NAME else file[0], text)
    text = text.replace(PLAN_FILE, f"“{PLAN_SHEET}”表")
    return SECTION.sub(lambda name: f"“{SECTION_TITLES.get(name[1], name[1])}”", text)


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
        piece = said_of_workbook(piece)
        return WORD.sub(lambda word: words.get(word[1], word[0]), piece)

    message = "".join(map(said, PIECES.split(EMPTY.get(problem.message, problem.message))))
    place = table.title if table else PLAN_SHEET
    return replace(problem, file=place, column=columns.get(problem.column, problem.column), message=message)
