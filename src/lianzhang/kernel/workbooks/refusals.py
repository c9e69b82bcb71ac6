"""Why a table is not read, as the child tells it and the parent puts into words."""

__all__ = [
    *("CRAMMED", "EMPTY", "ENCODING", "ENCRYPTED", "MACROS", "MERGED", "NOT_A_WORKBOOK", "NULS", "QUOTES", "TOO_LONG"),
    *("PERCENTAGES", "TOO_WIDE", "Refused"),
]

ENCRYPTED, MACROS, NOT_A_WORKBOOK, EMPTY, TOO_WIDE = "encrypted", "macros", "not_a_workbook", "empty", "too_wide"
TOO_LONG, CRAMMED, MERGED, NULS, ENCODING, QUOTES = "too_long", "crammed", "merged", "nuls", "encoding", "quotes"
PERCENTAGES = "percentages"


class Refused(Exception):
    """The text is one of the reasons above; `row` counts from 1."""

    def __init__(self, why: str, row: int | None = None) -> None:
        super().__init__(why)
        self.row = row
