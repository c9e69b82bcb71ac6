"""A drafted plan becomes one of a city that is there: place, chains, bodies and posts are those of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder.cells import Pointing
from lianzhang.plans.workbook.layout import BY_NAME, named_by
from lianzhang.plans.workbook.names import new_ids
from lianzhang.registry.models import Chain, Organization, Post, Rank, Region

__all__ = ["adopted", "as_first_plan", "register_of", "rename"]

REGISTER: Mapping[str, Any] = {"chains": Chain, "organizations": Organization, "ranks": Rank, "posts": Post}


def register_of(city: Region) -> dict[str, dict[str, str]]:
    """By table, the ids of the city's rows by name. Four queries."""
    return {
        table: {fold(name): code for code, name in model.objects.filter(city=city).values_list("code", "name")}
        for table, model in REGISTER.items()
    }


def adopted(content: Mapping[str, Any], city: Region) -> dict[str, Any]:
    """Rows called as one of the register take its id, wherever they are named. Four queries."""
    tables = {name: [dict(row) for row in rows] for name, rows in content["tables"].items()}
    own = tables["regions"][0]["id"]
    ids = {"regions": {own: city.code}}
    for table, known in register_of(city).items():
        taken, ids[table] = set(known.values()), {}
        for row in tables.get(table, ()):
            name = row.get(named_by(table), "")
            there = known.get(fold(name))
            if there or row["id"] in taken:  # an id that is another's would make this one of it
                ids[table][row["id"]] = there or new_ids([name], taken)[0]
                taken.add(ids[table][row["id"]])
    for name, rows in tables.items():
        for row in rows:
            rename(name, row, ids)
    tables["regions"] = [{"id": city.code, "name": city.name, "kind": city.kind}]
    plan = {**content["sections"]["plan"], "city": city.code}
    return {"sections": {**content["sections"], "plan": plan}, "tables": tables}


def as_first_plan(content: Mapping[str, Any]) -> dict[str, Any]:
    """A draft of a city's first plan: the city has an id of its own, by its name."""
    tables = {name: [dict(row) for row in rows] for name, rows in content["tables"].items()}
    ids = {"regions": {row["id"]: made for row in tables["regions"] for made in new_ids([row["name"]], set())}}
    for name, rows in tables.items():
        for row in rows:
            rename(name, row, ids)
    said = content["sections"]["plan"]
    plan = {**said, "city": ids["regions"].get(said["city"], said["city"])}
    return {"sections": {**content["sections"], "plan": plan}, "tables": tables}


def rename(table: str, row: dict[str, str], ids: Mapping[str, Mapping[str, str]]) -> None:
    """Write for the ids of a draft those under which the rows stand."""
    declared = BY_NAME[table]
    if "id" in row:
        row["id"] = ids.get(table, {}).get(row["id"], row["id"])
    for column in declared.sheet.columns:
        cell = row.get(column.key)
        other = declared.references.get(column.key)
        if cell and other is not None and other in ids:
            row[column.key] = ";".join(ids[other].get(part, part) for part in cell.split(";"))
        elif cell and other is None and isinstance(column.parse, Pointing) and ":" in cell:
            word, _, code = cell.partition(":")
            row[column.key] = f"{word}:{ids.get(column.parse.tables.get(word, ''), {}).get(code, code)}"
