"""Purchases added up by pairs: no sum lost, none of them sole by mistake, who stands around a firm."""

from __future__ import annotations

from collections import defaultdict
from math import isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.supply.network.pairs import around, of_firms, pairs_of, worth_of_firms
from lianzhang.supply.rates.places import Place
from lianzhang.supply.sourcing.sole_sources import lines_without_other, soles_of

from .test_rates import lines

CITY = Place.CITY
ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(-2, 3), st.sampled_from([0, 1, 5, 80]), st.just(CITY)),
    max_size=25,
)


@given(ROWS)
def test_pairs_hold_every_line_once(rows: list[tuple[int, int, int, float, int]]) -> None:
    pairs = pairs_of(lines(*rows), np.ones(len(rows), dtype=bool))
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for customer, supplier, _, value, _ in rows:
        sums[supplier, customer] += value
    assert {(pair.supplier, pair.customer): pair.value for pair in pairs} == sums
    assert sum(pair.lines for pair in pairs) == sum(pair.soles for pair in pairs) == len(rows)
    assert [pair.value for pair in pairs] == sorted((pair.value for pair in pairs), reverse=True)
    assert isclose(sum(worth_of_firms(pairs).values()), 2 * sum(sums.values()))


@given(ROWS, st.none() | st.sets(st.integers(1, 5)))
def test_lines_without_another_source_are_those_whose_thing_one_supplier_alone_sells_to_the_customer(
    rows: list[tuple[int, int, int, float, int]], customers: set[int] | None
) -> None:
    found = lines_without_other(soles_of(lines(*rows)), customers)
    expected = {
        number
        for number, (customer, _, product, value, _) in enumerate(rows)
        if value > 0
        and (customers is None or customer in customers)
        and len({row[1] for row in rows if row[0] == customer and row[2] == product and row[3] > 0}) == 1
    }
    assert sorted(found.tolist()) == sorted(expected)


def test_the_products_of_a_pair_are_those_worth_most() -> None:
    rows = [(1, 2, product, value, CITY) for product, value in ((1, 5), (2, 3), (2, 4), (3, 1), (4, 2))]
    (pair,) = pairs_of(lines(*rows), np.zeros(5, dtype=bool))
    assert pair.products == (2, 1, 4)


def test_around_a_firm_stand_those_as_many_purchases_away_with_what_they_trade_among_themselves() -> None:
    # 4 -> 3 -> 2 -> 1, 3 -> 1, and 6 -> 5 far from it.
    chain = lines(
        *((customer, supplier, 1, 1, CITY) for customer, supplier in ((1, 2), (2, 3), (1, 3), (3, 4), (5, 6)))
    )
    assert around(chain, 1, 1).tolist() == [True, True, True, False, False]
    assert around(chain, 1, 2).tolist() == [True, True, True, True, False]
    assert of_firms(chain, [4, 5]).tolist() == [False, False, False, True, True]
