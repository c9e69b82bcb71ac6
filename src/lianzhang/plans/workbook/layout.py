"""How a plan lies in a workbook: which worksheet is which, what a row is called by, what is said beside a column."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from lianzhang.kernel.sheets import Column
from lianzhang.plans.folder.declaring import PlanTable
from lianzhang.plans.folder.tables import SECTIONS, TABLES

__all__ = [
    *("BY_NAME", "BY_TITLE", "GROUPS", "GUIDE", "NONE_AT_ALL", "PLAN_SHEET", "REST", "SECTION_TITLES", "note_of"),
    *("named_by", "purpose_of", "title_of", "BASIS"),
]

GUIDE, PLAN_SHEET = "填写说明", "方案"
# On the guide, beside it the content_hash of the plan that was handed out.
BASIS = "底稿编号"
# In the first cell below the heads: the table is there and has no row, though usual rows would stand in its place.
NONE_AT_ALL = "（没有）"
NOTES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("notes.toml").read_text(encoding="utf-8"))
SECTION_TITLES = {"plan": "基本情况", "paper": "方案的文件", "words": "怎么称呼"}
BY_NAME: Mapping[str, PlanTable] = {table.name: table for table in TABLES}
BY_TITLE: Mapping[str, PlanTable] = {table.title: table for table in TABLES}
# What a row is called by, where that is not its name.
NAMED_BY = {"clauses": "number", "sources": "title"}
GROUPS: Mapping[str, list[str]] = NOTES["groups"]
REST = "其余（不填就按通常的办）"
HOLDS = {
    "number": "只写数",
    "date": "日期，如 2024-07-01",
}


def named_by(table: str) -> str:
    return NAMED_BY.get(table, "name")


def title_of(table: str) -> str:
    return BY_NAME[table].title


def purpose_of(table: str) -> str:
    said: str = NOTES["tables"][table]
    return said


def note_of(table: str, column: Column) -> str:
    """How a column of a table, or a key of a section of plan.toml, is filled in."""
    said: str = NOTES["columns"].get(table, {}).get(column.key, "")
    if not said and column.key == "id" and table not in SECTIONS:
        said = NOTES["columns"]["id"]
    return "；".join(filter(None, ("必填" if is_asked(column) else "", said or _usual_note(table, column))))


def is_asked(column: Column) -> bool:
    """Ids may be left to the house."""
    return column.required and column.key != "id"


def _usual_note(table: str, column: Column) -> str:
    other = BY_NAME[table].references.get(column.key) if table in BY_NAME else None
    if other:
        several = "，几个用；隔开" if column.blank == () else ""
        return f"“{title_of(other)}”表里的名称{several}"
    if column.choices:
        return "从下拉列表里选：" + "、".join(label for _, label in column.choices[:12])
    if column.blank is False:
        return "填“是”，或留空"
    return HOLDS.get(column.shown_as, "")
