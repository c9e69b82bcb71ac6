"""Second sources against all that could be chosen, tried by hand, and against networks built anew."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainlab as cl
from chainlab.moving import Ledger

from .made import FIRMS as SIZE
from .made import bought_items, made
from .test_changes import EPSILON, same

Case = dict[str, Any]


@st.composite
def searches(draw: st.DrawFn) -> Case:
    """A small network and links that could be added, some of which cannot be."""
    firm, good = st.integers(0, SIZE - 1), st.integers(0, 2)
    rows = draw(st.lists(st.tuples(firm, firm, st.integers(1, 9), good), min_size=3, max_size=25))
    network = made([*(row for row in rows if row[0] != row[1]), (0, 1, 1, 0), (1, 2, 2, 1), (2, 3, 3, 2)])
    kinds = draw(st.integers(1, 3))
    sector = draw(st.lists(st.integers(0, kinds - 1), min_size=SIZE, max_size=SIZE))
    essential = draw(st.lists(st.sampled_from([0, 1, 2, 2]), min_size=kinds**2, max_size=kinds**2))
    more: Case = {"markets": draw(st.sampled_from(["sector", None]))}
    if draw(st.booleans()):
        more["revenue"] = network.sales * 1.5
    if draw(st.booleans()):
        more["weights"] = np.arange(1, SIZE + 1)
    items = sorted(bought_items(network))
    capacity = st.sampled_from([0.0, 0.5, 2.0, np.inf, np.inf])
    candidate = st.tuples(firm, st.sampled_from(items), capacity).map(
        lambda one: cl.Candidate(one[0], one[1][0], int(network.products[one[1][1]]), one[2])
    )
    candidates = draw(st.lists(candidate, min_size=2, max_size=10))
    if draw(st.booleans()):
        candidates.append(cl.Candidate(draw(firm), draw(firm), draw(good)))
    spare = st.sampled_from([0.0, 2.0, np.nan, np.nan])
    return {
        "network": network,
        "inputs": cl.ModelInputs(sector, np.array(essential).reshape(kinds, kinds), **more),
        "candidates": candidates,
        "spare": np.array(draw(st.lists(spare, min_size=SIZE, max_size=SIZE))),
        "scenarios": np.array(draw(st.lists(firm, min_size=1, max_size=SIZE, unique=True))),
    }


def asked(case: Case, most: int, **more: Any) -> cl.Rewiring:
    columns = (case["network"], case["inputs"], case["candidates"], most)
    return cl.rewire(*columns, spare=case["spare"], scenarios=case["scenarios"], epsilon=EPSILON, **more)


@settings(max_examples=80)
@given(case=searches())
def test_every_step_is_what_its_changes_give_and_the_end_what_a_network_built_anew_gives(case: Case) -> None:
    found = asked(case, 3)
    network, inputs = case["network"], case["inputs"]
    for step in found.steps:
        changes = [cl.Change(step.customer, step.product, step.supplier, step.value)]
        told = cl.what_if(network, inputs, changes, scenarios=case["scenarios"], epsilon=EPSILON)
        assert (step.risk_before, step.risk_after) == pytest.approx((told.mean_before, told.mean_after), abs=1e-12)
        assert step.risk_after < step.risk_before
        assert sum(value for _, value in step.taken) == pytest.approx(step.value, rel=1e-9)
        network, inputs = told.network, told.inputs
    anew = cl.SupplyNetwork.from_arrays(
        *(network.firms[getattr(found.network, one)] for one in ("supplier", "customer")),
        found.network.value, found.network.products[found.network.product], firms=network.firms,
    )  # fmt: skip
    how = {"scenarios": case["scenarios"], "epsilon": EPSILON}
    same(found.after, cl.systemic_risk(inputs.build(anew), **how))
    same(found.before, cl.systemic_risk(case["inputs"].build(case["network"]), **how))


@settings(max_examples=80)
@given(case=searches(), part=st.sampled_from([0.3, 0.5, 1.0]))
def test_customers_buy_what_they_bought_and_suppliers_sell_no_more_than_they_can(case: Case, part: float) -> None:
    found = asked(case, 5, part=part)
    before, after = bought_items(case["network"]), bought_items(found.network)
    for item, held in before.items():
        assert sum(after[item].values()) == pytest.approx(sum(held.values()), rel=1e-12)
    more = found.network.sales - case["network"].sales
    spare = np.where(np.isnan(case["spare"]), np.inf, case["spare"])
    assert (more <= spare + 1e-9).all()
    for step in found.steps:
        assert step.value <= case["candidates"][step.candidate].capacity
    named = [one.candidate for one in found.refused] + [step.candidate for step in found.steps]
    assert len(named) == len(set(named))
    assert len(found.steps) == 5 or set(named) == set(range(len(case["candidates"])))


@settings(max_examples=60)
@given(case=searches(), data=st.data())
def test_order_of_candidates_and_threads_and_exhaustive_runs_choose_the_same(case: Case, data: Any) -> None:
    order = data.draw(st.permutations(range(len(case["candidates"]))))
    mixed = case | {"candidates": [case["candidates"][one] for one in order]}

    def told(found: cl.Rewiring) -> list[Any]:
        return [(step.supplier, step.customer, step.product, step.value) for step in found.steps]

    found = asked(case, 3)
    assert told(asked(mixed, 3, threads=2)) == told(found)
    exact = asked(case, 1, exhaustive=True)
    if found.steps:
        assert exact.steps[0].risk_after <= found.steps[0].risk_after + 1e-12
        assert exact.steps[0].estimate is None


def test_estimates_find_what_exact_runs_of_all_find_and_run_few() -> None:
    """Of 60 candidates in a network of 300 firms."""
    draw = np.random.default_rng(5)
    supplier, customer = draw.integers(0, 300, (2, 1500))
    sector = draw.integers(0, 20, 300)
    network = cl.SupplyNetwork.from_arrays(
        supplier, customer, draw.random(1500), sector[supplier], firms=np.arange(300)
    )
    inputs = cl.ModelInputs(sector, draw.choice([1, 2], (20, 20)))
    links = draw.choice(network.value.size, 60)
    offers = [
        cl.Candidate(int(other), int(network.customer[link]), int(network.products[network.product[link]]), 0.4)
        for link, other in zip(links, draw.integers(0, 300, 60), strict=True)
    ]
    how = {"scenarios": np.arange(0, 300, 10)}
    few, every = (cl.rewire(network, inputs, offers, 3, exhaustive=one, **how) for one in (False, True))
    assert [step.candidate for step in few.steps] == [step.candidate for step in every.steps]
    assert few.after.esri.tolist() == every.after.esri.tolist()
    assert max(step.verified for step in few.steps) < 25
    for step in few.steps:
        assert step.estimate == pytest.approx(step.risk_before - step.risk_after, rel=0.2)


def value_of(network: cl.SupplyNetwork, one: cl.Candidate) -> float:
    """Half of what the customer buys of the product, less what the supplier sells of it already."""
    ledger = Ledger(network)
    product = int(np.flatnonzero(network.products == one.product)[0])
    held = ledger.suppliers((one.customer, product))
    return min(one.capacity, sum(held.values()) / 2 - held.get(one.supplier, 0.0))


def best_of_all(case: Case, most: int) -> float:
    """The lowest risk of any order of any candidates, each step by a what-if of its own."""
    lowest, how = np.inf, {"scenarios": case["scenarios"], "epsilon": EPSILON}
    for size in range(most + 1):
        for order in permutations(case["candidates"], size):
            network, inputs = case["network"], case["inputs"]
            mean = float(cl.systemic_risk(inputs.build(network), **how).esri.mean())
            for one in order:
                change = cl.Change(one.customer, one.product, one.supplier, value_of(network, one))
                told = cl.what_if(network, inputs, [change], **how)
                network, inputs, mean = told.network, told.inputs, told.mean_after
            lowest = min(lowest, mean)
    return lowest


def city() -> Case:
    """Three lines, each hanging on one supplier, and others of its trade who could help and stop less often."""
    network = cl.SupplyNetwork.from_arrays(
        [0, 1, 2, 3, 4, 5], [6, 7, 8, 6, 7, 8], [8.0, 4.0, 2.0, 1.0, 1.0, 1.0], [0, 0, 0, 1, 1, 1], firms=np.arange(9)
    )
    inputs = cl.ModelInputs(
        [0, 0, 0, 1, 1, 1, 2, 2, 2], np.full((3, 3), 2), markets=None, weights=[0, 0, 0, 0, 0, 0, 4, 2, 1]
    )
    offers = [cl.Candidate(1, 6, 0), cl.Candidate(2, 7, 0), cl.Candidate(0, 8, 0), cl.Candidate(4, 6, 1)]
    often = np.array([0, 0, 0, 1, 1, 2])
    return {"network": network, "inputs": inputs, "candidates": offers, "spare": np.full(9, np.nan), "scenarios": often}


def test_lines_apart_are_mended_as_well_one_by_one_as_by_the_best_of_all_sets() -> None:
    case = city()
    for most in (1, 2):
        found = asked(case, most)
        assert found.risk_after == pytest.approx(best_of_all(case, most), abs=1e-12)
        assert len(found.steps) == most


@settings(max_examples=15)
@given(case=searches())
def test_no_choice_is_better_than_the_best_of_all_and_the_first_of_an_exhaustive_search_is_it(case: Case) -> None:
    items = bought_items(case["network"])
    fresh = {
        one[:3]: one
        for one in case["candidates"]
        if one.capacity and one.supplier != one.customer
        and one.supplier not in items.get((one.customer, one.product), {one.supplier})
    }  # fmt: skip
    case = case | {"spare": np.full(SIZE, np.nan), "candidates": list(fresh.values())[:3]}
    found = asked(case, 1, exhaustive=True)
    assert found.risk_after == pytest.approx(best_of_all(case, 1), abs=1e-12)
    assert asked(case, 2, exhaustive=True).risk_after >= best_of_all(case, 2) - 1e-12


def test_two_sources_that_need_each_other_are_not_found_one_by_one() -> None:
    """A maker with two sole sources, both hit by one shock: one second source alone spares nothing."""
    network = cl.SupplyNetwork.from_arrays([0, 1], [4, 4], [1.0, 1.0], [0, 1], firms=np.arange(5))
    inputs = cl.ModelInputs([0, 1, 0, 1, 2], np.full((3, 3), 2), markets=None, weights=[0, 0, 0, 0, 1])
    offers = [cl.Candidate(2, 4, 0), cl.Candidate(3, 4, 1)]
    shock = [[0.0, 0.0, 1, 1, 1]]
    found = cl.rewire(network, inputs, offers, 2, scenarios=shock)
    assert found.steps == ()
    assert [one.reason for one in found.refused] == ["would not lower the risk"] * 2
    both = cl.what_if(network, inputs, [cl.Change(4, 0, 2, 0.5), cl.Change(4, 1, 3, 0.5)], scenarios=shock)
    assert (both.mean_before, both.mean_after) == (1.0, 0.5)


def test_candidates_that_cannot_be_are_named_with_the_reason() -> None:
    case = city()
    case["candidates"] = [
        cl.Candidate(1, 6, 1, 0.0), cl.Candidate(1, 7, 0), cl.Candidate(6, 6, 0), cl.Candidate(0, 3, 0),
        cl.Candidate(2, 6, 0, 1.0), cl.Candidate(2, 6, 0, 2.0), cl.Candidate(2, 7, 0),
    ]  # fmt: skip
    case["spare"] = np.array([9, 9, 2.0, 9, 9, 9, 9, 9, 9])
    found = asked(case, 9)
    assert [step.candidate for step in found.steps] == [5]
    assert {one.candidate: one.reason for one in found.refused} == {
        0: "the supplier can spare nothing",
        1: "the supplier has its part of the product already",
        2: "supplier and customer are the same firm",
        3: "the customer buys none of the product",
        4: "comes a second time",
        6: "what the supplier can spare went to others",
    }


def test_comparators_take_what_comes_and_tell_exact_risks() -> None:
    case = city()
    columns, how = (case["network"], case["inputs"], case["candidates"]), {"scenarios": case["scenarios"]}
    largest = cl.largest_sole_source_first(*columns, 2, **how)
    assert [step.customer for step in largest.steps] == [6, 7]
    drawn = [cl.random_additions(*columns, 2, seed=seed, **how) for seed in (1, 1, 2, 3)]
    assert drawn[0].steps == drawn[1].steps
    assert len({tuple(step.candidate for step in one.steps) for one in drawn}) > 1
    chosen = asked(case, 2)
    assert all(chosen.risk_after <= one.risk_after + 1e-12 for one in (largest, *drawn))
    after = cl.systemic_risk(largest.inputs.build(largest.network), **how)
    assert largest.risk_after == pytest.approx(float(after.esri.mean()), abs=1e-12)


def test_an_open_market_spares_at_least_as_much_and_every_step_can_be_watched() -> None:
    case, told = city(), []
    free = case | {"candidates": cl.open_candidates(case["network"])}
    assert len(free["candidates"]) == 12
    found = asked(free, 4, progress=lambda done, of: told.append((done, of)))
    assert found.risk_after <= asked(case, 4).risk_after + 1e-12
    assert told == [(turn + 1, 4) for turn in range(len(found.steps))]


def test_a_search_can_be_ended_at_any_time() -> None:
    case, heard = city(), set()
    for most in range(20):
        asked_so_far = iter(range(100))
        try:
            asked(case, 2, cancelled=lambda count=asked_so_far, most=most: next(count) >= most)
        except cl.ChainlabError as error:
            heard.add(str(error))
    assert any("estimated; nothing was kept" in one for one in heard)
    assert all("nothing was kept" in one for one in heard)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"candidates": [(0, 6)]}, "a supplier, a customer, a product and a capacity"),
        ({"candidates": [(0, 6, 0, "much")]}, "a supplier, a customer, a product and a capacity"),
        ({"candidates": [cl.Candidate(0, 6, 9)]}, "product, row 0: not in the network: 9"),
        ({"candidates": [cl.Candidate(77, 6, 0)]}, "supplier, row 0: not in the network: 77"),
        ({"candidates": [cl.Candidate("0", 6, 0)]}, "two kinds"),
        ({"candidates": [cl.Candidate(0, 6, 0, -1.0)]}, "capacity, row 0"),
        ({"most": -1}, "second sources is -1"),
        ({"part": 0.0}, "part is 0"),
    ],
)
def test_a_search_that_does_not_fit_is_refused_in_words(more: dict[str, Any], words: str) -> None:
    case = city()
    columns = {"candidates": case["candidates"], "most": 1} | more
    with pytest.raises(cl.ChainlabError, match=words):
        cl.rewire(case["network"], case["inputs"], **columns)
