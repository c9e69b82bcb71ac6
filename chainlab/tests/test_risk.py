"""Systemic risk against a slow oracle straight from the formulas, the authors' losses, and what cannot be asked."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainlab as cl
from chainlab.files import read_essential, read_firms, read_links

REFERENCE = Path(__file__).parent / "reference" / "esri"
Case = dict[str, Any]


def oracle(case: Case, psi: np.ndarray, epsilon: float) -> tuple[np.ndarray, np.ndarray, int]:
    """h_d, h_u and T by dense matrices: W[i, j] from i to j."""
    w, sector, essential = case["w"], case["sector"], case["essential"]
    size = len(sector)
    out = w.sum(axis=1)
    bought = w.sum(axis=0)
    need = essential[np.ix_(sector, sector)]
    buy = np.array([[w[sector == sector[i], j].sum() for j in range(size)] for i in range(size)]).reshape(w.shape)
    down_shares = np.divide(w, np.where(need == 2, buy, bought), out=np.zeros_like(w), where=(need > 0) & (w > 0))
    up_shares = np.divide(w, out[:, None], out=np.zeros_like(w), where=w > 0)
    hd, hu = psi.copy(), psi.copy()
    for turn in range(1, 10_000):
        kept = np.ones(size)
        if case["markets"]:
            left = np.array([(out * hd)[sector == sector[i]].sum() for i in range(size)])
            kept = np.minimum(1, out / np.where(left > 1e-10, left, 1))
        felt = down_shares * (kept * (1 - hd))[:, None]
        worst = np.zeros(size)
        for kind in range(len(essential)):
            rows = (sector == kind)[:, None] & (need == 2)
            worst = np.maximum(worst, np.where(rows, felt, 0).sum(axis=0))
        others = np.where(need == 1, felt, 0).sum(axis=0)
        new_d = np.maximum(0, np.minimum(psi, np.minimum(1 - worst, 1 - others)))
        new_u = np.maximum(0, np.minimum(psi, 1 - up_shares @ (1 - hu)))
        fell = max((hd - new_d).max(initial=0), (hu - new_u).max(initial=0))
        hd, hu = new_d, new_u
        if fell <= epsilon:
            return hd, hu, turn
    raise AssertionError("never still")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Small networks: loops, firms alone, one sector, only essential goods or none."""
    size, kinds = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    value = st.one_of(st.just(0), st.integers(1, 9))
    w = np.array(draw(st.lists(value, min_size=size * size, max_size=size * size)), float).reshape(size, size)
    np.fill_diagonal(w, 0)
    needs = draw(st.sampled_from([(0, 1, 2), (2,), (1,), (0,)]))
    essential = np.array(draw(st.lists(st.sampled_from(needs), min_size=kinds**2, max_size=kinds**2)))
    sector = np.array(draw(st.lists(st.integers(0, kinds - 1), min_size=size, max_size=size)))
    markets = draw(st.booleans())
    return {"w": w, "sector": sector, "essential": essential.reshape(kinds, kinds), "markets": markets}


def model_of(case: Case, **more: Any) -> cl.CascadeModel:
    supplier, customer = np.nonzero(case["w"])
    network = cl.SupplyNetwork.from_arrays(
        supplier, customer, case["w"][supplier, customer], firms=np.arange(len(case["w"]))
    )
    markets = "sector" if case["markets"] else None
    return cl.CascadeModel.build(network, case["sector"], case["essential"], markets=markets, **more)


@settings(max_examples=150, deadline=None)
@given(case=cases(), data=st.data())
def test_any_shock_of_any_network_ends_as_the_formulas_say(case: Case, data: st.DataObject) -> None:
    size = len(case["sector"])
    left = st.sampled_from([0.0, 0.3, 0.85, 1.0])
    psi = np.array(data.draw(st.lists(left, min_size=size, max_size=size)))
    found = cl.shock(model_of(case), psi, epsilon=1e-3)
    hd, hu, rounds = oracle(case, psi, 1e-3)
    np.testing.assert_allclose(found.down[-1], hd, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.up[-1], hu, rtol=0, atol=1e-12)
    assert (found.rounds, found.converged) == (rounds, True)


@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_the_stop_of_each_firm_is_its_shock_weighed_whatever_the_threads(case: Case) -> None:
    model = model_of(case)
    one, many = (cl.systemic_risk(model, threads=threads) for threads in (1, 3))
    assert one.esri.tolist() == many.esri.tolist()
    assert one.rounds.tolist() == many.rounds.tolist()
    rows = 1 - np.eye(len(case["sector"]))
    given_whole = cl.systemic_risk(model, scenarios=rows)
    assert given_whole.esri.tolist() == one.esri.tolist()
    for firm, psi in enumerate(rows):
        assert one.esri[firm] == pytest.approx(float(model.weights @ cl.shock(model, psi).losses), abs=1e-12)


def reference(essential: Any = None) -> tuple[cl.CascadeModel, np.ndarray]:
    firms, (sector,) = read_firms(REFERENCE / "firms.csv", "sector")
    network = read_links(REFERENCE / "edges.csv", firms)
    sectors, matrix = read_essential(REFERENCE / "ess.csv", sector)
    code = np.searchsorted(sectors, network.align(firms, sector))
    told = matrix if essential is None else np.full_like(matrix, essential)
    return cl.CascadeModel.build(network, code, told), network.positions(firms).astype(np.intp)


def test_losses_of_every_firm_in_every_scenario_are_those_of_the_authors() -> None:
    model, order = reference()
    for place, firm in enumerate(order):
        psi = np.ones(order.size)
        psi[firm] = 0
        found = cl.shock(model, psi)
        for name, left in (("down", found.down[-1]), ("up", found.up[-1])):
            wanted = np.genfromtxt(REFERENCE / f"base_eps1e-2_loss_{name}.csv", delimiter=",", skip_header=1)
            np.testing.assert_allclose(1 - left[order], wanted[:, place], rtol=0, atol=1e-12)
        if place == 9:
            break


def test_with_inputs_that_add_up_the_authors_linear_vector_comes_out() -> None:
    model, order = reference(essential=1)
    wanted = np.genfromtxt(REFERENCE / "linear_eps1e-2_esri.csv", delimiter=",", skip_header=1)
    found = cl.systemic_risk(model, threads=2)
    np.testing.assert_allclose(found.esri[order], wanted[:, 0], rtol=0, atol=1e-12)
    assert found.rounds[order].tolist() == wanted[:, 3].tolist()


def pair(**more: Any) -> cl.CascadeModel:
    network = cl.SupplyNetwork.from_arrays(["a", "b"], ["b", "a"], [1.0, 1.0])
    return cl.CascadeModel.build(network, **({"sector": [0, 1], "essential": np.full((2, 2), 2)} | more))


def test_what_never_gets_still_stops_at_the_limit_and_says_so() -> None:
    network = cl.SupplyNetwork.from_arrays(["a", "b", "b"], ["b", "a", "c"], [1.0, 9.0, 1.0])
    model = cl.CascadeModel.build(network, [0, 1, 2], np.ones((3, 3), int))
    found = cl.systemic_risk(model, scenarios=[[0.9, 1, 1]], epsilon=1e-12, max_rounds=2)
    assert (found.rounds.tolist(), found.converged.tolist()) == ([2], [False])
    assert not cl.shock(model, [0.9, 1, 1], epsilon=1e-12, max_rounds=2).converged


def test_a_market_that_stops_whole_a_single_firm_and_no_firm_at_all_have_answers() -> None:
    whole = cl.systemic_risk(pair(markets=[0, 0]), scenarios=[[0.0, 0.0]])
    assert whole.esri.tolist() == [1.0]
    alone = cl.SupplyNetwork.from_arrays([], [], [], firms=["x"])
    found = cl.systemic_risk(cl.CascadeModel.build(alone, [0], [[2]]))
    assert (found.esri.tolist(), found.rounds.tolist()) == ([0.0], [1])
    nobody = cl.SupplyNetwork.from_arrays([], [], [])
    assert cl.systemic_risk(cl.CascadeModel.build(nobody, np.zeros(0, int), [[2]])).esri.size == 0


def test_separate_shocks_to_making_and_selling_and_revenue_above_sales() -> None:
    found = cl.shock(pair(revenue=[2.0, np.nan]), [1, 1], psi_up=[0, 1])
    assert found.down[-1].tolist() == [1, 1]
    assert found.up[-1].tolist() == [0, 0]
    assert cl.shock(pair(revenue=[2.0, np.nan]), [1, 0]).up[-1].tolist() == [0.5, 0]


def test_a_run_can_be_watched_and_ended() -> None:
    told: list[tuple[int, int]] = []
    model, order = reference()
    many = np.tile(order, 4)
    cl.systemic_risk(model, scenarios=many, progress=lambda done, of: told.append((done, of)))
    assert told == [(64, 240), (128, 240), (192, 240), (240, 240)]
    with pytest.raises(cl.ChainlabError, match="nothing was kept"):
        cl.systemic_risk(model, scenarios=many, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sector": [0]}, "sector is one whole number"),
        ({"sector": [0, 2]}, "sector 2 has no row"),
        ({"sector": [0.0, 1.0]}, "sector is one whole number"),
        ({"essential": [[3]]}, "square matrix"),
        ({"essential": [[1, 2]]}, "square matrix"),
        ({"markets": "product"}, 'markets are "sector"'),
        ({"markets": [-1, 0]}, "markets is one whole number"),
        ({"revenue": [1.0, -1.0]}, "revenue is one finite"),
        ({"cost": [1.0, np.inf]}, "cost is one finite"),
        ({"weights": [np.nan, 1]}, "weights are one finite"),
        ({"weights": [0, 0]}, "weights are all 0"),
    ],
)
def test_a_model_that_cannot_be_is_refused_in_words(more: dict[str, Any], words: str) -> None:
    with pytest.raises(cl.ChainlabError, match=words):
        pair(**more)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"epsilon": 0}, "epsilon is 0"),
        ({"epsilon": float("nan")}, "epsilon is nan"),
        ({"max_rounds": 0}, "max_rounds is 0"),
        ({"threads": 0}, "threads is 0"),
        ({"scenarios": [2]}, "not there"),
        ({"scenarios": [[1.0]]}, "rows of 2 values"),
        ({"scenarios": [[1.0, 1.1]]}, "lies between 0"),
        ({"scenarios": [[1.0, np.nan]]}, "lies between 0"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_words(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(cl.ChainlabError, match=words):
        cl.systemic_risk(pair(), **asked)


def test_two_firms_of_one_sector_may_need_the_same_goods_differently() -> None:
    network = cl.SupplyNetwork.from_arrays(["chip", "rest", "chip", "rest"], ["car", "car", "toy", "toy"], [1.0, 3] * 2)
    essential = [[2, 1], [0, 0], [1, 1]]  # rows: chips, what car and toy sell, the rest; columns: cars, toys
    inputs = cl.ModelInputs([1, 0, 2, 1], essential, needs=[0, 0, 0, 1], markets=None)
    assert cl.shock(inputs.build(network), [1, 0, 1, 1]).down[-1].tolist() == [0, 0, 1, 0.75]
    with pytest.raises(cl.ChainlabError, match="needs 2 has no column in essential, which has 2"):
        cl.CascadeModel.build(network, inputs.sector, essential, needs=[0, 0, 0, 2])
