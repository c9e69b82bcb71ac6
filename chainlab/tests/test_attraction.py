"""The ranking of outside suppliers shows each component, and weighs as the user says."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from chainlab import ChainlabError, SupplyNetwork, attraction_ranking

from .made import FIRMS, MASKS, ROWS, Row, bought_items, made


@given(ROWS, MASKS)
def test_components_are_those_counted_by_hand(rows: list[Row], local: Any) -> None:
    network = made(rows)
    items = bought_items(network, local)
    found = attraction_ranking(network, local)
    outside = {supplier for sold in items.values() for supplier in sold if not local[supplier]}
    assert sorted(found.supplier.tolist()) == sorted(outside)
    for place, supplier in enumerate(found.supplier.tolist()):
        theirs = {key: sold for key, sold in items.items() if supplier in sold}
        assert found.sales[place] == pytest.approx(sum(sold[supplier] for sold in theirs.values()))
        assert found.buyers[place] == len({customer for customer, _ in theirs})
        assert found.sole_items[place] == sum(len(sold) == 1 for sold in theirs.values())
    assert (np.diff(found.score) <= 0).all()
    assert ((found.score >= 0) & (found.score <= 1 + 1e-12)).all()
    total = sum(sum(sold.values()) for sold in items.values())
    assert (found.coverage is None) == (total == 0)
    if total:
        assert found.coverage == pytest.approx(found.sales.sum() / total)


def example() -> tuple[SupplyNetwork, Any]:
    network = SupplyNetwork.from_arrays(["a", "a", "b", "c"], ["x", "y", "x", "y"], [1, 1, 9, 1], ["p", "p", "q", "p"])
    return network, np.isin(network.firms, ["x", "y"])


@pytest.mark.parametrize(
    ("weights", "order"),
    [
        ({"sales": 1}, ["b", "a", "c"]),
        ({"buyers": 2}, ["a", "b", "c"]),
        ({"sole_items": 1, "sales": 0}, ["a", "b", "c"]),
        ({"risk": 5}, ["c", "b", "a"]),
        (None, ["b", "a", "c"]),
    ],
)
def test_weights_decide_the_order_and_equal_scores_follow_ids(weights: Any, order: list[str]) -> None:
    network, local = example()
    risk = network.align(["a", "b", "c"], [0.0, 0.1, 0.2], fill=0.0)
    found = attraction_ranking(network, local, risk=risk, weights=weights)
    assert network.firms[found.supplier].tolist() == order
    assert sum(found.weights.values()) == pytest.approx(1)


def test_without_risk_the_others_weigh_the_same() -> None:
    network, local = example()
    found = attraction_ranking(network, local)
    assert found.risk is None
    assert found.weights == {"sales": 1 / 3, "buyers": 1 / 3, "sole_items": 1 / 3}


def test_a_component_that_is_nought_for_all_adds_nothing() -> None:
    network, local = example()
    found = attraction_ranking(network, local, risk=np.zeros(5), weights={"risk": 1})
    assert found.score.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"weights": {"size": 1}}, "Nothing is called size"),
        ({"weights": {"sales": -1}}, "none negative"),
        ({"weights": {"sales": float("nan")}}, "none negative"),
        ({"weights": {"sales": 0}}, "one above 0"),
        ({"weights": {}}, "one above 0"),
        ({"weights": {"risk": 1}}, "needs risk"),
        ({"risk": [1.0]}, "risk has shape"),
        ({"risk": [0, 0, np.nan, 0, 0]}, "risk of firm 2 is nan"),
        ({"risk": [0, 0, 0, 0, -1]}, "risk of firm 4 is -1"),
        ({"local": [True] * (FIRMS + 9)}, "local is of bool"),
    ],
)
def test_input_that_does_not_fit_is_refused(more: dict[str, Any], message: str) -> None:
    network, local = example()
    with pytest.raises(ChainlabError, match=message):
        attraction_ranking(network, **({"local": local} | more))
