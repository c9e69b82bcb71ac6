"""What will be short, by quarter: what is wanted by when against what is left, comes and lapses. No queries.

What nobody stated may be as much as there can be, or nothing: what is short either way is short, what is short one way
is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

__all__ = ["Cell", "Supply", "Wanted", "foreseen", "quarters_from"]

NONE = Decimal(0)
AHEAD = 5  # quarters, with the one that runs


class Wanted(Protocol):
    """So much is wanted by a day; None: not said."""

    @property
    def quantity(self) -> Decimal | None: ...

    @property
    def by(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Supply:
    """So much at most can be used from `since` on until `until`; None: always. `known`: and no less than that."""

    most: Decimal | None
    known: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One quarter. `wanted`, `comes` and `lapses` of it alone, `unsaid`: how many say not how much they want.

    `short`: what of all wanted by its end is surely not covered; `word`: what that comes to, "" where nobody wants."""

    start: date
    end: date
    wanted: Decimal
    unsaid: int
    comes: Decimal
    lapses: Decimal
    short: Decimal
    word: str


def quarters_from(today: date, ahead: int = AHEAD) -> list[tuple[date, date]]:
    """So many quarters, from the one that runs on: first day and last."""
    year, month, told = today.year, (today.month - 1) // 3 * 3 + 1, []
    for _ in range(ahead):
        start = date(year, month, 1)
        year, month = (year + 1, 1) if month == 10 else (year, month + 3)
        told.append((start, date(year, month, 1) - timedelta(days=1)))
    return told


def foreseen(wants: Sequence[Wanted], supplies: Sequence[Supply], today: date, *, ahead: int = AHEAD) -> list[Cell]:
    quarters = quarters_from(today, ahead)
    by_quarter = [_within(wants, start, end, first=number == 0) for number, (start, end) in enumerate(quarters)]
    sums = [_sum(each.quantity for each in here) for here in by_quarter]
    least = _owed(sums, supplies, quarters)
    most = _owed(sums, [each for each in supplies if each.known], quarters)
    cells, asked, unsaid = [], NONE, 0
    for number, (start, end) in enumerate(quarters):
        vague = sum(each.quantity is None for each in by_quarter[number])
        asked, unsaid = asked + sums[number], unsaid + vague
        cells.append(
            Cell(
                *(start, end, sums[number], vague),
                comes=_sum(each.most for each in supplies if today < each.since and start <= each.since <= end),
                lapses=_sum(each.most for each in supplies if each.until is not None and start <= each.until <= end),
                short=least[number],
                word=_word(asked, unsaid, least[number], most[number]),
            )
        )
    return cells


def _word(asked: Decimal, unsaid: int, least: Decimal, most: Decimal) -> str:
    if least:
        return "short"
    if unsaid or most:
        return "unknown"
    return "enough" if asked else ""


def _within(wants: Iterable[Wanted], start: date, end: date, *, first: bool) -> list[Wanted]:
    """What is wanted in a quarter; in the first also what should have been there before."""
    return [each for each in wants if each.by is not None and each.by <= end and (first or each.by >= start)]


def _owed(sums: Sequence[Decimal], supplies: Sequence[Supply], quarters: Sequence[tuple[date, date]]) -> list[Decimal]:
    """What is not covered by the end of each quarter: covered first by what lapses first, and what is not waits."""
    left: dict[int, Decimal | None] = {number: each.most for number, each in enumerate(supplies)}
    owed, told = NONE, []
    for wanted, (start, end) in zip(sums, quarters, strict=True):
        owed += wanted
        good = [number for number, each in enumerate(supplies) if each.since <= end and not _gone(each, start)]
        for number in sorted(good, key=lambda number: supplies[number].until or date.max):
            has = left[number]
            given = owed if has is None else min(has, owed)
            owed -= given
            left[number] = None if has is None else has - given
        told.append(owed)
    return told


def _gone(supply: Supply, start: date) -> bool:
    return supply.until is not None and supply.until < start


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), NONE)
