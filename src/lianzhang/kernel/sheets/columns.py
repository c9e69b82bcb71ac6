"""What a sheet is: its columns, its rows, and the problems found in it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple, dataclass, field
from typing import Any, Literal

from lianzhang.kernel.workbooks import SheetSeen, Wanted

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
        kind = "项" if self.file.endswith(".toml") else "列"
        column = f" “{self.column}”{kind}" if self.column else ""
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


def quoted(cell: str, longest: int = 40) -> str:
    """A cell's text in a message: whole, or plainly the beginning of a longer one."""
    return cell if len(cell) <= longest else f"{cell[:longest]}…"


@dataclass(frozen=True)
class Kind:
    """What the cells of a column hold: how their text is read and how a spreadsheet shows the value."""

    read: Callable[[str], Any]
    blank: Any = None
    # A code is text that a spreadsheet must never have taken for a number: it would have lost digits.
    shown_as: Literal["text", "code", "number", "date", "period", "moment", "year"] = "text"
    unit: str = ""
    # How such a cell is written, said where it cannot be read; only what this very kind takes.
    hint: str = ""
    # A pattern of digits that have lost nothing where a spreadsheet has taken a code for a number.
    whole: str = ""
    # Whether a cell holds several values, or lines that stay.
    several: bool = False
    lines: bool = False
    # How many decimals of a figure are kept, and how its text is read with all that are written.
    decimals: int | None = None
    exact: Callable[[str], Any] | None = None
    # What stands beside a value where somebody checks it, in words.
    told: Callable[[Any], str] | None = None

    def __call__(self, cell: str) -> Any:
        return self.read(cell)

    def rounds(self, cell: str) -> bool:
        """Whether of the figure in a cell that was read less is kept than is written."""
        if self.exact is None or self.decimals is None or not cell:
            return False
        if cell[-1].isdecimal() and len(cell.partition(".")[2]) <= self.decimals:
            return False
        value = self.exact(cell)
        return bool(round(value, self.decimals) != value)


@dataclass(frozen=True)
class Column:
    """One column. `parse` turns a cell's text into a value or raises CellError.

    `choices` are (value, label) pairs; a cell may hold either, the row holds the value. A `main` column may be blank,
    but a sheet without it is refused. `also` are other heads that people write for it.
    """

    key: str
    title: str
    parse: Callable[[str], Any] = Kind(str, blank="")
    required: bool = False
    main: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    example: str = ""
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, self.key, *self.also)

    @property
    def kind(self) -> Kind:
        return self.parse if isinstance(self.parse, Kind) else Kind(self.parse)

    @property
    def shown_as(self) -> str:
        return self.kind.shown_as

    @property
    def unit(self) -> str:
        return self.kind.unit

    @property
    def blank(self) -> Any:
        return "" if self.choices else self.kind.blank

    def told(self, value: Any) -> str:
        """The value as somebody is shown it who checks an upload."""
        return self.kind.told(value) if self.kind.told else str(value)

    def read(self, cell: str) -> Any:
        if not cell:
            if self.required:
                raise CellError("不能为空；请填写")
            return self.blank
        if not self.choices:
            return self.parse(cell)
        for value, label in self.choices:
            if cell in (value, label):
                return value
        raise self.no_choice(cell)

    def no_choice(self, cell: str) -> CellError:
        return CellError(f"“{quoted(cell, 60)}”不在可选值内；{self._choice_hint(cell)}")

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
    """What was read: rows, all that is wrong, in words what was passed over, and which worksheet it was."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[SheetSeen] = field(default_factory=list)

    @property
    def worksheet(self) -> str:
        """The one that was read; blank of a CSV, and while nobody has said which is meant."""
        return next((each.name for each in self.sheets if each.is_read), "")

    @property
    def asked(self) -> bool:
        """Whether somebody must say first which worksheet is meant."""
        return bool(self.sheets) and not self.worksheet

    def as_json(self) -> dict[str, Any]:
        """What was read, to be kept: reading a workbook again costs more than all that follows."""
        return {
            "rows": [[row.number, row.texts, sorted(row.broken)] for row in self.rows],
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": self.notes,
            "sheets": [astuple(each) for each in self.sheets],
        }


def wanted(sheet: Sheet, chosen: str = "") -> Wanted:
    """Which worksheet is looked for in a workbook."""
    return Wanted(sheet.name, [name for column in sheet.columns for name in column.names], chosen)
