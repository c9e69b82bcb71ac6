"""Rows that rooms hand to the desk and to the search: what waits, falls due, came in, was found; ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = [
    *("WORDS", "ChangeRow", "DueRow", "DueRows", "Link", "SearchGroup", "SearchHit", "SearchQuery", "Waiting"),
    "WaitingRow",
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
class WaitingRow:
    """One thing to do, or several of a kind behind one link; `urgent`: it came back, is late, or must not wait."""

    link: Link
    value: str
    note: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody in one room. `count` may be more than `rows`; `more`: links, words after each.

    `first` looks up the one row to begin with, where `rows` count several of a kind. `urgent`: how many of all are
    urgent, where `rows` are not all of them.
    """

    count: int
    rows: tuple[WaitingRow, ...] = ()
    more: tuple[tuple[Link, str], ...] = ()
    first: Callable[[], Link | None] | None = None
    urgent: int | None = None

    @property
    def pressing(self) -> int:
        """How many are urgent."""
        return sum(row.urgent for row in self.rows) if self.urgent is None else self.urgent


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that falls due; `state` draws a light before it. Without an address, `link.page` is blank."""

    link: Link
    note: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class DueRows:
    """Things of one kind that fall due on a day; where more than `most`, they are counted in `measure` (项目标)."""

    on: date
    rows: tuple[DueRow, ...]
    measure: str = ""
    most: int | None = None

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
