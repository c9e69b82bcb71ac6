"""Why a workbook is not read, as the child tells it and the parent puts into words."""

__all__ = ["EMPTY", "ENCRYPTED", "MACROS", "NOT_A_WORKBOOK", "TOO_WIDE", "Refused"]

ENCRYPTED, MACROS, NOT_A_WORKBOOK, EMPTY, TOO_WIDE = "encrypted", "macros", "not_a_workbook", "empty", "too_wide"


class Refused(Exception):
    """The text is one of the reasons above."""
