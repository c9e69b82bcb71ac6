"""A list that leaves the house to be read: one row each, one column for each thing said of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from .columns import Column, Kind, Sheet
from .loose import text
from .writing import write_workbook

__all__ = ["MOMENT", "WORDS", "YEAR", "Said", "list_workbook"]

R = TypeVar("R")
# A heading, the kind of its cells, and what a row says under it.
Said = tuple[str, Kind, Callable[[R], Any]]

WORDS = text(1000)
YEAR = Kind(int, shown_as="year")
MOMENT = Kind(str, shown_as="moment")  # day and time on the city's clock


def list_workbook(name: str, columns: Sequence[Said[R]], rows: Iterable[R]) -> bytes:
    """`name` stands on the sheet, so that a printed copy says what it is. Rows are taken one by one."""
    sheet = Sheet(name, tuple(Column(heading, heading, kind) for heading, kind, _ in columns))
    return write_workbook(sheet, ({heading: said(row) for heading, _, said in columns} for row in rows))
