"""Which columns of an upload are which: heads as people write them, with their units, stars and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.kernel.periods import CUMULATIVE
from lianzhang.kernel.quantities import KNOWN_UNITS, convertible
from lianzhang.kernel.unseen import UNSEEN

from .columns import Column, Sheet, quoted
from .loose import as_typed

__all__ = ["WITHIN", "Headings", "Place", "unit_of"]

WITHIN = 12  # rows: a title, a line saying who fills it in, two rows of headings
STARS = "*★☆※△▲●◆#:"
NOTE = re.compile(r"\(([^()]*)\)")
UNIT_WORDS = re.compile(r"^(?:(?:计量|金额|货币)?单位)?:?(?:人民币)?")
UNIT_ABOVE = re.compile(r"(?:计量|金额|货币|^|[^报制主表属])单位:?(?:人民币)?([^\s\d,;:()]+)")
AND = re.compile("[、和及]")
SUMMED_UP = re.compile(r"累计|年初|本年|1[-—~至]\d")
APART = ":/,_-、·—"
UNITS = sorted(filter(None, KNOWN_UNITS), key=len, reverse=True)
SHOWN = 30


@dataclass(frozen=True)
class Head:
    """A head taken apart: as shown, its name alone, the unit it gives, and notes in brackets that are none."""

    shown: str
    name: str
    unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A column and where it stands; `unit` is that of its figures where it is another than the column's."""

    at: int
    column: Column
    unit: str = ""


def unit_of(text: str) -> str:
    """The unit that a folded text is; "" for none."""
    unit = UNIT_WORDS.sub("", text)
    return unit if unit in KNOWN_UNITS else ""


def _plain(name: str) -> str:
    return NOTE.sub("", name).strip(STARS)


class Names:
    """The names of a sheet's columns, folded: in full, and without unit and notes where that is enough."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.full = {fold(name): column for column in self.columns for name in column.names}
        plain = [(_plain(fold(column.title)), column) for column in self.columns]
        often = [name for name, _ in plain]
        self.plain = {name: column for name, column in plain if often.count(name) == 1}

    def head(self, cell: Any) -> Head:
        shown = UNSEEN.sub("", " ".join(as_typed(cell).split()))
        text = fold(shown).strip(STARS)
        if text in self.full:
            return Head(shown, text, unit=self.full[text].unit)
        name = _plain(text)
        notes = [note for note in NOTE.findall(text) if note]
        unit = next(filter(None, map(unit_of, notes)), "")
        if self.column(name) is None:  # the unit may stand without brackets: 产值：万元
            for each in UNITS:
                short = name.removesuffix(each).rstrip(APART)
                if name.endswith(each) and self.column(short) is not None:
                    return Head(shown, short, each, tuple(notes))
        return Head(shown, name or text, unit, tuple(note for note in notes if not unit_of(note)))

    def knows(self, cell: str) -> bool:
        """Whether it may be a head, told without taking it apart."""
        return len(cell) < SHOWN and self.column(_plain(fold(cell))) is not None

    def column(self, name: str) -> Column | None:
        return self.full.get(name) or self.plain.get(name)

    def if_summed_up(self, head: Head) -> str:
        """What to do where a head says that its figures run from the beginning of the year."""
        labels = {column.title: dict(column.choices).get(CUMULATIVE) for column in self.columns}
        title, label = next(((title, label) for title, label in labels.items() if label), ("", ""))
        return f"；从年初累计的，还要在“{title}”列写“{label}”" if title and SUMMED_UP.search(head.name) else ""

    def near(self, name: str, but: set[str]) -> list[str]:
        """Titles of columns, beside those in their places, that the head of a strange one may mean."""
        return [
            column.title
            for plain, column in ((_plain(fold(column.title)), column) for column in self.columns)
            if column.key not in but and _alike(name, plain)
        ]


def _alike(one: str, other: str) -> bool:
    """Whether one contains the other, or both share the better part of their letters in order, units left out."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or len(long) > SHOWN * 2:
        return False
    shared = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return short in long or (shared > 1 and 2 * shared >= len(long))


@dataclass
class Headings:
    """Where the sheet's columns stand. `problems` are column and message, at `row`; `notes` are words."""

    names: Names
    row: int = 0
    places: list[Place] = field(default_factory=list)
    unnamed: frozenset[int] = frozenset()
    width: int = 0
    heads: list[Head] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    units_below: bool = False  # whether the row after the headings holds units

    @classmethod
    def find(cls, sheet: Sheet, first: Sequence[list[Any]], hidden: Callable[[int], bool]) -> Headings:
        """The headings among the first rows; a name missing in their row may stand in the one above."""
        names = Names(sheet.columns)
        headings = cls(names)
        headings.row, headings.heads = _row_of_heads(names, first)
        headings.width = len(headings.heads)
        headings.unnamed = frozenset(at for at, head in enumerate(headings.heads) if not head.shown)
        if headings.row:
            headings.note(f"列名在第{headings.row + 1}行，上面的{headings.row}行当作标题，没有读。")
        headings._place(names, hidden)
        headings._give_units(_Units(first, headings.row))
        return headings

    def note(self, text: str) -> None:
        self.notes.append(text)

    def _place(self, names: Names, hidden: Callable[[int], bool]) -> None:
        placed: dict[str, int] = {}
        strange: list[Head] = []
        for at, head in enumerate(self.heads):
            column = names.column(head.name)
            if column is None:
                strange += [head] if head.shown else []
            elif column.key in placed:
                self.problems.append((column.title, "这一列出现了两次；请只留一列"))
            else:
                placed[column.key] = at
                self.places.append(Place(at, column))
                if hidden(at):
                    self.problems.append((column.title, "这一列是隐藏的，看不见的也会导入；请取消隐藏，核对后再传"))
        for head in strange:
            if near := names.near(head.name, set(placed)):
                meant = "、".join(f"“{title}”" for title in near[:3])
                self.problems.append((quoted(head.shown, 60), f"没有这一列；是不是{meant}{names.if_summed_up(head)}"))
            else:
                self.note(f"“{quoted(head.shown, SHOWN)}”不是这张表的列，没有读。")
        for column in names.columns:
            if (column.required or column.main) and column.key not in placed:
                message = f"缺少这一列；请在第{self.row + 1}行补上列名“{column.title}”"
                self.problems.append((column.title, message))

    def _give_units(self, units: _Units) -> None:
        self.units_below = units.below_is_units
        self.places = [replace(place, unit=self._unit(place, units)) for place in self.places]

    def _unit(self, place: Place, units: _Units) -> str:
        """The unit of a column's figures where it is not the column's own; what is wrong with it becomes a problem."""
        column, head = place.column, self.heads[place.at]
        own, below = head.unit, units.below.get(place.at, "")
        name = quoted(head.shown, SHOWN)
        if own and below and own != below:
            self.problems.append((column.title, f"列名里的单位“{own}”和下一行的单位“{below}”不同；请改成一样的"))
            return ""
        above = {each for each in units.above if convertible(each, column.unit)}
        unit = own or below or (above.pop() if len(above) == 1 else "")
        if not column.unit:
            if unit and own:
                self.problems.append(
                    (column.title, f"这一列不在列名里写单位；请把列名改为“{column.title}”，去掉“{own}”")
                )
            return ""
        if not unit:
            if column.unit in map(unit_of, NOTE.findall(fold(column.title))):
                self.problems.append((column.title, f"请在列名里写明单位，如 {column.title}"))
            for note in head.notes:
                self.note(f"列名“{name}”里的“{note}”没有读，这一列按{column.unit}计。")
            return ""
        if unit == column.unit:
            return ""
        if not convertible(unit, column.unit):
            self.problems.append((column.title, f"单位“{unit}”不能换算成{column.unit}；请改成 {column.title}"))
            return ""
        self.note(f"{name}按{column.unit}换算。" if own else f"“{name}”的单位是{unit}，按{column.unit}换算。")
        return unit


def _row_of_heads(names: Names, first: Sequence[list[Any]]) -> tuple[int, list[Head]]:
    """The row that names most columns; a name missing there may stand in the row above, over two rows."""
    heads = [[names.head(cell) for cell in row] for row in first]
    best, most, chosen = 0, -1, heads[0] if heads else []
    for place, row in enumerate(heads):
        above = heads[place - 1] if place else []
        both = [_joined(names, head, above[at] if at < len(above) else None) for at, head in enumerate(row)]
        hits = len({column.key for head in both if (column := names.column(head.name))})
        if hits > most and any(names.column(head.name) for head in row):
            best, most, chosen = place, hits, both
    return best, chosen


def _joined(names: Names, head: Head, above: Head | None) -> Head:
    if above is None or names.column(head.name) or not names.column(above.name):
        return head
    unit = above.unit or head.unit or unit_of(head.name)
    return replace(above, unit=unit)


class _Units:
    """Units that stand beside the heads: in the row below them, or once for all in a line above."""

    def __init__(self, first: Sequence[list[Any]], row: int) -> None:
        below = first[row + 1] if row + 1 < len(first) else []
        cells = {at: fold(as_typed(cell)).strip("()") for at, cell in enumerate(below) if cell != ""}
        self.below = {at: unit for at, text in cells.items() if (unit := unit_of(text))}
        words = {"单位", "计量单位", "—", "-", "/", ""}
        self.below_is_units = bool(self.below) and all(at in self.below or text in words for at, text in cells.items())
        if not self.below_is_units:
            self.below = {}
        self.above = list(_above(first[:row]))


def _above(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Units that are named above: 单位：万元、人, or a unit in brackets behind a title."""
    for row in rows:
        for cell in row:
            text = fold(cell) if isinstance(cell, str) and len(cell) < 200 else ""
            named = (part for match in UNIT_ABOVE.finditer(text) for part in AND.split(match[1]))
            yield from filter(None, map(unit_of, [*named, *NOTE.findall(text)]))
