"""The ranking of outside suppliers is the one of the science, whatever is bought and whatever weighs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import SupplyNetwork, attraction_ranking
from lianzhang.supply.attraction.scoring import COMPONENTS, Ranking, ranking
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place

STRANGERS, ITEMS = ("芯片厂", "软管厂"), ("芯片", "软管")
WHERE = {-2: Place.BEYOND, -1: Place.UNKNOWN, 5: Place.PROVINCE, 6: Place.CITY, 7: Place.NEIGHBOUR}
LINE = st.tuples(st.integers(1, 4), st.sampled_from(list(WHERE)), st.sampled_from((-2, -1, 11, 12)), st.integers(0, 9))
WEIGHTS = st.fixed_dictionaries({name: st.integers(0, 10) for name in COMPONENTS})


def lines_from(rows: list[tuple[int, int, int, int]]) -> Lines:
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    place = np.array([WHERE[key] for key in table[:, 1].tolist()], dtype=np.int8)
    no = np.zeros(len(table), bool)
    return Lines(
        *(np.arange(len(table)), table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(float)),
        *(place, no, no, no.astype(np.int32), STRANGERS, ITEMS),
    )


def told(found: Ranking) -> list[tuple[int, float, int, int]]:
    columns = (found.supplier, found.sales, found.buyers, found.sole_items)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(st.lists(LINE, min_size=1, max_size=40), WEIGHTS, st.lists(st.floats(0, 1), min_size=20, max_size=20))
def test_it_is_that_of_the_science(
    rows: list[tuple[int, int, int, int]], weights: dict[str, int], risks: list[float]
) -> None:
    lines = lines_from(rows)
    sold = lines.where(lines.value > 0)
    if not len(sold) or not any(weights.values()):
        return
    # Ids sort as keys do: equal scores stand in their order.
    network = SupplyNetwork.from_arrays(sold.supplier + 10, sold.customer + 100, sold.value, sold.product + 10)
    local = np.isin(network.firms, [*range(101, 105), *(key + 10 for key, at in WHERE.items() if at == Place.CITY)])
    risk = dict(zip(range(-2, 18), risks, strict=True))
    known = np.array([risk.get(int(each) - 10, 0.0) for each in network.firms])
    expected = attraction_ranking(network, local, risk=known, weights=weights)
    found = ranking(lines, risk=risk, weights=weights, customers=None)
    assert found.supplier.tolist() == (network.firms[expected.supplier].astype(int) - 10).tolist()
    for ours, theirs in (
        (found.sales, expected.sales),
        (found.buyers, expected.buyers),
        (found.sole_items, expected.sole_items),
        (found.risk, expected.risk),
        (found.score, expected.score),
    ):
        assert ours == pytest.approx(np.asarray(theirs))
    assert (found.weights, found.share) == (expected.weights, pytest.approx(expected.coverage))


def test_without_a_run_the_risk_is_left_out_and_unknown() -> None:
    found = ranking(lines_from([(1, 5, 11, 8), (2, 5, 11, 2)]), risk=None, weights={"risk": 10}, customers=None)
    assert found.weights == {"sales": 1 / 3, "buyers": 1 / 3, "sole_items": 1 / 3}
    assert np.isnan(found.risk).all()
    assert told(found) == [(5, 10.0, 2, 2)]


def test_only_purchases_of_the_customers_asked_for_count() -> None:
    rows = [(1, 5, 11, 8), (2, 5, 12, 9), (2, -2, 12, 1), (3, -1, 11, 5)]
    found = ranking(lines_from(rows), risk=None, weights={"sales": 1}, customers={2})
    assert told(found) == [(5, 9.0, 1, 0), (-2, 1.0, 1, 0)]
    assert ranking(lines_from(rows), risk=None, weights={}, customers=set()).share is None


def test_who_lies_in_the_city_is_no_supplier_outside_though_nobody_registered_it() -> None:
    lines = lines_from([(1, 6, 11, 8), (1, -1, 11, 1)])
    assert told(ranking(lines, risk=None, weights={"sales": 1}, customers=None)) == [(-1, 1.0, 1, 0)]
