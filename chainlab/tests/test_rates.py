"""Local supply equals what is added up by hand, and never hides what is not known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import ChainlabError, SupplyNetwork, local_supply_rate

from .made import FIRMS, MASKS, ROWS, Row, bought_items, made


@given(ROWS, MASKS, MASKS, st.data())
def test_rates_equal_what_is_added_up_by_hand(rows: list[Row], local: Any, customers: Any, data: Any) -> None:
    network = made(rows)
    left_out = np.array([data.draw(st.booleans()) for _ in network.products], dtype=np.bool_)
    found = local_supply_rate(network, local, customers=customers, left_out=left_out)
    for rate, without in ((found.all_goods, np.zeros_like(left_out)), (found.makeable, left_out)):
        items = {key: sold for key, sold in bought_items(network, customers).items() if not without[key[1]]}
        total = sum(sum(sold.values()) for sold in items.values())
        near = sum(value for sold in items.values() for supplier, value in sold.items() if local[supplier])
        assert rate.total == pytest.approx(total)
        assert rate.local == pytest.approx(near)
        assert rate.by_customer.position.tolist() == sorted({customer for customer, _ in items})
        assert rate.by_product.position.tolist() == sorted({product for _, product in items})
        if not items:
            assert rate.rate is None
            continue
        assert rate.rate is not None
        assert 0 <= rate.rate <= 1
        for split in (rate.by_customer, rate.by_product):
            assert ((split.rate >= 0) & (split.rate <= 1)).all()
            assert split.total.sum() == pytest.approx(total)
        assert rate.rate + rate.gain.sum() == pytest.approx(1)


@given(ROWS, MASKS)
def test_moving_a_product_nearby_gains_what_was_said(rows: list[Row], local: Any) -> None:
    network = made(rows)
    rate = local_supply_rate(network, local).all_goods
    for product, gain in zip(rate.by_product.position, rate.gain, strict=True):
        moved = np.where(network.product == product, FIRMS - 1, network.supplier)
        kept = moved != network.customer
        if not local[FIRMS - 1] or not kept.all():
            continue
        other = SupplyNetwork.from_arrays(
            moved, network.customer, network.value, network.product, firms=np.arange(FIRMS)
        )
        after = local_supply_rate(other, local).all_goods.rate
        assert rate.rate is not None
        assert after == pytest.approx(rate.rate + gain)


@given(ROWS, MASKS, st.randoms(use_true_random=False))
def test_order_of_rows_changes_no_bit(rows: list[Row], local: Any, random: Any) -> None:
    one, other = (local_supply_rate(made(some), local) for some in (rows, random.sample(rows, len(rows))))
    assert one.all_goods.local == other.all_goods.local
    assert one.all_goods.by_product.total.tolist() == other.all_goods.by_product.total.tolist()


def example() -> tuple[SupplyNetwork, Any]:
    network = SupplyNetwork.from_arrays(["near", "far", "far"], ["car", "car", "bus"], [3, 5, 2])
    return network, network.firms == "near"


def test_nothing_bought_has_no_rate_rather_than_nought() -> None:
    network, local = example()
    found = local_supply_rate(network, local, customers=np.zeros(4, dtype=np.bool_))
    assert found.all_goods.rate is None
    assert found.all_goods.by_customer.rate.size == found.all_goods.gain.size == 0


def test_without_goods_left_out_both_rates_are_one() -> None:
    network, local = example()
    found = local_supply_rate(network, local)
    assert found.makeable is found.all_goods
    assert found.coverage is None


def test_coverage_says_how_much_of_purchases_is_recorded() -> None:
    network, local = example()
    purchases = network.align(["car", "bus", "near"], [16.0, np.nan, 0.0], fill=np.nan)
    coverage = local_supply_rate(network, local, purchases=purchases).coverage
    assert coverage is not None
    assert network.firms[coverage.position].tolist() == ["car"]
    assert coverage.share.tolist() == [0.5]
    assert coverage.overall == 0.5
    assert coverage.unknown == 1


def test_coverage_of_nothing_known_is_not_nought() -> None:
    network, local = example()
    coverage = local_supply_rate(network, local, purchases=[np.nan] * 4).coverage
    assert coverage is not None
    assert coverage.overall is None
    assert coverage.unknown == 2


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"local": [True]}, r"local is of bool with shape \(1,\); give True or False for each of the 4 firms"),
        ({"local": [1, 0, 0, 0]}, "local is of int64"),
        ({"customers": ["car"]}, "customers is of"),
        ({"left_out": [True, False]}, "each of the 1 products"),
        ({"purchases": [1.0]}, "purchases has shape"),
        ({"purchases": [0.0, 1, 1, -1]}, "purchases of firm near are -1"),
        ({"purchases": [1.0, np.inf, 1, 1]}, "purchases of firm car are inf"),
        ({"purchases": [0.0, 1, 1, 1]}, "Firm bus is said to buy nothing"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(more: dict[str, Any], message: str) -> None:
    network, local = example()
    with pytest.raises(ChainlabError, match=message):
        local_supply_rate(network, **({"local": local} | more))
