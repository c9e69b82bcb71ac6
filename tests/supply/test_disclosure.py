"""Rates told to outsiders rest on three buyers and three suppliers at least, and none on one for the most part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.disclosure import tells_of_one
from lianzhang.supply.rates.disclosure import CITY, told_rates
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import RADII, Place
from tests.supply.test_rates import lines

FAR = Place.BEYOND


def spread(customers: range, place: int, value: float = 10) -> list[tuple[int, int, int, float, int]]:
    return [(customer, 100 * place + at, 1, value, place) for customer in customers for at in range(3)]


def whole(found: Lines) -> dict[int, np.ndarray]:
    return {CITY: np.ones(len(found))}


def test_a_rate_of_many_on_both_sides_is_told() -> None:
    found = lines(*spread(range(1, 5), Place.CITY), *spread(range(1, 5), FAR))
    assert told_rates(found, whole(found))[CITY] >= {"city"}


def test_two_buyers_are_too_few() -> None:
    found = lines(*spread(range(1, 3), Place.CITY), *spread(range(1, 3), FAR))
    assert told_rates(found, whole(found))[CITY] == frozenset()


def test_one_supplier_in_the_city_is_not_told_by_the_rate() -> None:
    near = [(customer, 7, 1, 10.0, Place.CITY) for customer in range(1, 6)]
    found = lines(*near, *spread(range(1, 6), FAR))
    assert "city" not in told_rates(found, whole(found))[CITY]


def test_what_lies_between_two_radii_is_not_told_by_their_difference() -> None:
    between = [(1, 8, 1, 10.0, Place.NEIGHBOUR)]
    found = lines(*spread(range(1, 6), Place.CITY), *between, *spread(range(1, 6), FAR))
    told = told_rates(found, whole(found))[CITY]
    assert "city" in told
    assert "neighbour" not in told
    assert "province" not in told


def test_the_chain_left_over_of_the_city_is_not_told_by_those_that_are() -> None:
    first, second = spread(range(1, 6), Place.CITY) + spread(range(1, 6), FAR), spread(range(6, 8), Place.CITY, 2)
    second += spread(range(6, 8), FAR, 2)
    found = lines(*first, *second)
    one = (found.customer < 6).astype(float)
    told = told_rates(found, {CITY: np.ones(len(found)), 1: one, 2: 1 - one})
    assert told[CITY]
    assert told[2] == frozenset()
    assert told[1] == frozenset(), "the city without it is the two firms of the other chain"


ROWS = st.lists(
    st.tuples(
        st.integers(1, 9), st.integers(10, 22), st.just(1), st.sampled_from([1.0, 5.0, 40.0]),
        st.sampled_from([Place.CITY, Place.NEIGHBOUR, FAR]),
    ),
    min_size=1,
    max_size=60,
)  # fmt: skip


@given(ROWS)
def test_no_sum_that_can_be_had_from_what_is_told_tells_of_one(rows: list[tuple[int, int, int, float, int]]) -> None:
    placed = {supplier: place for _, supplier, _, _, place in rows}
    found = lines(*((*row[:4], placed[row[1]]) for row in rows))
    chain = (found.customer % 2).astype(float)
    weights = {CITY: np.ones(len(found)), 1: chain, 2: 1 - chain}
    told = told_rates(found, weights)
    for scope, radii in told.items():
        if not radii:
            continue
        sums = [found.value * weights[scope]]
        sums += [found.value * weights[scope] * found.within(radius) for radius in RADII if radius in radii]
        known = [*sums, *(abs(one - other) for one, other in combinations(sums, 2))]
        for amounts in known:
            assert not tells_of_one(np.bincount(found.customer, amounts))
            assert not tells_of_one(np.bincount(found.supplier, amounts))
