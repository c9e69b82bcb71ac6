"""How one cell of the workbook is read and written: names for ids, Chinese words for those of the plan's format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lianzhang.kernel.sheets import CellError, Column, Kind
from lianzhang.plans.folder.cells import Pointing

from .layout import BY_NAME
from .names import Names

__all__ = ["column_by_name", "shown_cell"]

APART = re.compile(r"[;；\n]")
POINTED = re.compile(r"\s*([^:：]*?)\s*[:：]\s*(.*)", re.DOTALL)
# What the words of scopes and subjects are called here.
WORDS = {
    "city": "整个区域",
    "chain": "产业链",
    "group": "产业群",
    "region": "区域",
    "park": "园区",
    "each_chain": "每条产业链",
    "each_group": "每个产业群",
    "each_region": "每个下辖区域",
    "each_zone": "每个开发区",
    "each_park": "每个园区",
    "text": "其他",
    "duty": "任务",
    "": "目标",
}
MEANT = {said: word for word, said in WORDS.items()} | {word: word for word in WORDS if word}


def column_by_name(table: str, column: Column, names: Names) -> Column:
    """The column as it is read in a workbook: its value is what the folder's column would read."""
    translate = _translation(table, column, names)
    if translate is None:
        return column
    parse = column.parse

    def read(cell: str) -> Any:
        return parse(translate(cell))

    kind = replace(column.kind, read=read) if isinstance(parse, Kind) else Kind(read)
    return replace(column, parse=kind)


def _translation(table: str, column: Column, names: Names) -> Callable[[str], str] | None:
    other = BY_NAME[table].references.get(column.key) if table in BY_NAME else None
    if other and column.blank == ():
        return lambda cell: ";".join(names.id_of(other, part.strip()) for part in APART.split(cell) if part.strip())
    if other:
        return lambda cell: names.id_of(other, cell)
    if isinstance(column.parse, Pointing):
        tables = column.parse.tables
        return lambda cell: _pointed(cell, tables, names)
    return None


def _pointed(cell: str, tables: Mapping[str, str], names: Names) -> str:
    """`产业链：汽车产业链`, or the name alone where only one table has it."""
    if (word := MEANT.get(cell, cell)) in tables and word:
        return word
    named = POINTED.fullmatch(cell)
    if named and (word := MEANT.get(named[1], named[1])) in tables:
        code = names.id_of(tables[word], named[2]) if tables[word] else named[2]
        return f"{word}:{code}" if word else code
    having = [word for word, table in tables.items() if table and names.knows(table, cell)]
    if len(having) == 1:
        code = names.id_of(tables[having[0]], cell)
        return f"{having[0]}:{code}" if having[0] else code
    words = "、".join(f"{WORDS[word]}：……" if table else WORDS[word] for word, table in tables.items())
    why = "有几张表里都有" if having else "看不出指哪一个"
    raise CellError(f"“{cell[:60]}”{why}；可写：{words}")


def shown_cell(table: str, column: Column, cell: str, names: Names) -> Any:
    """What a cell of the folder is in the workbook: a text, a number or a day. Raises CellError for what is broken."""
    if not cell:
        return None
    other = BY_NAME[table].references.get(column.key) if table in BY_NAME else None
    if other:
        value = column.read(cell)
        return "；".join(names.shown(other, each) for each in ((value,) if isinstance(value, str) else value))
    if isinstance(column.parse, Pointing):
        word, colon, code = cell.partition(":")
        if not colon:
            return WORDS[word] if word in column.parse.tables and word else names.shown(column.parse.tables[""], cell)
        target = column.parse.tables[word.strip()]
        return f"{WORDS[word.strip()]}：{names.shown(target, code.strip()) if target else code.strip()}"
    if column.choices:
        return dict(column.choices)[column.read(cell)]
    if column.blank is False:
        return "是" if column.read(cell) else ""
    return column.read(cell) if column.shown_as in ("number", "date") else cell
