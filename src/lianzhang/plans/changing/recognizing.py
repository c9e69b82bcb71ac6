"""Which row of the plan that stands each row of a draft is: by its names, by what a person said, by likeness. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder import Content
from lianzhang.plans.workbook.names import new_ids

from .adopting import rename
from .likeness import MAY_BE_ONE, alike

__all__ = ["LAID", "Laid", "Register", "Row", "Same", "bare", "free_id", "laid_rows", "recognized"]

Row = dict[str, str]
Key = Callable[[Row], tuple[str, ...]]


def _by(*columns: str) -> Key:
    """By what stands in these columns; nothing to go by where one that names is blank."""
    return lambda row: tuple(fold(row.get(column, "")) for column in columns)


def bare(row: Row) -> tuple[str, ...]:
    name = fold(row.get("name", ""))
    return (name.removesuffix("产业链").removesuffix("产业群").removesuffix("产业") or name,)


# In the order in which they are laid: what others name first. By what a row is known again, the surest first.
LAID: Mapping[str, tuple[Key, ...]] = {
    "organizations": (_by("name"),),
    "ranks": (_by("name"), _by("role")),
    "chains": (_by("name"), bare),
    "groups": (_by("name"), bare),
    "clauses": (_by("title", "parent"), _by("number", "parent"), _by("title")),
    "checklist": (_by("name"),),
    "targets": (_by("name", "unit", "scope"), _by("name", "unit")),
    "duties": (_by("name", "clause"), _by("name")),
    "posts": (_by("name"), _by("rank", "chains")),
    "cadences": (_by("rank", "activity"),),
}
# The numbers of a paper of other years number other clauses.
OF_OTHER_YEARS: Mapping[str, tuple[Key, ...]] = {"clauses": (_by("title", "parent"), _by("title"))}
# By the id of a row in the draft, that of the one in the plan which it is; "" where it is a new one.
Same = Mapping[str, str]
# By table, ids by name: rows of the city which the plan at hand need not have.
Register = Mapping[str, Mapping[str, str]]


class Laid(NamedTuple):
    """A row of the draft in the ids of the plan that stands, beside the row there that it is."""

    table: str
    own: str  # its id in the draft
    row: Row
    known: Row | None
    by_likeness: bool


def recognized(drafted: Content, stands: Content, same: Mapping[str, Same] | None = None) -> dict[str, dict[str, str]]:
    """By table and the id of a row in the draft, the id of the row of the plan that it is."""
    tables = {name: [dict(row) for row in rows] for name, rows in stands["tables"].items()}
    told: dict[str, dict[str, str]] = {}
    for laid in laid_rows(drafted, tables, stands["sections"]["plan"], {}, same or {}):
        if laid.known is not None and laid.own:
            told.setdefault(laid.table, {})[laid.own] = laid.known["id"]
    return told


def laid_rows(
    drafted: Content,
    tables: dict[str, list[Row]],
    plan: Mapping[str, str],
    register: Register,
    same: Mapping[str, Same],
) -> Iterator[Laid]:
    ids = {"regions": {row["id"]: plan["city"] for row in drafted["tables"].get("regions", ())}}
    said = drafted["sections"]["plan"]
    same_years = all(said.get(day) == plan.get(day) for day in ("starts", "ends"))
    for name, keys in (LAID if same_years else {**LAID, **OF_OTHER_YEARS}).items():
        if rows := drafted["tables"].get(name, ()):
            standing = _Standing(name, keys, list(tables.setdefault(name, [])))
            yield from list(_rows(standing, rows, ids, register.get(name, {}), same.get(name, {})))


class _Standing(NamedTuple):
    """A table of the plan, and by what its rows are known again."""

    table: str
    keys: tuple[Key, ...]
    rows: list[Row]


class _Free:
    """Rows of the plan that none of the draft's is yet, by what they are known again."""

    def __init__(self, standing: _Standing, told: Iterable[Row | None]) -> None:
        self.left = {id(row): row for row in standing.rows}
        for row in told:
            self.take(row)
        self.indexes: list[tuple[Key, dict[tuple[str, ...], list[Row]]]] = []
        for key in standing.keys:
            index: dict[tuple[str, ...], list[Row]] = {}
            for row in standing.rows:
                index.setdefault(key(row), []).append(row)
            self.indexes.append((key, index))

    def known(self, row: Row) -> Row | None:
        for key, index in self.indexes:
            asked = key(row)
            for each in index.get(asked, ()) if asked[0] else ():
                if id(each) in self.left:
                    return each
        return None

    def take(self, row: Row | None) -> None:
        self.left.pop(id(row), None)


def _rows(
    standing: _Standing, rows: Any, ids: dict[str, dict[str, str]], register: Mapping[str, str], same: Same
) -> Iterator[Laid]:
    table = standing.table
    ids.setdefault(table, {})
    by_id = {row["id"]: row for row in standing.rows if "id" in row}
    said = {own: by_id.get(there) for own, there in same.items() if not there or there in by_id}  # None: a new one
    likest = _likest(standing, rows, ids, said)
    free = _Free(standing, (*said.values(), *likest.values()))
    taken = {*by_id, *register.values()}
    for drafted in rows:
        row = dict(drafted)
        own = row.pop("id", "")
        rename(table, row, ids)
        known = said[own] if own in said else likest.get(own) or free.known(row)
        free.take(known)
        if own:
            called = row.get("number", "") + row["title"] if "title" in row else row["name"]
            there = known["id"] if known else "" if own in said else register.get(fold(called))
            row = {"id": there or free_id(called, taken), **row}
            taken.add(row["id"])
            ids[table][own] = row["id"]
        yield Laid(table, own, row, known, by_likeness=own in likest)


def _likest(
    standing: _Standing, rows: Any, ids: dict[str, dict[str, str]], said: Mapping[str, Row | None]
) -> dict[str, Row]:
    """By its own id, the row that stands which one in other words is: of what no person and no name decided."""
    table = standing.table
    if table not in MAY_BE_ONE:
        return {}
    free = _Free(standing, said.values())
    left = []
    for drafted in rows:
        row = dict(drafted)
        rename(table, row, ids)
        if drafted["id"] not in said:
            known = free.known(row)
            free.take(known)
            left += [(drafted["id"], row)] if known is None else []
    others = list(free.left.values())
    return {left[at][0]: others[other] for at, other in alike(table, [row for _, row in left], others).items()}


def free_id(called: str, taken: set[str]) -> str:
    """Of two goals of one name each has its own."""
    for at in count(1):
        (made,) = new_ids([called if at == 1 else f"{called}{at}"], taken)
        if made not in taken:
            break
    return made
