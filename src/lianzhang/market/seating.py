"""Who meets whom at which table and when: nobody sits at two tables at once, nobody waits longer than they must."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

__all__ = ["Pair", "Seat", "seat_pairs"]


class Pair(NamedTuple):
    """Two who are to meet; `key` tells pairs apart."""

    key: Hashable
    one: Hashable
    other: Hashable


class Seat(NamedTuple):
    """`round` and `table` count from 0."""

    key: Hashable
    round: int
    table: int


def seat_pairs(pairs: Sequence[Pair], tables: int) -> list[Seat]:
    """Rounds of at most `tables` meetings in which everybody sits once; ValueError without a table.

    A greedy edge colouring: first those with most meetings left, each in the first round where both are free. With
    tables enough it takes fewer than twice as many rounds as the busiest has meetings (each pair clashes with fewer
    than 2Δ - 1 others); the same pairs in the same order give the same seats."""
    if tables < 1:
        raise ValueError("an event needs a table")
    left = _meetings(pairs)
    busy: list[set[Hashable]] = []
    seats = []
    order = sorted(range(len(pairs)), key=lambda at: (-max(left[pairs[at].one], left[pairs[at].other]), at))
    for pair in (pairs[at] for at in order):
        number = _free(busy, pair, tables)
        seats.append(Seat(pair.key, number, len(busy[number]) // 2))
        busy[number] |= {pair.one, pair.other}
    return sorted(seats, key=lambda seat: (seat.round, seat.table))


def _meetings(pairs: Iterable[Pair]) -> dict[Hashable, int]:
    """How many meetings each has. Raises ValueError for one who would meet themselves."""
    counts: dict[Hashable, int] = {}
    for pair in pairs:
        if pair.one == pair.other:
            raise ValueError("nobody meets themselves")
        for who in (pair.one, pair.other):
            counts[who] = counts.get(who, 0) + 1
    return counts


def _free(busy: list[set[Hashable]], pair: Pair, tables: int) -> int:
    """The first round with a table left in which neither sits elsewhere."""
    for number, there in enumerate(busy):
        if len(there) < 2 * tables and not {pair.one, pair.other} & there:
            return number
    busy.append(set())
    return len(busy) - 1
