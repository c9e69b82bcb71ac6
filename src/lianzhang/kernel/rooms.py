"""What a room says of itself: one manifest, `ROOM` in its `room.py`. Whoever shows or starts rooms walks `rooms()`.

A room may leave out what it has not. Codes are the whole house's: two rooms that give one code stop the start."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

from .agenda import AgendaQuery, AgendaRow
from .chain_page import ChainColumn, ChainPart, SegmentMark
from .desk import ChangeRow, Coming, DueRows, Link, SearchGroup, SearchQuery, Waiting, WaitingRow, WithOthers
from .first_day import FirstStep
from .row_parts import RowPart
from .seeds import Seed
from .subject_page import SubjectPart
from .supervision import Candidate

__all__ = [
    *("NavigationEntry", "Room", "act_words", "dated_pages", "fact_words", "navigation", "permission_words"),
    *("room_at", "room_modules", "room_packages", "row_pages", "rooms", "start_rooms"),
]


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One line of the navigation, which opens the page `page`; `pages` are those that belong to it besides.

    Pages that lie below it in the address belong to it anyhow. Shown to whoever has `permission` and lacks `unless`.
    `tab`: it stands in the bar of a phone, which has room for four.
    """

    title: str
    page: str
    icon: str
    order: int
    permission: str = ""
    unless: str = ""
    pages: tuple[str, ...] = ()
    tab: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room's manifest.

    `administrative`: its rows are of accounts, posts, jobs and the log; administrators read what was done to them.
    `permissions`, `acts` and `facts`: codes with their Chinese words; `facts` only of facts that no other room writes.
    `pages_under`: pages of this room that belong to another room's navigation entry, by the page that entry opens.
    `dated_pages`: pages that tell how things stood on the day one looks from; all others show them as they stand now.
    `modules`: imported at start, because they register something (row policies, metrics, jobs, sheets).
    `row_pages`: kinds of rows in evidence, with the URL name that shows one by its key.
    `waiting(viewpoint)`: what waits for the one who looks; None where nothing ever can.
    `with_others(viewpoint)`: what others have in hand, of what the one who looks may urge; None where nothing ever is.
    `coming(viewpoint)`: the next meeting that the one who looks goes to.
    `due(viewpoint, until)`: what falls due after the day looked from, by day.
    `changes(viewpoint, since)`: what came in after `since` and by the day looked from.
    `search(viewpoint, query)`: hits in groups, of each the first that the query asks for.
    `chain_part(viewpoint, chain)`: what the room adds to a chain's page.
    `segment_marks(viewpoint, chain)`: what of the room is under way at segments of a chain, by their keys.
    `subject_part(viewpoint, subject)`: what the room adds to the page of a target or a duty; None for nothing.
    `state(city)`: another value after every act of the room that changes what it adds to pages of chains.
    `chain_column(viewpoint, chains)`: a column in the list of chains; None where it would be empty.
    `supervised(viewpoint)`: rows of the room that could be supervised: late ones, and those in danger.
    `settled(row)`: whether a row that the room named there is done by its own table; None for rows of other rooms.
    `agenda(viewpoint, query)`: lines for the agenda of a meeting about a chain or the city, as far as one sees them.
    `begins(viewpoint, row)`: a page where something may be begun from a row of any room; None where nothing may.
    `seed(viewpoint, row)`: what of a row of the room goes into one that is begun from it; None where nothing may be.
    `proved(row)`: whether what a row of the room asked was done and another said so; None for rows of other rooms.
    `owed(viewpoint)`: what was promised to the one who looks, as rows for a desk.
    `row_part(viewpoint, row)`: what the room adds to the page of a row of any room; None where it has nothing to say.
    `urgent_acts`: patterns of acts after which something urgent may wait for somebody.
    `first_day(user, city)`: steps of starting a city, or of the house itself where `city` is None.
    `open_work(left, taken)`: moves what is open at an account to the one that takes over, and returns what moved.
    """

    code: str
    title: str
    administrative: bool = False
    navigation: tuple[NavigationEntry, ...] = ()
    pages_under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    permissions: Mapping[Any, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    dated_pages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    row_pages: Mapping[str, str] = field(default_factory=dict)
    waiting: Callable[[Any], Waiting | None] | None = None
    with_others: Callable[[Any], WithOthers | None] | None = None
    coming: Callable[[Any], Coming | None] | None = None
    due: Callable[[Any, date], Iterable[DueRows]] | None = None
    changes: Callable[[Any, date], Iterable[ChangeRow]] | None = None
    search: Callable[[Any, SearchQuery], Iterable[SearchGroup]] | None = None
    chain_part: Callable[[Any, Any], ChainPart] | None = None
    segment_marks: Callable[[Any, Any], Mapping[int, SegmentMark]] | None = None
    chain_column: Callable[[Any, Any], ChainColumn | None] | None = None
    subject_part: Callable[[Any, Any], SubjectPart | None] | None = None
    state: Callable[[int], Hashable] | None = None
    urgent_acts: tuple[str, ...] = ()
    supervised: Callable[[Any], Iterable[Candidate]] | None = None
    settled: Callable[[Any], bool | None] | None = None
    agenda: Callable[[Any, AgendaQuery], Iterable[AgendaRow]] | None = None
    begins: Callable[[Any, Any], Link | None] | None = None
    seed: Callable[[Any, Any], Seed | None] | None = None
    proved: Callable[[Any], bool | None] | None = None
    owed: Callable[[Any], Iterable[WaitingRow]] | None = None
    row_part: Callable[[Any, Any], RowPart | None] | None = None
    first_day: Callable[[Any, Any], Iterable[FirstStep]] | None = None
    open_work: Callable[[Any, Any], list[Any]] | None = None


@cache
def room_packages() -> dict[str, Room]:
    """Rooms by the name of their package, the lowest floor first: in the order of INSTALLED_APPS."""
    rooms = {
        config.name: import_module(f"{config.name}.room").ROOM
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "room")
    }
    _once("room", ((room.code, room.title) for room in rooms.values()))
    return rooms


def rooms() -> tuple[Room, ...]:
    """Every installed room, the lowest floor first. Raises ImproperlyConfigured for a code that stands twice."""
    return tuple(room_packages().values())


def room_modules(name: str) -> list[str]:
    """The dotted names of the modules called `name`, of those rooms that have one."""
    packages = [(package, import_module(package)) for package in room_packages()]
    return [f"{package}.{name}" for package, module in packages if module_has_submodule(module, name)]


def start_rooms() -> None:
    """Import what registers itself. Raises ImproperlyConfigured where two rooms claim one code."""
    for package, room in room_packages().items():
        for name in room.modules:
            import_module(f"{package}.{name}")
    for words in (permission_words, act_words, fact_words, row_pages):
        words()


def room_at(module: str) -> Room | None:
    """The room in which a module lies, by its dotted name."""
    return next((room for package, room in room_packages().items() if f"{module}.".startswith(f"{package}.")), None)


@cache
def navigation() -> tuple[NavigationEntry, ...]:
    """Every entry in order, each with all pages that belong to it."""
    entries = sorted((entry for room in rooms() for entry in room.navigation), key=lambda entry: entry.order)
    under = [(entry, [page for room in rooms() for page in room.pages_under.get(entry.page, ())]) for entry in entries]
    return tuple(replace(entry, pages=(entry.page, *entry.pages, *more)) for entry, more in under)


@cache
def permission_words() -> dict[str, str]:
    """Every permission there is, with its words."""
    return _once("permission", (pair for room in rooms() for pair in room.permissions.items()))


@cache
def act_words() -> dict[str, str]:
    return _once("act", (pair for room in rooms() for pair in room.acts.items()))


@cache
def fact_words() -> dict[str, str]:
    return _once("fact", (pair for room in rooms() for pair in room.facts.items()))


@cache
def dated_pages() -> frozenset[str]:
    return frozenset(page for room in rooms() for page in room.dated_pages)


@cache
def row_pages() -> dict[str, str]:
    return _once("kind of row", (pair for room in rooms() for pair in room.row_pages.items()))


def _once(what: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, word in pairs:
        if code in words:
            raise ImproperlyConfigured(f"the {what} {code!r} is declared twice: {words[code]!r} and {word!r}")
        words[str(code)] = word
    return words
