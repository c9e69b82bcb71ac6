"""Writes a plan as a folder: what `read_folder` reads again as the same plan."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from lianzhang.kernel.sheets import Column

from .sources import PLAN_FILE, Content
from .tables import SECTIONS, TABLES

__all__ = ["write_folder"]

BARE = ("number", "date")  # what TOML writes without quotation marks


def write_folder(content: Content, path: Path) -> None:
    """Into a folder that is not there yet, all of it or nothing; its name must be the plan's id. Raises OSError."""
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
        whole = Path(beside) / path.name
        whole.mkdir()
        _write(content, whole)
        whole.rename(path)


def _write(content: Content, path: Path) -> None:
    (path / PLAN_FILE).write_text(_toml(content["sections"]), encoding="utf-8")
    for table in TABLES:
        rows = content["tables"].get(table.name)
        if rows is None:
            continue
        heads = [each.key for each in table.sheet.columns if each.required or any(each.key in row for row in rows)]
        with (path / table.file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heads)
            writer.writerows([row.get(head, "") for head in heads] for row in rows)


def _toml(sections: Mapping[str, Mapping[str, str]]) -> str:
    blocks = []
    for name, sheet in SECTIONS.items():
        said = sections.get(name, {})
        lines = [
            f"{column.key} = {_value(column, said[column.key])}" for column in sheet.columns if said.get(column.key)
        ]
        if lines:
            blocks.append("\n".join((f"[{name}]", *lines)))
    return "\n\n".join(blocks) + "\n"


def _value(column: Column, cell: str) -> str:
    """A text of JSON is one of TOML."""
    return str(column.read(cell)) if column.shown_as in BARE else json.dumps(cell, ensure_ascii=False)
