"""Workbooks and tables that come from outside: opened in a process of their own, handed on as rows of raw cells.

Whatever a file does to its reader, only that process ends; what is read here is neither typed nor believed yet."""

from lianzhang.kernel.guarded import Limits

from .choosing import NAME_LONGEST, Wanted
from .opening import (
    ENDINGS,
    USUAL,
    EverySheet,
    FileRefused,
    Opened,
    SheetAsked,
    SheetSeen,
    check_file,
    choosable,
    every_sheet,
    opened,
)

__all__ = [
    "ENDINGS",
    "NAME_LONGEST",
    "USUAL",
    "EverySheet",
    "FileRefused",
    "Limits",
    "Opened",
    "SheetAsked",
    "SheetSeen",
    "Wanted",
    "check_file",
    "choosable",
    "every_sheet",
    "opened",
]
