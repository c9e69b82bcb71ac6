"""Why a table is not read, as the child tells it and the parent puts into words."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    *("CRAMMED", "EMPTY", "ENCODING", "ENCRYPTED", "GONE", "HIDDEN", "MACROS", "MERGED", "NOT_A_WORKBOOK", "NULS"),
    *("QUOTES", "SCATTERED", "SHEETS", "TOO_LONG", "TOO_WIDE", "Refused"),
]

ENCRYPTED, MACROS, NOT_A_WORKBOOK, EMPTY, TOO_WIDE = "encrypted", "macros", "not_a_workbook", "empty", "too_wide"
TOO_LONG, CRAMMED, MERGED, NULS, ENCODING, QUOTES = "too_long", "crammed", "merged", "nuls", "encoding", "quotes"
SCATTERED, SHEETS, HIDDEN, GONE = "scattered", "sheets", "hidden", "gone"


class Refused(Exception):
    """The text is one of the reasons above; `row` counts from 1, `names` are worksheets."""

    def __init__(self, why: str, row: int | None = None, names: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.row, self.names = row, names
