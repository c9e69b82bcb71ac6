"""What a sheet is: its columns, its rows, and the problems found in it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

PROBLEMS_SHOWN = 500


class CellError(ValueError):
    """A cell that cannot be read; its text says why and how to mend it."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong, at its place. Rows count as a spreadsheet shows them; None means the whole file."""

    file: str
    row: int | None
    column: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def place(self) -> str:
        row = f" 第{self.row}行" if self.row else ""
        column = f" “{self.column}”列" if self.column else ""
        return f"{self.file}{row}{column}"

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


def capped(problems: Iterable[Problem], file: str = "其余", limit: int = PROBLEMS_SHOWN) -> list[Problem]:
    """The first problems, and one line for the rest, said of `file`."""
    all_problems = list(problems)
    if len(all_problems) <= limit:
        return all_problems
    return [*all_problems[:limit], beyond(len(all_problems) - limit, file)]


def beyond(count: int, file: str) -> Problem:
    """One line for the problems that are not listed."""
    return Problem(file, None, "", f"还有 {count} 处；请先改正上面的，再查一次")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint naming the known words nearest to a mistaken one, or the first few of them."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        return "是不是" + "、".join(f"“{name}”" for name in close)
    if not names:
        return "现在一个也没有"
    more = f"等{len(names)}个" if len(names) > 8 else ""
    return "可用的有：" + "、".join(names[:8]) + more


@dataclass(frozen=True)
class Kind:
    """What the cells of a column hold: how their text is read and how a spreadsheet shows the value."""

    read: Callable[[str], Any]
    blank: Any = None
    # A code is text that a spreadsheet must never have taken for a number: it would have lost digits.
    shown_as: Literal["text", "code", "number", "date", "moment", "year"] = "text"
    unit: str = ""

    def __call__(self, cell: str) -> Any:
        return self.read(cell)


@dataclass(frozen=True)
class Column:
    """One column. `parse` turns a cell's text into a value or raises CellError.

    `choices` are (value, label) pairs; a cell may hold either, the row holds the value.
    """

    key: str
    title: str
    parse: Callable[[str], Any] = Kind(str, blank="")
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    example: str = ""

    @property
    def shown_as(self) -> str:
        return getattr(self.parse, "shown_as", "text")

    @property
    def unit(self) -> str:
        return getattr(self.parse, "unit", "")

    def read(self, cell: str) -> Any:
        if not cell:
            if self.required:
                raise CellError("不能为空；请填写")
            return "" if self.choices else getattr(self.parse, "blank", None)
        if not self.choices:
            return self.parse(cell)
        for value, label in self.choices:
            if cell in (value, label):
                return value
        raise CellError(f"“{cell[:60]}”不在可选值内；{self._choice_hint(cell)}")

    def _choice_hint(self, cell: str) -> str:
        if len(self.choices) > 12:
            return nearest(cell, (label for _, label in self.choices))
        return "可选：" + "、".join(v if v == label else f"{v}（{label}）" for v, label in self.choices)


@dataclass(frozen=True)
class Sheet:
    """A declared sheet. `named_by` says which name of a column stands in its first row; both are read."""

    name: str
    columns: tuple[Column, ...]
    max_rows: int = 20_000
    named_by: Literal["title", "key"] = "title"

    def heading(self, column: Column) -> str:
        return column.key if self.named_by == "key" else column.title


@dataclass(frozen=True)
class Row:
    """A typed row with its number and its cells' `texts`.

    `broken` names the cells that could not be read: their value is None. An upload's row brings its `problems`."""

    number: int
    values: dict[str, Any]
    broken: frozenset[str] = frozenset()
    texts: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass
class Table:
    """What was read: rows, and everything wrong with the file."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What was read, to be kept: reading a workbook again costs more than all that follows."""
        return {
            "rows": [[row.number, row.texts, sorted(row.broken)] for row in self.rows],
            "problems": [problem.as_dict() for problem in self.problems],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any], sheet: Sheet) -> Table:
        """The table that `as_json` kept. Raises CellError if the sheet's choices no longer hold a cell."""
        rows = [_typed(sheet, number, texts, frozenset(broken)) for number, texts, broken in stored["rows"]]
        return cls(rows, [Problem(**problem) for problem in stored["problems"]])


def _typed(sheet: Sheet, number: int, texts: dict[str, str], broken: frozenset[str]) -> Row:
    values = {
        column.key: None if column.key in broken else column.read(texts.get(column.key, "")) for column in sheet.columns
    }
    return Row(number, values, broken, texts)
