"""Which row of the plan that stands a goal or a duty in other words is. A person sees it and may say otherwise. Pure.

Names are compared by the pairs of letters that they share, over those of the shorter name (the overlap coefficient of
Szymkiewicz and Simpson): a sentence of the paper and a short name written by hand are alike where the one holds the
other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from lianzhang.kernel.folding import letters

__all__ = ["MAY_BE_ONE", "alike", "overlap", "pairs_of_letters"]

Row = Mapping[str, str]
LEVELS = {
    "国际": "世界",
    "世界": "世界",
    "国家": "全国",
    "全国": "全国",
    "省级": "全省",
    "全省": "全省",
    "市级": "市级",
    "县级": "县级",
}
NUMBERS = re.compile(r"\d+(?:\.\d+)?")
ENOUGH = 0.5  # measured: of 93 duties in words of one's own 58 are known again, none as another


def pairs_of_letters(name: str) -> frozenset[str]:
    plain = letters(name)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Between 0 (nothing in common) and 1 (one holds the other)."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _level(row: Row) -> frozenset[str]:
    """A national and a provincial list of one name are two goals."""
    return frozenset(level for word, level in LEVELS.items() if word in row["name"])


def _number(row: Row) -> Decimal | None:
    try:
        return Decimal(row.get("value", ""))
    except InvalidOperation:
        return None


def _goals(said: Row, stands: Row) -> bool:
    """Of one clause and one value. Where the value is another, only a person knows: what is newly won and what there
    is in all have names as like as can be."""
    sizes = NUMBERS.findall(said["name"]), NUMBERS.findall(stands["name"])
    if (
        said.get("unit") != stands.get("unit")
        or _level(said) != _level(stands)
        or (all(sizes) and sizes[0] != sizes[1])
    ):
        return False
    return _of_one_clause(said, stands) and _number(said) is not None and _number(said) == _number(stands)


def _of_one_clause(said: Row, stands: Row) -> bool:
    return said.get("clause") == stands.get("clause")


# By table, which rows may be one; whether they are is said by their names.
MAY_BE_ONE: Mapping[str, Callable[[Row, Row], bool]] = {"targets": _goals, "duties": _of_one_clause}


def alike(table: str, said: Iterable[Row], stands: Iterable[Row]) -> dict[int, int]:
    """By the place of a row that is said, the place of the one that stands: the likest pairs first, each row once."""
    there = [(row, pairs_of_letters(row["name"])) for row in stands]
    pairs = []
    for at, row in enumerate(said):
        own = pairs_of_letters(row["name"])
        for other, (standing, its) in enumerate(there):
            if MAY_BE_ONE[table](row, standing) and (likeness := overlap(own, its)) >= ENOUGH:
                pairs.append((-likeness, abs(len(own) - len(its)), at, other))
    chosen: dict[int, int] = {}
    for *_, at, other in sorted(pairs):
        if at not in chosen and other not in chosen.values():
            chosen[at] = other
    return chosen
