"""Changes of single rows of a plan, laid over what it says. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from lianzhang.plans.folder import Content

__all__ = ["Edit", "EditLost", "added", "changed", "edited"]

# `table`; `where` (cells by key of the row that is meant; none: a new row); `cells` (what is to stand there).
Edit = Mapping[str, Any]


class EditLost(ValueError):
    """The row that is to be changed is no longer there; the text says which."""


def added(table: str, **cells: str) -> Edit:
    return {"table": table, "where": {}, "cells": {key: cell for key, cell in cells.items() if cell}}


def changed(table: str, where: Mapping[str, str], **cells: str) -> Edit:
    return {"table": table, "where": dict(where), "cells": cells}


def edited(content: Content, edits: Iterable[Edit]) -> Content:
    """Raises EditLost."""
    made = deepcopy({"sections": content["sections"], "tables": content["tables"]})
    for edit in edits:
        rows = made["tables"].setdefault(edit["table"], [])
        if not edit["where"]:
            rows.append(dict(edit["cells"]))
            continue
        row = next((each for each in rows if _meant(each, edit["where"])), None)
        if row is None:
            raise EditLost("、".join(edit["where"].values()))
        for key, cell in edit["cells"].items():
            row.pop(key, None) if cell == "" else row.update({key: cell})
    return made


def _meant(row: Mapping[str, str], where: Mapping[str, str]) -> bool:
    return all(row.get(key, "") == cell for key, cell in where.items())
