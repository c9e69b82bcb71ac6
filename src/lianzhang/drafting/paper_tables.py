"""Tables in a paper's text whose heads give the units: which lines are their rows, what each column asks.

A row is a line with tabs (Word, pasted), with bars, or, as a PDF gives it, with blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice, takewhile

from lianzhang.kernel.quantities import KNOWN_UNITS

from .words import WORDS, any_of, lookup

__all__ = ["Cell", "Column", "Figure", "PaperTable", "figure_in", "is_row", "name_and_unit", "tables_of", "unit_in"]

# A folded line, and where it begins in the source.
Line = tuple[str, int]
_WORDS = WORDS["table"]
AFTER = lookup(WORDS["after"])
PIECE = re.compile(r"20\d\d\s+年\S*|\S+")
NOTE = re.compile(r"\(([^()]*)\)")
UNIT_SAID = re.compile(r"^(?:计量|数量)?单位:?")
UNIT_ABOVE = re.compile(r"单位:([^\s,;:()、]{1,12})")
SIGNS = {"≥": ">=", ">=": ">=", ">": ">", "≤": "<=", "<=": "<=", "<": "<"} | lookup(WORDS["reach"])
NUMBER = r"\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,6})?"
FIGURE = re.compile(
    rf"^(?P<open>\[)?(?P<sign>{any_of(SIGNS)})?(?P<low>{NUMBER})(?:(?:-|—|–|~|至)(?P<high>{NUMBER}))?"
    rf"(?P<unit>[^\d\[\]()]{{0,8}}?)(?P<after>{any_of(AFTER)})?\]?$"
)
YEAR = re.compile(r"20\d\d")
BARE_YEAR = re.compile(r"^20\d\d$")
RULED = re.compile(r"^[\s:+-]*$")
SAYS_GOAL, SAYS_FACT = re.compile(any_of(_WORDS["goal"])), re.compile(any_of(_WORDS["fact"]))
OTHER = re.compile(f"^(?:{any_of(_WORDS['other'])})")
CHANGES = re.compile(any_of(_WORDS["change"]))
WHEN = re.compile(r"(?:到|至)?20\d\d年?(?:底|末)?的?")
YEARLY = re.compile(any_of(WORDS["name"]["yearly"]))
HEADS_MOST, CELLS_MOST, ABOVE = 3, 40, 3
LOOKED_AT = 50  # rows that tell whether it is a table of goals


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row, without blanks, and where in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell's figure; `summed` stands in square brackets: over all years."""

    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: str
    summed: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head. `kind`: unit, label, goal (a year's value, or the goal's, of what the row names), figure
    (the head itself says what is counted), or nothing. `name` is what the head says besides unit and year."""

    kind: str
    name: str = ""
    unit: str = ""
    year: int = 0


@dataclass(slots=True)
class PaperTable:
    """Its heads begin at line `first`; `rows` are those below the heads. `unit` and `name` (产值, 投资) are what the
    lines above say of the whole table."""

    first: int
    heads: int
    columns: list[Column]
    unit: str
    name: str
    rows: list[list[Cell]] = field(default_factory=list)


def unit_in(text: str) -> str:
    """The unit that a text is; blank for none."""
    unit = UNIT_SAID.sub("", text).strip()
    return unit if unit in KNOWN_UNITS else ""


def name_and_unit(text: str) -> tuple[str, str]:
    """产值(亿元) in its parts; brackets that hold no unit stay in the name."""
    unit = next(filter(None, map(unit_in, NOTE.findall(text))), "")
    return (NOTE.sub("", text) if unit else text), unit


def figure_in(text: str) -> Figure | None:
    """The figure that a cell is, with nothing but its own unit beside it."""
    match = FIGURE.match(text)
    if not match or (match["unit"] and not unit_in(match["unit"])):
        return None
    low, high = (Decimal(each.replace(",", "")) if each else None for each in (match["low"], match["high"]))
    if low is None or (high is not None and high < low):
        return None
    asks = "range" if high is not None else AFTER.get(match["after"] or "") or SIGNS.get(match["sign"] or "", ">=")
    return Figure(low, high, match["unit"], asks, bool(match["open"]))


def is_row(line: str) -> bool:
    return "\t" in line.strip()


def tables_of(lines: Sequence[Line]) -> list[PaperTable]:
    """Every table that says in its heads in what it counts."""
    rows = [_cells(text, begins) for text, begins in lines]
    tables: list[PaperTable] = []
    at = 0
    while at < len(rows):
        table = _table(lines, at, rows) if len(rows[at]) > 1 else None
        if table:
            tables.append(table)
        at += len(table.rows) + table.heads if table else 1
    return tables


def _cells(line: str, begins: int) -> list[Cell]:
    """The cells of a row, blank ones too; none where the line is no row."""
    if "\t" in line:
        return list(_split(line, "\t", begins))
    if line.count("|") > 1:
        cells = list(_split(line, "|", begins))
        return cells[0 if cells[0].text else 1 : len(cells) if cells[-1].text else -1]
    pieces = list(PIECE.finditer(line))
    if not 2 < len(pieces) <= CELLS_MOST:
        return []
    return [Cell("".join(each[0].split()), begins + each.start(), begins + each.end()) for each in pieces]


def _split(line: str, sign: str, at: int) -> Iterator[Cell]:
    for piece in line.split(sign):
        begins = at + len(piece) - len(piece.lstrip())
        yield Cell("".join(piece.split()), begins, begins + len(piece.strip()))
        at += len(piece) + 1


def _table(lines: Sequence[Line], first: int, rows: list[list[Cell]]) -> PaperTable | None:
    """The table that begins with this line, where its heads give units and something to count."""
    heads = list(takewhile(_is_head, rows[first : first + HEADS_MOST + 1]))
    if not 0 < len(heads) <= HEADS_MOST:
        return None
    columns = [_column(title) for title in _titles([row for row in heads if not _ruled(row)])]
    if not {column.kind for column in columns} & {"goal", "figure"}:
        return None
    begins = first + len(heads)
    below = list(takewhile(lambda row: len(row) > 1, rows[begins : begins + LOOKED_AT]))
    above = _above(lines, first)
    columns = [
        replace(column, kind="label", name="")
        if column.kind == "goal" and not any(at < len(row) and figure_in(row[at].text) for row in below)
        else column
        for at, column in enumerate(columns)
    ]
    kinds = {column.kind for column in columns}
    if "label" not in kinds or not kinds & {"goal", "figure"} or not (above[0] or _says_units(columns, below)):
        return None
    table = PaperTable(first, len(heads), columns, *above)
    blanks = "\t" not in lines[first][0] and "|" not in lines[first][0]
    for row in takewhile(lambda row: len(row) > 1, islice(rows, begins, None)):
        fitted = _fitted(row, columns) if blanks else row
        if fitted is None:
            break
        table.rows.append(fitted)
    return table if table.rows else None


def _says_units(columns: list[Column], rows: list[list[Cell]]) -> bool:
    """In a head, in a column of its own, behind the rows' names or beside the figures."""
    if any(column.unit or column.kind == "unit" for column in columns):
        return True
    return any(
        figure.unit if (figure := figure_in(cell.text)) else name_and_unit(cell.text)[1]
        for row in rows
        for cell, column in zip(row, columns, strict=False)
        if column.kind in ("label", "goal")
    )


def _is_head(row: list[Cell]) -> bool:
    return len(row) > 1 and not any(figure_in(cell.text) and not BARE_YEAR.match(cell.text) for cell in row)


def _ruled(row: list[Cell]) -> bool:
    return all(RULED.match(cell.text) for cell in row)


def _above(lines: Sequence[Line], first: int) -> tuple[str, str]:
    """The unit that a line above gives, and then what is counted in it."""
    text = " ".join(text for text, _ in lines[max(0, first - ABOVE) : first])
    told = UNIT_ABOVE.search(text)
    names = YEARLY.findall(text) if told else []
    return (unit_in(told[1]) if told else ""), (names[-1] if names else "")


def _titles(heads: list[list[Cell]]) -> list[str]:
    """The title of each column; where heads lie under one another, one after the other."""
    wide = max(map(len, heads), default=0)
    titles = [""] * wide
    for number, row in enumerate(heads):
        over = ""
        for at in range(wide):
            text = row[at].text if at < len(row) else ""
            below = any(at < len(later) and later[at].text for later in heads[number + 1 :])
            over = text or (over if below else "")
            titles[at] += over
    return titles


def _column(title: str) -> Column:
    name, unit = name_and_unit(title)
    if unit_in(name) or (UNIT_SAID.match(name) and not unit):
        return Column("unit")
    if OTHER.match(name) or SAYS_FACT.search(name):
        return Column("")
    year = YEAR.search(name)
    rest = SAYS_GOAL.sub("", WHEN.sub("", name)).strip(":、的")
    if CHANGES.search(name) and CHANGES.match(rest):
        return Column("goal", rest, unit or "%", int(year[0]) if year else 0)
    if year or SAYS_GOAL.search(name):
        return Column("goal", rest, unit, int(year[0]) if year else 0)
    return Column("figure", rest, unit) if unit else Column("label", name)


def _fitted(row: list[Cell], columns: list[Column]) -> list[Cell] | None:
    """Of a row whose cells only blanks part: the words before its unit are one name."""
    place = next((at for at, column in enumerate(columns) if column.kind == "unit"), 0)
    if place:
        at = next((at for at, cell in enumerate(row) if at >= place and unit_in(cell.text)), 0)
        if not at:
            return None
        words = row[place - 1 : at]
        name = Cell("".join(cell.text for cell in words), words[0].start, words[-1].end)
        row = [*row[: place - 1], name, *row[at:]]
    return row if len(row) == len(columns) else None
