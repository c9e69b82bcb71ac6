"""A drafted plan laid into the one that stands: what its paper names is added or revised, everything else stays.

A further plan of a city is laid into what the city has: its places, bodies, ranks, posts and kinds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder import Content
from lianzhang.plans.workbook.layout import BY_NAME
from lianzhang.plans.workbook.names import new_ids

from .adopting import rename
from .likeness import MAY_BE_ONE, alike

__all__ = ["LAID", "Same", "filled", "recognized", "shared_part"]

Row = dict[str, str]
Key = Callable[[Row], tuple[str, ...]]


def _by(*columns: str) -> Key:
    """By what stands in these columns; nothing to go by where one that names is blank."""
    return lambda row: tuple(fold(row.get(column, "")) for column in columns)


def _bare(row: Row) -> tuple[str, ...]:
    name = fold(row.get("name", ""))
    return (name.removesuffix("产业链").removesuffix("产业群").removesuffix("产业") or name,)


# In the order in which they are laid: what others name first. By what a row is known again, the surest first.
LAID: Mapping[str, tuple[Key, ...]] = {
    "organizations": (_by("name"),),
    "ranks": (_by("name"), _by("role")),
    "chains": (_by("name"), _bare),
    "groups": (_by("name"), _bare),
    "clauses": (_by("title", "parent"), _by("number", "parent"), _by("title")),
    "checklist": (_by("name"),),
    "targets": (_by("name", "scope"), _by("name")),
    "duties": (_by("name", "clause"), _by("name")),
    "posts": (_by("name"), _by("rank", "chains")),
    "cadences": (_by("rank", "activity"),),
}
# What a paper says anew of a row that stands; how it is counted, and all that was worked out by hand, stays.
REVISED: Mapping[str, tuple[str, ...]] = {
    "checklist": ("rank",),
    "targets": ("comparator", "value", "value_max", "unit", "strive", "due"),
    "duties": ("responsible", "owners", "cadence", "due"),
    "cadences": ("every", "at_least"),
}


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


KEPT_BY_CITY = ("regions", "parks", "organizations", "ranks", "units")


def shared_part(stands: Content, drafted: Content) -> dict[str, Any]:
    """Of a plan what a further plan of its city takes over: not its chains, clauses and goals, but who and where."""
    tables = stands["tables"]
    kinds = [name for name in tables if BY_NAME[name].usual]
    part = {name: [dict(row) for row in tables[name]] for name in (*KEPT_BY_CITY, *kinds) if name in tables}
    for name in kinds:  # its duties are its own
        own = [column for column, other in BY_NAME[name].references.items() if other == "duties"]
        part[name] = [{key: cell for key, cell in row.items() if key not in own} for row in part[name]]
    asked = {_bare(row) for row in drafted["tables"].get("chains", ())}
    part["chains"] = [dict(row) for row in tables.get("chains", ()) if _bare(row) in asked]
    chains = {row["id"] for row in part["chains"]}
    posts = tables.get("posts", ())
    part["posts"] = [dict(row) for row in posts if {*filter(None, row.get("chains", "").split(";"))} <= chains]
    return {"sections": stands["sections"], "tables": part}


def filled(
    drafted: Content,
    stands: Content,
    register: Register | None = None,
    *,
    further: bool = False,
    same: Mapping[str, Same] | None = None,
) -> dict[str, Any]:
    """The plan that stands, with its id, its settings and all of its rows, as the draft would have it; `further`: the
    draft as a plan of its own; `same`: by table, what a person said of single rows."""
    tables = {name: [dict(row) for row in rows] for name, rows in stands["tables"].items()}
    plan = stands["sections"]["plan"]
    valued = {row["target"] for row in tables.get("goals", ())}
    said = drafted["sections"]["plan"]
    dated = () if further or said.get("ends") == plan.get("ends") else ("targets", "duties")
    met = set()
    for laid in _laid(drafted, tables, plan, register or {}, same or {}):
        row, known = laid.row, laid.known
        if laid.table in dated and not row.get("due"):  # what has no day is due at the end of its own paper
            row = {**row, "due": said.get("ends", "")}
        if known is None:
            tables[laid.table].append(row)
        elif id(known) not in met and not (laid.table == "targets" and not known.get("value") and row["id"] in valued):
            _revise(laid, row, known)
        met.add(id(known))
    sections = {**stands["sections"]}
    if further:
        sections = {"plan": {**said, "city": plan["city"]}, "words": stands["sections"].get("words", {})}
    return {"sections": sections, "tables": _asked_for(tables, stands["tables"])}


def recognized(drafted: Content, stands: Content, same: Mapping[str, Same] | None = None) -> dict[str, dict[str, str]]:
    """By table and the id of a row in the draft, the id of the row of the plan that it is."""
    tables = {name: [dict(row) for row in rows] for name, rows in stands["tables"].items()}
    told: dict[str, dict[str, str]] = {}
    for laid in _laid(drafted, tables, stands["sections"]["plan"], {}, same or {}):
        if laid.known is not None and laid.own:
            told.setdefault(laid.table, {})[laid.own] = laid.known["id"]
    return told


def _laid(
    drafted: Content,
    tables: dict[str, list[Row]],
    plan: Mapping[str, str],
    register: Register,
    same: Mapping[str, Same],
) -> Iterator[Laid]:
    ids = {"regions": {row["id"]: plan["city"] for row in drafted["tables"].get("regions", ())}}
    for name in LAID:
        if rows := drafted["tables"].get(name, ()):
            standing = tables.setdefault(name, [])
            yield from list(_rows(name, rows, list(standing), ids, register.get(name, {}), same.get(name, {})))


def _asked_for(tables: dict[str, list[Row]], stood: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Without bodies that are new and that no row names: those of duties which the plan has in other words."""
    stand = {row["id"] for row in stood.get("organizations", ())}
    named = {
        part
        for name, rows in tables.items()
        for column, other in BY_NAME[name].references.items()
        if other == "organizations"
        for row in rows
        for part in row.get(column, "").split(";")
    }
    bodies = [row for row in tables.get("organizations", ()) if row["id"] in stand | named]
    return {**tables, **({"organizations": bodies} if bodies else {})}


class _Free:
    """Rows of the plan that none of the draft's is yet, by what they are known again."""

    def __init__(self, table: str, rows: list[Row], told: Iterable[Row | None]) -> None:
        self.left = {id(row): row for row in rows}
        for row in told:
            self.take(row)
        self.indexes: list[tuple[Key, dict[tuple[str, ...], list[Row]]]] = []
        for key in LAID[table]:
            index: dict[tuple[str, ...], list[Row]] = {}
            for row in rows:
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
    table: str, rows: Any, standing: list[Row], ids: dict[str, dict[str, str]], register: Mapping[str, str], same: Same
) -> Iterator[Laid]:
    ids.setdefault(table, {})
    by_id = {row["id"]: row for row in standing if "id" in row}
    said = {own: by_id.get(there) for own, there in same.items() if not there or there in by_id}  # None: a new one
    likest = _likest(table, rows, standing, ids, said)
    free = _Free(table, standing, (*said.values(), *likest.values()))
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
            row = {"id": there or _free_id(called, taken), **row}
            taken.add(row["id"])
            ids[table][own] = row["id"]
        yield Laid(table, own, row, known, by_likeness=own in likest)


def _likest(
    table: str, rows: Any, standing: list[Row], ids: dict[str, dict[str, str]], said: Mapping[str, Row | None]
) -> dict[str, Row]:
    """By its own id, the row that stands which one in other words is: of what no person and no name decided."""
    if table not in MAY_BE_ONE:
        return {}
    free = _Free(table, standing, said.values())
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


def _free_id(called: str, taken: set[str]) -> str:
    """Of two goals of one name each has its own."""
    for at in count(1):
        (made,) = new_ids([called if at == 1 else f"{called}{at}"], taken)
        if made not in taken:
            break
    return made


def _revise(laid: Laid, said: Row, known: Row) -> None:
    """What the paper leaves out stays as it stands. Of a duty in other words only what nobody wrote yet is taken."""
    columns = REVISED.get(laid.table, ())
    if laid.table == "duties" and fold(said.get("responsible", "")) == fold(known.get("responsible", "")):
        columns = ("cadence", "due")
    if laid.table == "duties" and laid.by_likeness:
        columns = tuple(column for column in columns if not known.get(column))
    if laid.table == "targets" and said.get("comparator") and said["comparator"] != "range":
        known.pop("value_max", None)
    known.update({column: said[column] for column in columns if said.get(column)})
