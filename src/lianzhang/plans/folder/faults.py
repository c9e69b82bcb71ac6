"""The shapes in which checks hand on what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianzhang.kernel.sheets import Problem, Row

__all__ = ["Faults", "Problems", "at"]

Problems = Iterator[Problem]
# Of one row: the column, and what is wrong there.
Faults = Iterable[tuple[str, str]]


def at(table: str, row: Row, column: str, message: str) -> Problem:
    return Problem(f"{table}.csv", row.number, column, message)
