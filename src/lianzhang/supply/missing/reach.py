"""Which missing segment is within reach: the city's industries held against those of other places. Pure.

Density and complexity are those of chainlab.relatedness (Hidalgo and others, 2007 and 2009); its module loads numpy
alone. A segment is as near as its industries on average: those that the statistics have, by the codes it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainlab import ChainlabError, location_quotient, relatedness

__all__ = ["FEWEST", "Compared", "Reach", "Table", "compared", "reach_of", "table_of"]

FEWEST = 3  # places; of fewer nobody can tell what goes together
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Output by place and industry, 万元; `left_out` rows have codes of another length than most."""

    places: tuple[str, ...]
    industries: tuple[str, ...]
    values: Floats
    left_out: int


def table_of(rows: Iterable[tuple[str, str, float]]) -> Table:
    """From (place, industry, value). Codes of one length alone: 36 and 3670 of one place would count it twice."""
    told = list(rows)
    by_length: dict[int, set[str]] = {}
    for _, code, _ in told:
        by_length.setdefault(len(code), set()).add(code)
    length = max(by_length, key=lambda each: (len(by_length[each]), each), default=0)
    kept = [row for row in told if len(row[1]) == length]
    places, industries = sorted({place for place, _, _ in kept}), sorted({code for _, code, _ in kept})
    at = (
        {place: number for number, place in enumerate(places)},
        {code: number for number, code in enumerate(industries)},
    )
    values = np.zeros((len(places), len(industries)))
    for place, code, value in kept:
        values[at[0][place], at[1][code]] = value
    return Table(tuple(places), tuple(industries), values, len(told) - len(kept))


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What the comparison says of one place, by industry code: `quotient` (1: as much as everywhere), `density` (0 to
    1), `complexity` and `gain` (both in deviations; empty where `undefined` says why). `problem`: why there is nothing.
    """

    places: int
    industries: int
    quotient: Mapping[str, float]
    density: Mapping[str, float]
    complexity: Mapping[str, float]
    gain: Mapping[str, float]
    undefined: str = ""
    problem: str = ""


def compared(table: Table, place: int | None) -> Compared:
    """`place` is the position of the city in the table; None where it is not there."""
    size = len(table.places), len(table.industries)
    if place is None:
        return _nothing(*size, "city" if any(size) else "empty")
    if size[0] < FEWEST:
        return _nothing(*size, "few")
    try:
        related, quotients = relatedness(table.values), location_quotient(table.values)
    except ChainlabError:
        return _nothing(*size, "unfit")
    row = np.flatnonzero(related.cities == place)
    quotient = dict(zip(table.industries, quotients[place].tolist(), strict=True))
    if not row.size:
        return Compared(*size, quotient, {}, {}, {}, problem="alone")
    codes = [table.industries[each] for each in related.products]
    at = int(row[0])
    return Compared(
        *size,
        quotient,
        dict(zip(codes, related.density[at].tolist(), strict=True)),
        _by_code(codes, related.pci),
        _by_code(codes, None if related.cog is None else related.cog[at]),
        undefined=related.undefined,
    )


def _by_code(codes: Sequence[str], column: Floats | None) -> dict[str, float]:
    return {} if column is None else dict(zip(codes, column.tolist(), strict=True))


def _nothing(places: int, industries: int, problem: str) -> Compared:
    return Compared(places, industries, {}, {}, {}, {}, problem=problem)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is said of one segment: how near its industries lie on average, how complex they are, what they would open.

    `quotient` is the highest of them: from 1 on the city has it. None where nothing is known; `codes` were compared.
    """

    codes: tuple[str, ...]
    quotient: float | None
    density: float | None
    complexity: float | None
    gain: float | None

    @property
    def has(self) -> bool:
        return self.quotient is not None and self.quotient >= 1 - 1e-12


def reach_of(codes: Iterable[str], related: Compared) -> Reach:
    """`codes` as a segment names its industries: whole, or their first digits."""
    matched = tuple(dict.fromkeys(each for code in codes for each in _matching(code, related.quotient)))
    quotients = [related.quotient[each] for each in matched]
    parts = (related.density, related.complexity, related.gain)
    return Reach(matched, max(quotients, default=None), *(_mean(matched, part) for part in parts))


def _matching(code: str, known: Mapping[str, float]) -> list[str]:
    """The industries that a code names; of one more exact than the statistics the one that holds it."""
    below = [each for each in known if each.startswith(code)]
    return below or [each for each in known if code.startswith(each)]


def _mean(codes: Iterable[str], values: Mapping[str, float]) -> float | None:
    told = [values[each] for each in codes if each in values]
    return sum(told) / len(told) if told else None
