"""Sole sources, single regions and concentration equal what is counted by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import ChainlabError, SupplyNetwork, concentration, sole_sources

from .made import FIRMS, MASKS, ROWS, Row, bought_items, made

REGIONS = st.lists(st.sampled_from(["city", "coast", "north"]), min_size=FIRMS, max_size=FIRMS).map(np.array)


@given(ROWS, st.one_of(st.none(), MASKS))
def test_sole_sources_are_those_counted_by_hand(rows: list[Row], customers: Any) -> None:
    network = made(rows)
    found = sole_sources(network, customers=customers)
    items = bought_items(network, customers)
    wanted = [(*key, *next(iter(sold.items()))) for key, sold in sorted(items.items()) if len(sold) == 1]
    columns = (found.customer, found.product, found.supplier, found.value)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == wanted
    total = sum(sum(sold.values()) for sold in items.values())
    assert (found.share is None) == (total == 0)
    if found.share is not None:
        assert found.share == pytest.approx(sum(one[3] for one in wanted) / total)
    assert found.single_region is None


@given(ROWS, st.one_of(st.none(), MASKS), REGIONS)
def test_single_regions_are_those_counted_by_hand(rows: list[Row], customers: Any, region: Any) -> None:
    network = made(rows)
    found = sole_sources(network, customers=customers, region=region, local=region == "city").single_region
    wanted = []
    for key, sold in sorted(bought_items(network, customers).items()):
        places = {str(region[supplier]) for supplier in sold}
        if len(places) == 1 and "city" not in places:
            wanted.append((*key, len(sold), pytest.approx(sum(sold.values())), places.pop()))
    assert found is not None
    columns = (found.customer, found.product, found.suppliers, found.value, found.region)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == wanted


@given(ROWS, st.one_of(st.none(), MASKS))
def test_concentration_is_the_sum_of_squared_shares(rows: list[Row], customers: Any) -> None:
    network = made(rows)
    found = concentration(network, customers=customers)
    items = sorted(bought_items(network, customers).items())
    assert list(zip(found.customer.tolist(), found.product.tolist(), strict=True)) == [key for key, _ in items]
    for place, (_, sold) in enumerate(items):
        total = sum(sold.values())
        assert found.suppliers[place] == len(sold)
        assert found.value[place] == pytest.approx(total)
        assert found.hhi[place] == pytest.approx(sum((value / total) ** 2 for value in sold.values()))
        assert found.largest_share[place] == pytest.approx(max(sold.values()) / total)
        assert found.largest[place] == min(one for one, value in sold.items() if value == max(sold.values()))
    assert (found.hhi >= 1 / found.suppliers - 1e-12).all()
    assert (found.hhi <= 1 + 1e-12).all()


@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_changes_no_bit(rows: list[Row], random: Any) -> None:
    one, other = (concentration(made(some)) for some in (rows, random.sample(rows, len(rows))))
    assert one.hhi.tolist() == other.hhi.tolist()
    assert one.value.tolist() == other.value.tolist()


def test_a_firm_that_sells_two_products_is_sole_source_of_each() -> None:
    network = SupplyNetwork.from_arrays(["a", "a", "b"], ["c", "c", "c"], [1, 2, 3], ["p", "q", "q"])
    found = sole_sources(network)
    assert network.products[found.product].tolist() == ["p"]
    assert found.share == pytest.approx(1 / 6)


def test_without_products_a_customer_of_one_supplier_has_a_sole_source() -> None:
    network = SupplyNetwork.from_arrays(["a", "a", "b"], ["c", "d", "d"], [1, 2, 3])
    assert network.firms[sole_sources(network).customer].tolist() == ["c"]


def test_more_regions_than_fit_a_small_number_are_told_apart() -> None:
    size = 2**15 + 10
    network = SupplyNetwork.from_arrays([size - 2, size - 3], [0, 0], [1, 1], [1, 2], firms=np.arange(size))
    found = sole_sources(network, region=np.arange(size), local=np.arange(size) == 0).single_region
    assert found is not None
    assert found.region.tolist() == [size - 2, size - 3]


def test_network_without_links_has_no_sources() -> None:
    network = made([])
    assert sole_sources(network, region=np.zeros(FIRMS), local=np.zeros(FIRMS, np.bool_)).share is None
    assert concentration(network).hhi.size == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"region": ["x"] * FIRMS}, "belong together"),
        ({"local": [True] * FIRMS}, "belong together"),
        ({"region": ["x"], "local": [True] * FIRMS}, "region has shape"),
        ({"region": ["x"] * FIRMS, "local": [1] * FIRMS}, "local is of int64"),
        ({"customers": [True]}, "customers is of bool with shape"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        sole_sources(made([(0, 1, 1.0, 0)]), **more)
