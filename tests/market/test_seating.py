"""Tables and times: nobody at two tables at once, and no more rounds than twice what the busiest has to sit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.market.seating import Pair, seat_pairs

PAIRS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1]),
    max_size=60,
    unique_by=lambda pair: tuple(sorted(pair)),
).map(lambda pairs: [Pair(at, *pair) for at, pair in enumerate(pairs)])


@given(pairs=PAIRS, tables=st.integers(1, 8))
def test_nobody_sits_at_two_tables_at_once_and_everybody_gets_a_seat(pairs: list[Pair], tables: int) -> None:
    seats = seat_pairs(pairs, tables)
    assert {seat.key for seat in seats} == {pair.key for pair in pairs}
    taken = [(seat.round, seat.table) for seat in seats]
    assert len(set(taken)) == len(taken)
    assert all(0 <= table < tables for _, table in taken)
    by_key = {pair.key: pair for pair in pairs}
    sitting = [(seat.round, who) for seat in seats for who in by_key[seat.key][1:]]
    assert len(set(sitting)) == len(sitting)


@given(pairs=PAIRS)
def test_with_tables_enough_it_takes_fewer_than_twice_the_rounds_of_the_busiest(pairs: list[Pair]) -> None:
    seats = seat_pairs(pairs, len(pairs) or 1)
    busiest = max((sum(who in pair[1:] for pair in pairs) for who in range(13)), default=0)
    assert max((seat.round + 1 for seat in seats), default=0) <= max(2 * busiest - 1, 0)


def test_the_same_pairs_give_the_same_seats() -> None:
    pairs = [Pair(1, "a", "b"), Pair(2, "a", "c"), Pair(3, "d", "c")]
    assert seat_pairs(pairs, 2) == seat_pairs(list(pairs), 2)
    assert [(seat.key, seat.round) for seat in seat_pairs(pairs, 2)] == [(1, 0), (3, 0), (2, 1)]


def test_without_a_table_or_against_oneself_it_is_refused() -> None:
    with pytest.raises(ValueError, match="table"):
        seat_pairs([], 0)
    with pytest.raises(ValueError, match="themselves"):
        seat_pairs([Pair(1, "a", "a")], 1)
