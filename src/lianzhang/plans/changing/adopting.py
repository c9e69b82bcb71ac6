"""A drafted plan becomes one of a city that is there: place, chains, bodies and posts are those of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder.cells import Pointing
from lianzhang.plans.workbook.layout import BY_NAME, named_by
from lianzhang.registry.models import Chain, Organization, Post, Rank, Region

__all__ = ["adopted"]

REGISTER: Mapping[str, Any] = {"chains": Chain, "organizations": Organization, "ranks": Rank, "posts": Post}


def adopted(content: Mapping[str, Any], city: Region) -> dict[str, Any]:
    """Rows called as one of the register take its id, wherever they are named. Four queries."""
    tables = {name: [dict(row) for row in rows] for name, rows in content["tables"].items()}
    own = tables["regions"][0]["id"]
    ids = {"regions": {own: city.code}}
    for table, model in REGISTER.items():
        known = {fold(name): code for code, name in model.objects.filter(city=city).values_list("code", "name")}
        ids[table] = {
            row["id"]: known[fold(row[named_by(table)])]
            for row in tables.get(table, ())
            if fold(row.get(named_by(table), "")) in known
        }
    for name, rows in tables.items():
        for row in rows:
            _rename(name, row, ids)
    tables["regions"] = [{"id": city.code, "name": city.name, "kind": city.kind}]
    plan = {**content["sections"]["plan"], "city": city.code}
    return {"sections": {**content["sections"], "plan": plan}, "tables": tables}


def _rename(table: str, row: dict[str, str], ids: Mapping[str, Mapping[str, str]]) -> None:
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
