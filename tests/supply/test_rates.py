"""Rates of local supply: added up by hand, as chainlab adds them up, and how often the band holds the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chainlab
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place, Surroundings
from lianzhang.supply.rates.rates import Rate, band_of, coverage_of, parts_by, rate_of


def lines(*rows: tuple[int, int, int, float, int]) -> Lines:
    """From rows of customer, supplier, product, value and place."""
    customer, supplier, product, value, place = zip(*rows, strict=True) if rows else ((),) * 5
    size = len(rows)
    return Lines(
        key=np.arange(size),
        customer=np.array(customer, dtype=np.int64),
        supplier=np.array(supplier, dtype=np.int64),
        product=np.array(product, dtype=np.int64),
        value=np.array(value, dtype=np.float64),
        place=np.array(place, dtype=np.int8),
        near=np.zeros(size, dtype=np.bool_),
        disputed=np.zeros(size, dtype=np.bool_),
        contract_end=np.zeros(size, dtype=np.int32),
        strangers=(),
        items=(),
    )


CITY, NEAR, FAR, UNKNOWN = Place.CITY, Place.NEIGHBOUR, Place.BEYOND, Place.UNKNOWN


def test_a_rate_counts_what_lies_within_the_radius() -> None:
    found = lines((1, 10, 5, 30, CITY), (1, 11, 5, 20, NEAR), (1, 12, 6, 40, FAR), (2, 13, 6, 10, UNKNOWN))
    assert rate_of(found, "city") == Rate(30, 100, 10)
    assert rate_of(found, "neighbour").share == 0.5
    assert rate_of(found, "province").share == 0.5


def test_nothing_recorded_is_no_rate_of_zero() -> None:
    assert rate_of(lines(), "city").share is None


def test_a_firm_on_two_chains_counts_for_each_by_its_share() -> None:
    found = lines((1, 10, 5, 30, CITY), (2, 12, 6, 40, FAR))
    assert rate_of(found, "city", np.array([0.5, 1.0])) == Rate(15, 55, 0)


def test_parts_say_what_the_whole_would_gain() -> None:
    found = lines((1, 10, 5, 30, CITY), (1, 11, 6, 20, NEAR), (1, 12, 6, 50, FAR))
    parts = parts_by(found, found.product, "city")
    assert [(part.key, part.rate.total, part.gain) for part in parts] == [(6, 70, 0.7), (5, 30, 0.0)]


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(5, 9), st.integers(1, 3), st.integers(1, 50), st.sampled_from([CITY, FAR])
    ),
    min_size=1,
    max_size=20,
)


@given(ROWS)
def test_a_rate_is_that_of_chainlab(rows: list[tuple[int, int, int, float, int]]) -> None:
    placed = {supplier: place for _, supplier, _, _, place in rows}
    found = lines(*((*row[:4], placed[row[1]]) for row in rows))
    network = chainlab.SupplyNetwork.from_arrays(
        supplier=found.supplier, customer=found.customer, product=found.product, value=found.value
    )
    local = np.array([placed.get(firm) == CITY for firm in network.firms.tolist()])
    theirs = chainlab.local_supply_rate(network, local).all_goods
    assert rate_of(found, "city").share == pytest.approx(theirs.rate)
    gains = {part.key: part.gain for part in parts_by(found, found.product, "city")}
    products = network.products[theirs.by_product.position]
    assert gains == pytest.approx(dict(zip(products.tolist(), theirs.gain.tolist(), strict=True)))


def test_coverage_speaks_of_those_who_say_what_they_bought() -> None:
    found = lines((1, 10, 5, 30, CITY), (2, 12, 6, 40, FAR), (3, 12, 6, 50, FAR))
    covered = coverage_of(found, {1: 60.0, 3: 40.0}, [1, 2, 3, 4])
    assert (covered.recorded, covered.stated, covered.customers, covered.stating, covered.silent) == (70, 100, 4, 2, 1)
    assert covered.share == 0.7
    assert coverage_of(found, {}, [1]).share is None


def test_without_totals_there_is_no_band() -> None:
    assert band_of(lines((1, 10, 5, 30, CITY)), "city", {}, [1]) is None


def test_all_recorded_leaves_no_doubt() -> None:
    found = lines((1, 10, 5, 30, CITY), (1, 11, 5, 70, FAR))
    band = band_of(found, "city", {1: 100.0}, [1])
    assert band is not None
    assert (band.low, band.high) == (pytest.approx(0.3), pytest.approx(0.3))


def test_the_band_holds_the_truth_in_about_four_of_five_cases() -> None:
    """Customers with shares of their own and heavy tails; a half to nine tenths of their lines are recorded."""
    draw = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        customers = np.repeat(np.arange(8), 30)
        value = draw.lognormal(0, 1.2, customers.size)
        local = draw.random(customers.size) < draw.uniform(0.15, 0.6, 8)[customers]
        recorded = draw.random(customers.size) < draw.uniform(0.5, 0.9, 8)[customers]
        rows = zip(customers[recorded].tolist(), value[recorded].tolist(), local[recorded].tolist(), strict=True)
        found = lines(*((customer, 10, 5, amount, CITY if near else FAR) for customer, amount, near in rows))
        totals = {key: float(value[customers == key].sum()) for key in range(8)}
        band = band_of(found, "city", totals, range(8))
        assert band is not None
        held += band.low <= value[local].sum() / value.sum() <= band.high
    assert 0.72 <= held / 300 <= 0.92


@given(ROWS, st.floats(1, 3))
def test_a_band_lies_between_what_is_certain(rows: list[tuple[int, int, int, float, int]], more: float) -> None:
    found = lines(*rows)
    totals = {key: float(found.value[found.customer == key].sum()) * more for key in set(found.customer.tolist())}
    band = band_of(found, "city", totals, totals)
    assert band is not None
    local, whole = rate_of(found, "city").local, sum(totals.values())
    most = local + whole - found.value.sum()
    assert local / whole - 1e-9 <= band.low <= band.high + 1e-9 <= most / whole + 1e-6


PLACES = Surroundings(city=("示例",), neighbours=("十堰",), province=("湖北", "荆门"))


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("", UNKNOWN),
        ("十堰市张湾区", NEAR),
        ("湖北省十堰市", NEAR),
        ("湖北", Place.PROVINCE),
        ("荆门", Place.PROVINCE),
        ("江苏省无锡市", FAR),
        ("示例市高新区", CITY),
    ],
)
def test_a_place_in_words_lies_in_the_nearest_that_it_names(words: str, place: Place) -> None:
    assert PLACES.place_of(words) == place


def test_surroundings_come_from_the_regions_of_the_city() -> None:
    rows = [
        ("某省", "province", None, 1),
        ("示例市", "city", 1, 2),
        ("东区", "district", 2, 3),
        ("十堰市", "neighbour", 1, 4),
    ]
    found = Surroundings.of([*rows, ("荆门市", "prefecture", 1, 5)], 2)
    assert (found.city, found.neighbours, found.province) == (("示例", "东区"), ("十堰",), ("某省", "十堰", "荆门"))


def test_a_province_that_holds_the_name_of_its_city_is_not_the_city() -> None:
    rows = [
        ("吉林省", "province", None, 1),
        ("吉林市", "city", 1, 2),
        ("新吉林市", "neighbour", 1, 3),
    ]
    found = Surroundings.of(rows, 2)
    assert [found.place_of(words) for words in ("吉林省吉林市", "吉林", "吉林省长春市", "新吉林市")] == [
        CITY,
        CITY,
        Place.PROVINCE,
        NEAR,
    ]
