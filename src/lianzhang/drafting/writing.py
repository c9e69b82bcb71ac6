"""A draft as a plan folder: plan.toml, and a file for each table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from .draft import Draft
from .tables import plan_tables, plan_values

__all__ = ["folder_files", "write_folder"]

DANGEROUS = ("=", "+", "-", "@")


def folder_files(drafted: Draft, plan_id: str) -> dict[str, str]:
    """The content of each file by its name."""
    values = "\n".join(f"{key} = {_toml(value)}" for key, value in plan_values(drafted, plan_id).items())
    tables = {f"{name}.csv": _csv(columns, rows) for name, (columns, rows) in plan_tables(drafted).items()}
    return {"plan.toml": f"[plan]\n{values}\n"} | tables


def write_folder(drafted: Draft, folder: Path) -> None:
    """Into a folder that is not there yet, all of it or nothing; its name is the plan's id. Raises FileExistsError."""
    if folder.exists():
        raise FileExistsError(folder)
    files = folder_files(drafted, folder.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        whole = Path(beside) / folder.name
        whole.mkdir()
        for name, content in files.items():
            (whole / name).write_text(content, encoding="utf-8")
        whole.rename(folder)


def _toml(value: str | date | float) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _csv(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(tuple(_harmless(cell) for cell in row) for row in rows)
    return stream.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula loses its sign; a comparator has none of these in front."""
    return cell if cell in ("=",) else cell.lstrip("".join(DANGEROUS))
