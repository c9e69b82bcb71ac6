"""A grid: many figures of one period as one table, each saved as one goes, handed in together.

A room tells what stands (`Line`) and takes what was typed (`Book`); the acts behind are those of a single figure. What
is refused is told at its cell, and nothing else is lost by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.http import QueryDict

from lianzhang.access.api import acting
from lianzhang.kernel.folding import UnseenLetter, clean
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import key_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import RowGone, StaleRow
from lianzhang.records.api import last_change

__all__ = [
    *("WORDS", "Beside", "Book", "Cell", "Doubted", "HandedIn", "Line", "LineState", "Sent", "Told"),
    *("change_words", "likely_meant", "put_back", "read_sent", "save_sent"),
]

CELL, REASON, BETWEEN = "cell", "reason", ":"
MOST_RECORDS, LONGEST = 600, 300
# A slip of the unit: so many times too much or too little, within these bounds.
SLIPS = (Decimal(10_000), Decimal(1_000), Decimal(10))
NEAR, FAR = Decimal("0.7"), Decimal("1.43")


class LineState(StrEnum):
    """How far a line is. Only READY can be handed in; SENT and DONE are no longer to be typed."""

    EMPTY = "empty"
    DOUBT = "doubt"
    READY = "ready"
    SENT = "sent"
    DONE = "done"


class Beside(NamedTuple):
    """A figure to compare with, and the page of its record; blank words: nothing is known."""

    words: str = ""
    href: str = ""


NOTHING_BESIDE = Beside()


class Doubted(NamedTuple):
    """What looks wrong, at which item; `cure` is what may have been meant. Else a reason is asked under `code`."""

    code: str
    words: str
    item: str = ""
    cure: str = ""


@dataclass(slots=True)
class Cell:
    """One figure of a line: what stands, beside it the period before and a year ago. `fault`: why what was typed in
    place of `standing` was not kept."""

    item: str
    title: str
    text: str = ""
    head: str = ""
    before: Beside = NOTHING_BESIDE
    ago: Beside = NOTHING_BESIDE
    change: str = ""
    notable: bool = False
    fault: str = ""
    standing: str = ""


@dataclass(slots=True)
class Line:
    """A row of the grid. `record` is what is saved together, several lines may be of one; `version` is that of the row
    kept for it, None before there is one. `notice`: a state in more words; `asks_blank`: a blank may be explained."""

    key: str
    record: str
    name: str
    state: LineState
    cells: list[Cell]
    version: int | None = None
    unit: str = ""
    href: str = ""
    proof: str = ""
    place: str = ""
    says: str = ""
    notice: str = ""
    asks_blank: bool = False
    doubts: list[Doubted] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def open(self) -> bool:
        return self.state in (LineState.EMPTY, LineState.DOUBT, LineState.READY)

    @property
    def full_name(self) -> str:
        return "，".join(part for part in (self.name, self.place, self.says) if part)

    @property
    def tells(self) -> bool:
        """Whether it says more than its state."""
        more = self.notice or self.fault or self.doubts or self.reasons or self.asks_blank
        return bool(more) or any(cell.fault for cell in self.cells)

    @property
    def word(self) -> str:
        return WORDS[self.state]


WORDS = {
    LineState.EMPTY: "没填",
    LineState.DOUBT: "有疑问",
    LineState.READY: "填好",
    LineState.SENT: "待确认",
    LineState.DONE: "已确认",
}


class HandedIn(NamedTuple):
    """How many were handed in together, and of those that could not, the name and why."""

    done: int
    refused: tuple[tuple[str, str], ...] = ()


class Book(Protocol):
    """What a room keeps in a grid."""

    by: Any

    def lines(self, records: Collection[str] | None = None) -> list[Line]:
        """The lines as they stand, all that are shown or those of these records."""

    def save(self, record: str, version: int | None, cells: Mapping[str, str], reasons: Mapping[str, str]) -> bool:
        """Keep what was typed, as a draft, by the act for a single figure; False where nothing was changed.

        Raises ValidationError (by item), StaleRow, StepRefused, RowGone."""

    def hand_in(self, apart: Collection[str] = ()) -> HandedIn:
        """Submit all that is ready, without the records `apart`: what was just typed there could not be kept."""


@dataclass(slots=True)
class Sent:
    """What a form sent, by record."""

    cells: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    reasons: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def records(self) -> list[str]:
        return list(dict.fromkeys((*self.cells, *self.reasons)))[:MOST_RECORDS]


@dataclass(slots=True)
class Told:
    """What came of saving: how many records changed, and by record what was refused at which item."""

    changed: int = 0
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    stale: bool = False


def read_sent(data: QueryDict) -> Sent:
    """A form's fields `cell:RECORD:ITEM` and `reason:RECORD:CODE`; `seen` tells the versions, `cure` puts one right."""
    sent = Sent()
    cured = data.get("cure", "").partition("=")
    for name, text in (*data.items(), (cured[0], cured[2])):
        kind, _, rest = str(name).partition(BETWEEN)
        record, _, what = rest.partition(BETWEEN)
        if record and what and kind in (CELL, REASON):
            (sent.cells if kind == CELL else sent.reasons)[record][what] = str(text).strip()[:LONGEST]
    for pair in data.get("seen", "").split()[:MOST_RECORDS]:
        record, _, version = pair.rpartition("=")
        sent.seen[record] = key_of(version, -1)
    return sent


def save_sent(book: Book, sent: Sent) -> Told:
    """Save record by record: one that is refused keeps no other back."""
    told = Told()
    for record in sent.records:
        first = next(iter(sent.cells.get(record, {})), "")
        try:
            cells, reasons = _cleaned(sent.cells.get(record, {})), _cleaned(sent.reasons.get(record, {}))
            told.changed += book.save(record, sent.seen.get(record), cells, reasons)
        except UnseenLetter as letter:
            told.refused[record] = {first: f"{letter}。"}
        except ValidationError as refused:
            told.refused[record] = _by_item(refused, first)
        except StaleRow as stale:
            told.stale = True
            told.refused[record] = {item: _overtaken(stale, book.by) for item in sent.cells.get(record) or ("",)}
        except RowGone:
            told.refused[record] = {first: "您看到的那一份刚被删除；再存一次就另填一份。"}
        except StepRefused as refused:
            told.refused[record] = {first: f"{refused}。"}
    return told


def _cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(text) for name, text in texts.items()}


def _by_item(refused: ValidationError, first: str) -> dict[str, str]:
    if not hasattr(refused, "error_dict"):
        return {first: "；".join(refused.messages)}
    return {
        item: "；".join(message for each in errors for message in each.messages)
        for item, errors in refused.error_dict.items()
    }


def _overtaken(stale: StaleRow, by: Any) -> str:
    """Who was first; within the government that is told to none outside."""
    active = acting(by)
    last = None if active is None or active.role.outside else last_change(stale.current)
    who = f"{last.by}刚改过" if last and last.by else "这一行刚被改过"
    return f"{who}，您填的没有存；要以您填的为准，再存一次。"


def put_back(lines: Iterable[Line], sent: Sent, told: Told) -> list[Line]:
    """The lines with what was refused put back into their cells, each with why."""
    listed = list(lines)
    left = {record: dict(faults) for record, faults in told.refused.items()}
    for line in listed:
        for cell in line.cells if line.open else ():
            if fault := left.get(line.record, {}).pop(cell.item, ""):
                typed = sent.cells.get(line.record, {}).get(cell.item, cell.text)
                cell.fault, cell.standing, cell.text = fault, cell.text, typed
    for line in listed:  # what belongs to no cell is told once for the record
        line.fault = "；".join(dict.fromkeys(left.pop(line.record, {}).values()))
    return listed


def likely_meant(value: Decimal, *known: Decimal | None) -> Decimal | None:
    """Where a figure looks like one of `known` in another unit, or with a nought too many: the figure meant."""
    for other in known:
        if not other or not value or (other < 0) != (value < 0):
            continue
        for times in SLIPS:
            for meant in (value * times, value / times):
                if NEAR <= meant / other <= FAR:
                    return meant
    return None


def change_words(value: Decimal | None, before: Decimal | None) -> str:
    """By how many per cent it moved: +15.5, −20.6; blank where that cannot be told."""
    if value is None or before is None or before <= 0:
        return ""
    moved = (value - before) / before * 100
    if abs(moved) >= 1000:
        return f"{number(value / before, 1)}倍"
    return f"+{number(moved, 1)}" if moved > 0 else number(moved, 1)
