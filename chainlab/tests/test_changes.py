"""What-ifs against networks built anew from their rows, and changes that cannot be."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainlab as cl

from .made import FIRMS as SIZE
from .made import MASKS, bought_items, made

EPSILON = 0.0113  # no sum of small whole numbers lands on it
Case = dict[str, Any]


@st.composite
def asked(draw: st.DrawFn) -> Case:
    """A small network, what is known of its firms, and changes that can be."""
    firm, value = st.integers(0, SIZE - 1), st.integers(1, 9)
    rows = draw(st.lists(st.tuples(firm, firm, value, st.integers(0, 2)), min_size=1, max_size=25))
    network = made([row for row in rows if row[0] != row[1]] or [(0, 1, 1, 0)])
    kinds = draw(st.integers(1, 3))
    codes = st.lists(st.integers(0, kinds - 1), min_size=SIZE, max_size=SIZE)
    needs = st.sampled_from([(0, 1, 2), (2,), (1,)])
    essential = draw(st.lists(st.sampled_from(draw(needs)), min_size=kinds**2, max_size=kinds**2))
    markets = draw(st.one_of(st.sampled_from(["sector", None]), codes))
    more: Case = {}
    if draw(st.booleans()):
        spread = np.array(draw(st.lists(st.sampled_from([1.0, 1.5, np.nan]), min_size=SIZE, max_size=SIZE)))
        more = {"revenue": network.sales * spread, "cost": network.purchases * spread[::-1]}
    if draw(st.booleans()):
        more["weights"] = np.arange(1, SIZE + 1)
    inputs = cl.ModelInputs(draw(codes), np.array(essential).reshape(kinds, kinds), markets=markets, **more)
    return {"network": network, "inputs": inputs, "changes": draw(changes_of(network))}


@st.composite
def changes_of(draw: st.DrawFn, network: cl.SupplyNetwork) -> list[cl.Change]:
    """One to three, each of another item."""
    items = bought_items(network)
    chosen = draw(st.lists(st.sampled_from(sorted(items)), min_size=1, max_size=3, unique=True))
    changes = []
    for customer, product in chosen:
        held = items[customer, product]
        supplier = draw(st.integers(0, SIZE - 1).filter(lambda one, customer=customer: one != customer))
        others = sorted(set(held) - {supplier})
        if others:
            source = draw(st.one_of(st.none(), st.sampled_from(others)))
            there = sum(held[one] for one in ([source] if source is not None else others))
            part = draw(st.sampled_from([0.25, 0.5, 0.9, 1.0]))
            changes.append(cl.Change(customer, network.products[product], supplier, part * there, source))
    return changes


def by_hand(network: cl.SupplyNetwork, changes: list[cl.Change]) -> cl.SupplyNetwork:
    """Rows changed one by one, and all built anew."""
    product = {int(one): place for place, one in enumerate(network.products)}
    items = bought_items(network)
    for change in changes:
        held = items[change.customer, product[int(change.product)]]
        givers = [change.source] if change.source is not None else [one for one in held if one != change.supplier]
        there = sum(held[one] for one in givers)
        for one in givers:
            held[one] *= 1 - change.value / there
        held[change.supplier] = held.get(change.supplier, 0) + change.value
    rows = [
        (supplier, customer, value, network.products[product])
        for (customer, product), held in items.items()
        for supplier, value in held.items()
    ]
    columns = list(zip(*rows, strict=True))
    return cl.SupplyNetwork.from_arrays(columns[0], columns[1], columns[2], columns[3], firms=np.arange(SIZE))


def inputs_by_hand(case: Case, after: cl.SupplyNetwork) -> cl.ModelInputs:
    inputs = case["inputs"]
    if inputs.revenue is None:
        return inputs
    revenue = np.maximum(inputs.revenue + after.sales - case["network"].sales, 0)
    return cl.ModelInputs(
        inputs.sector, inputs.essential, revenue, inputs.cost, markets=inputs.markets, weights=inputs.weights
    )


def same(one: cl.RiskResult, other: cl.RiskResult) -> None:
    for name in ("esri", "esri_d", "esri_u"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=1e-12)
    assert one.rounds.tolist() == other.rounds.tolist()
    assert one.converged.tolist() == other.converged.tolist()


@settings(max_examples=150)
@given(case=asked(), local=MASKS, customers=MASKS, data=st.data())
def test_what_is_told_is_what_a_network_built_anew_gives(case: Case, local: Any, customers: Any, data: Any) -> None:
    scenarios = None
    if data.draw(st.booleans()):
        left = st.lists(st.sampled_from([0.0, 0.4, 1.0, 1.0]), min_size=SIZE, max_size=SIZE)
        scenarios = np.array(data.draw(st.lists(left, min_size=1, max_size=4)))
    network, changes = case["network"], case["changes"]
    how = {"scenarios": scenarios, "epsilon": EPSILON, "max_rounds": data.draw(st.sampled_from([3, 10_000]))}
    found = cl.what_if(network, case["inputs"], changes, local=local, customers=customers, **how)
    after = by_hand(network, changes)
    same(found.risk_before, cl.systemic_risk(case["inputs"].build(network), **how))
    same(found.risk_after, cl.systemic_risk(inputs_by_hand(case, after).build(after), **how))
    assert found.mean_after == pytest.approx(found.risk_after.esri.mean(), abs=1e-15)
    assert found.rate_before is not None
    assert found.rate_after is not None
    anew = cl.SupplyNetwork.from_arrays(
        *(network.firms[getattr(found.network, one)] for one in ("supplier", "customer")),
        found.network.value, network.products[found.network.product], firms=network.firms,
    )  # fmt: skip
    columns = [(anew.firms[one.supplier], one.customer, one.value) for one in (anew, found.network)]
    assert all((one == other).all() for one, other in zip(*columns, strict=True))
    told, wanted = found.rate_after.all_goods, cl.local_supply_rate(after, local, customers=customers).all_goods
    assert (told.local, told.total) == pytest.approx((wanted.local, wanted.total), rel=1e-12)
    np.testing.assert_allclose(told.by_product.total, found.rate_before.all_goods.by_product.total, rtol=1e-12)


def line() -> tuple[cl.SupplyNetwork, cl.ModelInputs]:
    """Two lines of trade that have nothing to do with each other."""
    network = cl.SupplyNetwork.from_arrays(
        ["ore", "mill", "mill", "oil", "farm"],
        ["mill", "car", "bus", "farm", "food"],
        [4.0, 3.0, 3.0, 1.0, 2.0],
        ["ore", "steel", "steel", "oil", "grain"],
        firms=["ore", "ore2", "mill", "car", "bus", "oil", "farm", "food"],
    )
    return network, cl.ModelInputs(np.arange(8), np.full((8, 8), 2), markets=None, weights=np.ones(8))


def test_shocks_that_cannot_feel_a_change_are_not_run_again() -> None:
    network, inputs = line()
    found = cl.what_if(network, inputs, [cl.Change("mill", "ore", "ore2", 2.0)], epsilon=EPSILON)
    assert set(network.firms[found.rerun].tolist()) == {"ore", "ore2", "mill", "car", "bus"}
    assert found.rate_before is None
    nothing = cl.what_if(network, inputs, [])
    assert not nothing.rerun.any()
    assert nothing.mean_before == nothing.mean_after
    assert nothing.network.fingerprint() == network.fingerprint()


def test_changes_come_one_after_another_and_a_supplier_may_hand_on_what_it_takes_over() -> None:
    network, inputs = line()
    changes = [cl.Change("car", "steel", "ore2", 3.0), cl.Change("bus", "steel", "ore2", 1.0, "mill")]
    found = cl.what_if(network, inputs, [*changes, cl.Change("car", "steel", "mill", 3.0, "ore2")], spare=np.ones(8))
    after = bought_items(found.network)
    mill, ore2, bus = network.positions(["mill", "ore2", "bus"]).tolist()
    steel = int(np.flatnonzero(network.products == "steel")[0])
    assert after[bus, steel] == {mill: 2.0, ore2: 1.0}
    assert found.network.value.sum() == network.value.sum()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("mill", "ore", "ore2", 4.1), "buys 4 of it from other suppliers"),
        (("mill", "ore", "ore2", 4.1, "ore"), "buys 4 of it from ore"),
        (("mill", "ore", "ore", 1.0), "buys 0 of it from other"),
        (("mill", "steel", "ore2", 1.0), "buys 0 of it"),
        (("mill", "ore", "ore2", 1.0, "oil"), "oil sells none of ore to mill"),
        (("mill", "ore", "ore2", 0.0), "the value is 0"),
        (("mill", "ore", "ore2", float("nan")), "the value is nan"),
        (("mill", "ore", "ore2", "much"), "change 0: give customer, product"),
        (("mill", "ore", "mill", 1.0), "is its customer too"),
        (("mill", "ore", "ore", 1.0, "ore"), "is the source too"),
        (("mill", "ore", "nobody", 1.0), "firm 'nobody' is not in the network"),
        (("mill", "ore", 7, 1.0), "firm 7 is not in the network"),
        (("mill", "tea", "ore2", 1.0), "product 'tea' is not in the network"),
        (("mill", "ore", "ore2", 3.0), "would sell 3 more and can spare 2.5"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_words(change: Any, words: str) -> None:
    network, inputs = line()
    with pytest.raises(cl.ChainlabError, match=words):
        cl.what_if(network, inputs, [change], spare=np.full(8, 2.5))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spare": [1.0]}, "spare is one number"),
        ({"spare": [-1.0] * 8}, "spare is one number"),
        ({"scenarios": []}, "no scenario"),
        ({"scenario_weights": [1.0]}, "scenario_weights are one number"),
        ({"scenario_weights": [0.0] * 8}, "not all 0"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_in_words(more: dict[str, Any], words: str) -> None:
    network, inputs = line()
    with pytest.raises(cl.ChainlabError, match=words):
        cl.what_if(network, inputs, [cl.Change("mill", "ore", "ore2", 1.0)], **more)


def test_a_revenue_that_cannot_pay_for_the_sales_that_move_is_refused() -> None:
    network, _ = line()
    inputs = cl.ModelInputs(np.arange(8), np.full((8, 8), 2), revenue=np.full(8, 2.0))
    with pytest.raises(cl.ChainlabError, match="ore would sell 3 less, and its revenue is 2"):
        cl.what_if(network, inputs, [cl.Change("mill", "ore", "ore2", 3.0)])
