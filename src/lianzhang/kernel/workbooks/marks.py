"""What stands at a cell beside its value, kept as stretches of rows: a million formulas below each other are 8 bytes.

Every mark is kept, or the file is refused: what is left unmarked would be read as something that it is not."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from .refusals import SCATTERED, Refused

__all__ = [
    *("BLANKED", "ERROR", "FORMULA", "MONTH", "PERCENT", "ROWS_ALLOWED", "SCALED", "TIME", "UNIT", "YEAR", "YEARLESS"),
    "Marks",
]

FORMULA, ERROR, PERCENT = "formula", "error", "percent"
# What the format of a date cell shows of it; of one that shows a whole day nothing is marked.
MONTH, YEAR, TIME, YEARLESS = "month", "year", "time", "yearless"
# What the format of a number shows: less of its digits, or nothing of it.
SCALED, BLANKED = "scaled", "blanked"
UNIT = "unit "  # and the unit that the format writes behind the number
# Where several stand at one cell, the first of them is told; a unit is the last.
KINDS = (FORMULA, ERROR, PERCENT, MONTH, YEAR, TIME, YEARLESS, SCALED, BLANKED)
STRETCHES_ALLOWED = 2_000_000  # 16 MB; an honest column is a few of them
ROWS_ALLOWED = 1_048_576  # as in a spreadsheet; rows beyond are refused when they are read
UNSIGNED = "I"


def _rank(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


class Marks(Mapping[tuple[int, int], str]):
    """The mark at (row, column), both counted from 0. `columns` are those that have any."""

    def __init__(self) -> None:
        # By column and kind: where a stretch begins, where it ended, where the next begins, and so on.
        self.columns: dict[int, dict[str, array[int]]] = {}
        self.stretches = 0

    def add(self, row: int, column: int, kind: str) -> None:
        """Raises Refused where they lie too scattered to be kept."""
        if not 0 <= row < ROWS_ALLOWED:
            return
        edges = self._edges(column, kind)
        at = bisect_right(edges, row)
        if at % 2:
            return
        after, before = at > 0 and edges[at - 1] == row, at < len(edges) and edges[at] == row + 1
        if after and before:
            del edges[at - 1 : at + 1]
            self.stretches -= 1
        elif after:
            edges[at - 1] = row + 1
        elif before:
            edges[at] = row
        else:
            edges[at:at] = array(UNSIGNED, (row, row + 1))
            self.stretches += 1
            if self.stretches > STRETCHES_ALLOWED:
                raise Refused(SCATTERED)

    def _edges(self, column: int, kind: str) -> array[int]:
        kinds = self.columns.setdefault(column, {})
        if kind not in kinds:
            kinds[kind] = array(UNSIGNED)
            self.columns[column] = {each: kinds[each] for each in sorted(kinds, key=_rank)}
        return kinds[kind]

    def __getitem__(self, cell: tuple[int, int]) -> str:
        row, column = cell
        for kind, edges in self.columns.get(column, {}).items():
            if bisect_right(edges, row) % 2:
                return kind
        raise KeyError(cell)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for column, kinds in self.columns.items():
            told: set[int] = set()
            for edges in kinds.values():
                for begin, end in zip(edges[::2], edges[1::2], strict=True):
                    told.update(range(begin, end))
            yield from ((row, column) for row in sorted(told))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return bool(self.columns)

    def told(self) -> list[Any]:
        """As the child hands them on, on the same machine."""
        return [
            [column, kind, b64encode(edges.tobytes()).decode()]
            for column, kinds in self.columns.items()
            for kind, edges in kinds.items()
        ]

    @classmethod
    def heard(cls, told: list[Any]) -> Marks:
        marks = cls()
        for column, kind, edges in told:
            marks.columns.setdefault(column, {})[kind] = array(UNSIGNED, b64decode(edges))
            marks.stretches += len(marks.columns[column][kind]) // 2
        return marks
