"""What is drawn keeps known links and totals; bands say how far draws differ, and on what they rest."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import ChainlabError, SupplyNetwork, Totals, bands, reconstructions

from .made import FIRMS, ROWS, Row, bought_items, made


def part(network: SupplyNetwork, kept: Any) -> SupplyNetwork:
    """The same firms with some of the links."""
    ends = (network.firms[one[kept]] for one in (network.supplier, network.customer))
    product = network.products[network.product[kept]]
    return SupplyNetwork.from_arrays(*ends, network.value[kept], product, firms=network.firms)


def market(seed: int = 1, firms: int = 80, links: int = 400, products: int = 4) -> SupplyNetwork:
    """Each firm sells one product to firms by chance."""
    chance = np.random.default_rng(seed)
    supplier, customer = chance.integers(0, firms, (2, links))
    return SupplyNetwork.from_arrays(
        supplier, customer, 1 + chance.random(links), supplier % products, firms=np.arange(firms)
    )


def told(network: SupplyNetwork) -> dict[tuple[int, int], tuple[float, float]]:
    """What each firm sells and buys of each product."""
    totals = Totals.from_network(network)
    pairs = zip(totals.firm.tolist(), totals.product.tolist(), strict=True)
    return dict(zip(pairs, zip(totals.sold.tolist(), totals.bought.tolist(), strict=True), strict=True))


def half(network: SupplyNetwork, seed: int = 5) -> SupplyNetwork:
    return part(network, np.random.default_rng(seed).random(network.value.size) < 0.5)


def test_each_draw_keeps_known_links_and_comes_to_the_totals() -> None:
    whole = market()
    known = half(whole)
    for drawn in reconstructions(known, Totals.from_network(whole), 5):
        items = bought_items(drawn)
        names = drawn.products.tolist()
        for (customer, product), sold in bought_items(known).items():
            place = names.index(known.products[product])
            for supplier, value in sold.items():
                assert items[customer, place][supplier] >= value * (1 - 1e-9)
        wanted = told(whole)
        assert told(drawn).keys() == wanted.keys()
        for pair, both in told(drawn).items():
            assert both == pytest.approx(wanted[pair], rel=1e-6, abs=1e-6)
        assert (drawn.supplier != drawn.customer).all()


@given(ROWS, st.integers(0, 2**20), st.data())
def test_no_draw_exceeds_a_total_or_loses_value_unsaid(rows: list[Row], seed: int, data: Any) -> None:
    whole = made(rows)
    kept = np.array([data.draw(st.booleans()) for _ in whole.value], dtype=np.bool_)
    known, totals = part(whole, kept), Totals.from_network(whole)
    draws = list(reconstructions(known, totals, 2, seed=seed))
    for drawn in draws:
        assert drawn.firms.size == FIRMS
        assert (drawn.sales <= whole.sales * (1 + 1e-6)).all()
        assert (drawn.purchases <= whole.purchases * (1 + 1e-6)).all()
    rests = bands(known, totals, lambda network: network.sales, samples=2, level=0.3, seed=seed).rests
    placed = np.mean([drawn.value.sum() for drawn in draws])
    assert placed + rests.unplaced == pytest.approx(whole.value.sum())


def test_on_average_a_link_carries_what_both_ends_leave_open_in_proportion() -> None:
    firms = np.arange(40)
    sold, bought = np.where(firms < 4, [10.0, 20, 30, 40] + [0] * 36, 0), np.where(firms < 4, 0, 100 / 36)
    known = SupplyNetwork.from_arrays([0], [39], [2.5], firms=firms)
    sold[0], bought[39] = sold[0] + 2.5, bought[39] + 2.5
    totals = Totals.of(firms, None, sold, bought)
    seen = np.mean(
        [
            np.bincount(one.supplier[one.customer == 7], one.value[one.customer == 7], minlength=4)
            for one in reconstructions(known, totals, 200)
        ],
        axis=0,
    )
    assert seen == pytest.approx(np.array([10, 20, 30, 40]) / 36, rel=0.3)


def test_links_are_about_as_many_as_were_hidden() -> None:
    whole = market(links=900)
    known = half(whole)
    rests = bands(known, Totals.from_network(whole), lambda network: network.sales, samples=9).rests
    assert rests.missing_links == pytest.approx(whole.value.size - known.value.size, rel=0.2)


def test_a_tiny_known_link_does_not_make_countless_missing_ones() -> None:
    known = SupplyNetwork.from_arrays([0], [39], [1e-9], firms=np.arange(40))
    sold, bought = np.zeros(40), np.ones(40)
    sold[:4], bought[:4] = 9, 0
    (drawn,) = reconstructions(known, Totals.of(np.arange(40), None, sold, bought), 1)
    assert 36 <= drawn.value.size <= 4 * 36


def test_draws_depend_on_seed_and_number_alone() -> None:
    whole = market()
    known, totals = half(whole), Totals.from_network(whole)
    three, one = list(reconstructions(known, totals, 3)), list(reconstructions(known, totals, 1))
    assert one[0].fingerprint() == three[0].fingerprint()
    assert len({network.fingerprint() for network in three}) == 3
    other = next(reconstructions(known, totals, 1, seed=1))
    assert other.fingerprint() != one[0].fingerprint()


def test_nothing_missing_leaves_no_doubt() -> None:
    whole = market()
    found = bands(whole, Totals.from_network(whole), lambda network: network.sales, samples=9)
    assert found.lower.tolist() == found.upper.tolist() == whole.sales.tolist()
    assert found.rests.coverage == 1
    assert found.rests.missing_links == found.rests.unplaced == 0


def test_bands_run_from_the_draw_near_one_end_to_that_near_the_other() -> None:
    whole = market()
    draws = iter(range(19))
    found = bands(whole, Totals.from_network(whole), lambda _: [next(draws), 9.5], samples=19)
    assert (found.lower.tolist(), found.median.tolist(), found.upper.tolist()) == ([1, 9.5], [9, 9.5], [17, 9.5])
    assert (found.rank_lower.tolist(), found.rank_upper.tolist()) == ([1, 1], [2, 2])


def test_totals_that_do_not_meet_are_said() -> None:
    known = SupplyNetwork.from_arrays(["a", "c"], ["b", "b"], [5, 2], ["x", "y"], firms=["a", "b", "c"])
    totals = Totals.of(["a", "b", "c"], ["x", "x", "x"], [4, 0, 3], [0, 9, np.nan])
    rests = bands(known, totals, lambda network: network.value.sum(), samples=9).rests
    assert (rests.contradicted, rests.untold) == (1, 2)
    assert rests.outside == pytest.approx(1)
    assert rests.missing_value == pytest.approx(3)
    assert rests.recorded.tolist()[:2] == pytest.approx([1.0, 5 / 9])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"samples": 8}, "8 samples are too few for a band of 0.8; draw at least 9"),
        ({"level": 1.0}, "level is 1"),
        ({"measure": lambda _: np.nan}, "gave nan at position 0"),
        ({"measure": lambda network: [[1.0]]}, "one axis of values"),
        ({"totals": Totals.of([999], [0], [1], [1])}, "not among the firms: 999"),
        ({"totals": Totals.of([1], ["x"], [1], [1])}, "ids of products are text here"),
    ],
)
def test_questions_without_an_answer_are_refused(more: dict[str, Any], message: str) -> None:
    whole = market()
    asked: dict[str, Any] = {"totals": Totals.from_network(whole), "measure": lambda network: network.sales} | more
    with pytest.raises(ChainlabError, match=message):
        bands(whole, asked.pop("totals"), asked.pop("measure"), **({"samples": 9} | asked))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((["a"], ["x"], [-1], [0]), "row 0: a total is at least 0"),
        ((["a", "a"], ["x", "x"], [1, 1], [0, 0]), "firm a and product x come twice"),
        ((["a"], ["x"], [1, 2], [0]), "columns are of equal length"),
        ((["a"], ["x"], ["much"], [0]), "not all values are numbers"),
    ],
)
def test_bad_totals_are_refused(columns: Any, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        Totals.of(*columns)
