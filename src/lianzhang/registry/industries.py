"""Industries by the code of GB/T 4754-2017: a section's letter, then two, three and four digits.

The table lies in data/gbt4754-2017.csv; data/README.md says where it comes from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Industry", "ancestors", "classes", "industry", "is_code", "manufacturing", "name_of", "normal"]

MANUFACTURING = "C"


@dataclass(frozen=True)
class Industry:
    """One entry; `level` counts from the sections (1) to the classes of four digits (4)."""

    code: str
    name: str
    level: int
    parent: str


@cache
def _table() -> dict[str, Industry]:
    source = files(__package__).joinpath("data", "gbt4754-2017.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["code"]: Industry(row["code"], row["name"], int(row["level"]), row["parent"]) for row in rows}


def normal(code: str) -> str:
    """The code as the table writes it. People also put the section's letter before the digits: `C3670`."""
    code = code.strip().upper()
    digits = code[1:]
    leads = len(code) > 1 and code[0].isalpha() and is_code(digits) and ancestors(digits)[0].code == code[0]
    return digits if leads else code


def industry(code: str) -> Industry | None:
    return _table().get(normal(code))


def is_code(code: str) -> bool:
    return code in _table()


def name_of(code: str) -> str:
    entry = industry(code)
    return entry.name if entry else ""


def ancestors(code: str) -> tuple[Industry, ...]:
    """The entry and all above it, the section first; nothing for a code that does not exist."""
    entry = _table().get(code)
    return (*ancestors(entry.parent), entry) if entry else ()


@cache
def classes(code: str) -> tuple[str, ...]:
    """The classes of four digits that an entry holds; a class holds itself."""
    return tuple(
        each for each, row in _table().items() if row.level == 4 and code in {one.code for one in ancestors(each)}
    )


def manufacturing(code: str) -> bool:
    """Whether the code lies in section C."""
    line = ancestors(normal(code))
    return bool(line) and line[0].code == MANUFACTURING
