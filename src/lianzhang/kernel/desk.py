"""Rows that rooms hand to the desk and to the search: what waits, falls due, came in, was found; ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = [
    *("WORDS", "ChangeRow", "Coming", "Decision", "DueRow", "DueRows", "LastWord", "Link", "Owing", "SearchGroup"),
    *("SearchHit", "SearchQuery", "Waiting", "WaitingRow", "WithOthers"),
]

WORDS = 6  # so many of a search are looked at


@dataclass(frozen=True, slots=True)
class Link:
    """A page by its URL name, with what goes into the path and behind it; `title` is what stands on the page.

    `fragment` names a place on it.
    """

    title: str
    page: str
    args: tuple[Any, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class LastWord:
    """What whoever owes something said last, and on which day (末次回话); `silent`: so many workdays nothing since."""

    words: str = ""
    on: date | None = None
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is asked of a chief, who decides on the desk itself: one question, the advice, who gives it.

    `steps` of `row`'s workflow stand as buttons, the first as the primary one; they are taken at their own addresses.
    """

    question: str
    advice: str
    adviser: str
    row: Any
    steps: tuple[str, ...]
    waited: str = ""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing to do, or several of a kind behind one link; `urgent`: it came back, is late, or must not wait.

    `verb` is what one does with it (核验), `value` an amount or count; `kind` and `chain` are what it is of. `due`
    orders the rows of all rooms; `ticks` (work/ticks.py) draw its limit. Of what others have in hand: `who`, and what
    he said last.
    """

    link: Link
    value: str
    note: str = ""
    urgent: bool = False
    verb: str = ""
    kind: str = ""
    chain: str = ""
    due: date | None = None
    ticks: Any = None
    who: str = ""
    last_word: LastWord | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """The next meeting of the one who looks: when, where, and in links what is on its agenda."""

    link: Link
    on: date
    time: str = ""
    where: str = ""
    told: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody in one room. `count` may be more than `rows`; `more`: links, words after each.

    `first` looks up the one row to begin with, where `rows` count several of a kind. Of `count`, `today` fall due today
    and `late` are past their day; `urgent` are urgent, where `rows` are not all of them.
    """

    count: int
    rows: tuple[WaitingRow, ...] = ()
    more: tuple[tuple[Link, str], ...] = ()
    first: Callable[[], Link | None] | None = None
    today: int = 0
    late: int = 0
    urgent: int | None = None

    @property
    def pressing(self) -> int:
        """How many are urgent."""
        return sum(row.urgent for row in self.rows) if self.urgent is None else self.urgent


@dataclass(frozen=True, slots=True)
class Owing:
    """How much somebody else has in hand: so many, of which some are late, the longest by so many workdays."""

    who: str
    count: int
    late: int
    longest: int
    link: Link


@dataclass(frozen=True, slots=True)
class WithOthers:
    """What others have in hand of what one sees, in one room: `count`, of which `late` are past their day.

    `rows`: the longest overdue first; to a firm, all that it asked. `owing`: by who has it, all of them. `promised`:
    what was answered lately. `everything` and `overdue` open the lists; what waits for oneself is in neither count.
    """

    count: int
    late: int
    everything: Link
    overdue: Link
    rows: tuple[WaitingRow, ...] = ()
    owing: tuple[Owing, ...] = ()
    promised: tuple[WaitingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that falls due; `state` draws a light before it. Without an address, `link.page` is blank."""

    link: Link
    note: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class DueRows:
    """Things of one kind that fall due on a day; where more than `most`, they are counted in `measure` (项目标).

    `total`: how many there are, where not all of them are among `rows`."""

    on: date
    rows: tuple[DueRow, ...]
    measure: str = ""
    most: int | None = None
    total: int | None = None

    @property
    def count(self) -> int:
        return len(self.rows) if self.total is None else self.total

    @property
    def shown(self) -> tuple[DueRow, ...]:
        return self.rows[: self.most]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that came in on a day: its `tag`, what it is about, its value, and the page that shows the row."""

    on: date
    tag: str
    subject: Link
    value: Link
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What somebody searches: of each kind the first `most`. `brief`: while they type; nothing is counted or judged."""

    text: str
    most: int
    brief: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.split()[:WORDS]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A row that was found; `state` draws a light before it. `why`: what it was found by, where its title does not."""

    link: Link
    note: str = ""
    state: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """Hits of one kind: `total` were found, counted in `measure` (家, 项, 条); `everything` leads to all of them.

    Of a brief search `total` may count those shown alone.
    """

    kind: str
    title: str
    measure: str
    order: int
    hits: tuple[SearchHit, ...]
    total: int
    everything: Link | None = None

    @property
    def rest(self) -> int:
        return self.total - len(self.hits)
