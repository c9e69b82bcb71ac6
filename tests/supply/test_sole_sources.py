"""What one supplier alone delivers: the same pairs as the science finds, pooled by what and from whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chainlab import SupplyNetwork, sole_sources
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place
from lianzhang.supply.sourcing.sole_sources import Pool, Pools, Soles, pools_of, soles_of

STRANGERS, ITEMS = ("芯片厂", "软管厂"), ("芯片", "软管")
LINE = st.tuples(st.integers(1, 4), st.sampled_from((-2, -1, 5, 6)), st.sampled_from((-2, -1, 11, 12)))
LINES = st.lists(st.tuples(LINE, st.integers(0, 9)), max_size=40)


def lines_from(rows: list[tuple[tuple[int, int, int], int]], ends: Sequence[int] = ()) -> Lines:
    table = np.array([(*who, value) for who, value in rows], dtype=np.int64).reshape(-1, 4)
    size = len(table)
    return Lines(
        *(np.arange(1, size + 1), table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(float)),
        *(np.full(size, Place.BEYOND, dtype=np.int8), np.zeros(size, bool), np.zeros(size, bool)),
        *(np.array(ends or [0] * size, dtype=np.int32), STRANGERS, ITEMS),
    )


def pairs_of(soles: Soles) -> dict[tuple[int, int, int], float]:
    keys = zip(soles.customer.tolist(), soles.product.tolist(), soles.supplier.tolist(), strict=True)
    return dict(zip(keys, soles.value.tolist(), strict=True))


def all_of(pools: Pools) -> list[Pool]:
    return [pools[at] for at in range(len(pools))]


@given(LINES)
def test_the_pairs_are_those_that_the_science_finds(rows: list[tuple[tuple[int, int, int], int]]) -> None:
    lines = lines_from(rows)
    sold = lines.where(lines.value > 0)
    network = SupplyNetwork.from_arrays(
        *([f"s{each}" for each in sold.supplier], [f"c{each}" for each in sold.customer], sold.value),
        [f"p{each}" for each in sold.product],
    )
    found = sole_sources(network)
    named = zip(
        *(network.firms[found.customer], network.products[found.product], network.firms[found.supplier]),
        found.value.tolist(),
        strict=True,
    )
    expected = {(int(who[1:]), int(what[1:]), int(whom[1:])): value for who, what, whom, value in named}
    assert pairs_of(soles_of(lines)) == expected


def test_the_contract_that_ends_last_is_the_pairs_and_a_line_without_value_has_none() -> None:
    one, other = (1, 5, 11), (2, 5, 11)
    soles = soles_of(lines_from([(one, 3), (one, 2), (other, 4), (other, 0)], [700, 900, 0, 800]))
    assert dict(zip(soles.customer.tolist(), soles.contract_end.tolist(), strict=True)) == {1: 900, 2: 0}


@given(LINES, st.sets(st.integers(1, 4)))
def test_a_pool_holds_all_who_hang_on_one_supplier_for_one_thing(
    rows: list[tuple[tuple[int, int, int], int]], customers: set[int]
) -> None:
    soles = soles_of(lines_from(rows))
    together: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for (customer, product, supplier), value in pairs_of(soles).items():
        if customer in customers:
            together[product, supplier][customer] = value
    pools = all_of(pools_of(soles, customers))
    assert {(pool.product, pool.supplier): pool.value for pool in pools} == {
        key: sum(each.values()) for key, each in together.items()
    }
    for pool in pools:
        assert {int(soles.customer[pair]) for pair in pool.pairs} == set(together[pool.product, pool.supplier])


@given(LINES)
def test_the_purchases_of_a_pair_add_up_to_its_value(rows: list[tuple[tuple[int, int, int], int]]) -> None:
    lines = lines_from(rows)
    values = dict(zip(lines.key.tolist(), lines.value.tolist(), strict=True))
    soles = soles_of(lines)
    for pair in range(len(soles)):
        keys = soles.keys[soles.start[pair] : soles.end[pair]].tolist()
        assert sum(values[key] for key in keys) == soles.value[pair]


def test_a_supplier_that_delivered_nothing_is_no_second_source() -> None:
    rows = [((1, 5, 11), 7), ((1, 6, 11), 0)]
    assert pairs_of(soles_of(lines_from(rows))) == {(1, 11, 5): 7.0}


def test_of_all_customers_where_none_are_named() -> None:
    soles = soles_of(lines_from([((1, 5, 11), 7), ((2, 5, 11), 3)]))
    assert [(pool.value, len(pool.pairs)) for pool in all_of(pools_of(soles, None))] == [(10.0, 2)]
    assert len(pools_of(soles, set())) == 0


@given(LINES, st.sets(st.integers(1, 4)))
def test_a_pool_is_found_by_what_it_is_of_and_by_its_pairs(
    rows: list[tuple[tuple[int, int, int], int]], customers: set[int]
) -> None:
    soles = soles_of(lines_from(rows))
    pools = pools_of(soles, None)
    wanted = np.isin(soles.customer, list(customers))
    for at, (pool, some) in enumerate(zip(all_of(pools), pools.some(wanted).tolist(), strict=True)):
        assert pools.find(pool.product, pool.supplier) == at
        assert some == any(wanted[pair] for pair in pool.pairs)
    assert pools.find(99, 99) is None
