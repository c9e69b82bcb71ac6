"""Industries by the code of GB/T 4754-2017: a section's letter, then two, three and four digits.

The table lies in data/gbt4754-2017.csv, and beside it what codes of the edition of 2011 are called now;
data/README.md says where they come from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = [
    *("Industry", "OfOldEdition", "ancestors", "classes", "industry", "is_code", "manufacturing", "name_of", "normal"),
    "of_old_edition",
]

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


@dataclass(frozen=True)
class OfOldEdition:
    """What a code meant in the edition of 2011, and the codes that say so now, the nearest first."""

    code: str
    name: str
    now: tuple[Industry, ...]

    def __str__(self) -> str:
        now = "、".join(f"{each.code}{each.name}" for each in self.now)
        return f"2011年版的{self.code}是“{self.name}”，2017年版是{now}"


@cache
def _changed() -> dict[str, OfOldEdition]:
    source = files(__package__).joinpath("data", "gbt4754-2011-changed.csv").read_text(encoding="utf-8")
    table, rows = _table(), csv.DictReader(source.splitlines())
    return {
        row["code"]: OfOldEdition(row["code"], row["name"], tuple(table[code] for code in row["now"].split()))
        for row in rows
    }


def of_old_edition(code: str) -> OfOldEdition | None:
    """What the code meant in the edition of 2011, where that is something else than now; its section may lead."""
    code = code.strip().upper()
    return _changed().get(code[1:] if code[:1].isalpha() else code)


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
