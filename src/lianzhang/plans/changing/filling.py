"""A drafted plan laid into the one that stands: what its paper names is added or revised, everything else stays.

A further plan of a city is laid into what the city has: its places, bodies, ranks, posts and kinds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder import Content
from lianzhang.plans.workbook.layout import BY_NAME
from lianzhang.plans.workbook.names import new_ids

from .adopting import rename

__all__ = ["LAID", "filled", "shared_part"]

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


# By table, ids by name: rows of the city which the plan at hand need not have.
Register = Mapping[str, Mapping[str, str]]
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
    drafted: Content, stands: Content, register: Register | None = None, *, further: bool = False
) -> dict[str, Any]:
    """The plan that stands, with its id, its settings and all of its rows, as the draft would have it; `further`: the
    draft as a plan of its own."""
    tables = {name: [dict(row) for row in rows] for name, rows in stands["tables"].items()}
    plan = stands["sections"]["plan"]
    ids = {"regions": {row["id"]: plan["city"] for row in drafted["tables"].get("regions", ())}}
    valued = {row["target"] for row in tables.get("goals", ())}
    said = drafted["sections"]["plan"]
    dated = () if further or said.get("ends") == plan.get("ends") else ("targets", "duties")
    for name in LAID:
        rows = drafted["tables"].get(name, ())
        if not rows:
            continue
        if name in dated:  # what has no day is due at the end of its own paper
            rows = [{**row, "due": row.get("due") or said.get("ends", "")} for row in rows]
        standing = tables.setdefault(name, [])
        for row, known in list(_laid(name, rows, standing, ids, (register or {}).get(name, {}))):
            if known is None:
                standing.append(row)
            elif not (name == "targets" and not known.get("value") and known["id"] in valued):
                _revise(name, row, known)
    sections = {**stands["sections"]}
    if further:
        sections = {"plan": {**said, "city": plan["city"]}, "words": stands["sections"].get("words", {})}
    return {"sections": sections, "tables": tables}


def _laid(
    table: str, rows: Any, standing: list[Row], ids: dict[str, dict[str, str]], register: Mapping[str, str]
) -> Iterator[tuple[Row, Row | None]]:
    """Each row in the ids of the plan that stands, beside the row there that it is."""
    ids.setdefault(table, {})
    free: list[Row | None] = list(standing)
    taken = {*(row["id"] for row in standing if "id" in row), *register.values()}
    for said in rows:
        row = dict(said)
        own = row.pop("id", "")
        rename(table, row, ids)
        known = _known(table, row, free)
        if known is not None:
            free[next(at for at, each in enumerate(free) if each is known)] = None
        if own:
            called = row.get("number", "") + row["title"] if "title" in row else row["name"]
            there = known["id"] if known else register.get(fold(called))
            row = {"id": there or _free_id(called, taken), **row}
            taken.add(row["id"])
            ids[table][own] = row["id"]
        yield row, known


def _free_id(called: str, taken: set[str]) -> str:
    """Of two goals of one name each has its own."""
    for at in count(1):
        (made,) = new_ids([called if at == 1 else f"{called}{at}"], taken)
        if made not in taken:
            break
    return made


def _known(table: str, row: Row, free: list[Row | None]) -> Row | None:
    for key in LAID[table]:
        asked = key(row)
        if not asked[0]:
            continue
        for each in free:
            if each is not None and key(each) == asked:
                return each
    return None


def _revise(table: str, said: Row, known: Row) -> None:
    """What the paper leaves out stays as it stands."""
    columns = REVISED.get(table, ())
    if table == "duties" and fold(said.get("responsible", "")) == fold(known.get("responsible", "")):
        columns = ("cadence", "due")
    if table == "targets" and said.get("comparator") and said["comparator"] != "range":
        known.pop("value_max", None)
    known.update({column: said[column] for column in columns if said.get(column)})
