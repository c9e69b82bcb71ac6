"""The fast kernel against the plain rounds, whatever the network, the shock and the market."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainlab as cl
from chainlab import scenarios
from chainlab.scenarios import plain_rounds

# No sum of shares lands on it, so that rounding cannot move the number of rounds.
EPSILON = 1.2345e-3
LEFT = st.sampled_from([0.0, 0.3, 0.85, 1.0])


def lists(of: st.SearchStrategy[Any], size: int) -> st.SearchStrategy[np.ndarray]:
    return st.lists(of, min_size=size, max_size=size).map(np.array)


@st.composite
def models(draw: st.DrawFn) -> cl.CascadeModel:
    """Loops, firms alone, rows of zeros, one sector, only essential goods or none, revenue, cost, weights, markets."""
    size, kinds = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    value = st.one_of(st.just(0.0), st.integers(1, 9).map(float), st.sampled_from([0.1, 0.7, 90.0]))
    w = draw(lists(value, size * size)).reshape(size, size)
    np.fill_diagonal(w, 0)
    w *= draw(st.sampled_from([1.0, 1e-11]))  # so small that a market counts as stopped from the start
    needs = draw(st.sampled_from([(0, 1, 2), (2,), (1,), (0,), (1, 2)]))
    known = st.one_of(st.just(np.nan), st.sampled_from([0.0, 0.5, 3.0, 50.0]))
    supplier, customer = np.nonzero(w)
    network = cl.SupplyNetwork.from_arrays(supplier, customer, w[supplier, customer], firms=np.arange(size))
    return cl.CascadeModel.build(
        network,
        draw(lists(st.integers(0, kinds - 1), size)),
        draw(lists(st.sampled_from(needs), kinds * kinds)).reshape(kinds, kinds),
        revenue=draw(st.none() | lists(known, size)),
        cost=draw(st.none() | lists(known, size)),
        markets=draw(st.sampled_from(["sector", None]) | lists(st.integers(0, 2), size)),
        weights=draw(st.none() | lists(st.sampled_from([0.0, 1.0, 2.5]), size).filter(np.any)),
    )


def plain(model: cl.CascadeModel, down: np.ndarray, up: np.ndarray, most: int) -> list[Any]:
    found = cl.shock(model, down, psi_up=up, epsilon=EPSILON, max_rounds=most)
    lost = [model.weights @ (1 - left) for left in (np.minimum(found.down[-1], found.up[-1]), found.down[-1])]
    return [*lost, model.weights @ (1 - found.up[-1]), found.rounds, found.converged]


def rows(found: cl.RiskResult) -> np.ndarray:
    return np.column_stack([found.esri, found.esri_d, found.esri_u, found.rounds, found.converged])


@settings(max_examples=150)
@given(model=models(), data=st.data(), most=st.sampled_from([1, 3, 500]))
def test_any_shocks_end_as_by_the_plain_rounds(model: cl.CascadeModel, data: st.DataObject, most: int) -> None:
    size = model.firms.size
    down, up = (data.draw(lists(LEFT, 3 * size)).reshape(3, size) for _ in range(2))
    found = cl.systemic_risk(model, scenarios=down, scenarios_up=up, epsilon=EPSILON, max_rounds=most)
    wanted = [plain(model, one, other, most) for one, other in zip(down, up, strict=True)]
    np.testing.assert_allclose(rows(found), np.array(wanted, float), rtol=0, atol=1e-12)


@settings(max_examples=80)
@given(model=models())
def test_the_stop_of_each_firm_ends_as_by_the_plain_rounds(model: cl.CascadeModel) -> None:
    found = cl.systemic_risk(model, epsilon=EPSILON, max_rounds=500)
    wanted = [plain(model, psi, psi, 500) for psi in 1 - np.eye(model.firms.size)]
    np.testing.assert_allclose(rows(found), np.array(wanted, float), rtol=0, atol=1e-12)


def larger(hubs: float, **more: Any) -> cl.CascadeModel:
    """400 firms, some of which buy from many."""
    random = np.random.default_rng(8)
    supplier = np.repeat(np.arange(400), 5)
    customer = (400 * random.random(2000) ** hubs).astype(int)
    network = cl.SupplyNetwork.from_arrays(supplier, customer, 1 - random.random(2000), firms=np.arange(400))
    return cl.CascadeModel.build(network, random.integers(0, 12, 400), random.integers(0, 3, (12, 12)), **more)


def test_larger_networks_with_and_without_hubs_end_as_by_the_plain_rounds() -> None:
    for model in (larger(1), larger(3), larger(2, markets=None), larger(1, revenue=np.full(400, 1.5))):
        found = cl.systemic_risk(model, scenarios=np.arange(0, 400, 9), epsilon=EPSILON)
        wanted = [plain(model, psi, psi, 10_000) for psi in 1 - np.eye(400)[::9]]
        np.testing.assert_allclose(rows(found), np.array(wanted, float), rtol=0, atol=1e-12)


def test_a_market_that_stops_whole_is_left_to_the_plain_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Firm 0 cannot be replaced while firm 1, which needs it, still makes something; once both stop, the source counts
    what is left as 1, and their customer feels less than before."""
    network = cl.SupplyNetwork.from_arrays([0, 0, 1], [1, 2, 2], [0.1, 0.1, 0.1])
    model = cl.CascadeModel.build(network, [0, 0, 1], np.full((2, 2), 2))
    asked: list[Any] = []

    def watched(*arguments: Any) -> Any:
        asked.append(arguments)
        return plain_rounds(*arguments)

    monkeypatch.setattr(scenarios, "plain_rounds", watched)
    found = cl.systemic_risk(model, epsilon=EPSILON)
    wanted = [plain(model, psi, psi, 500) for psi in 1 - np.eye(3)]
    np.testing.assert_allclose(rows(found), np.array(wanted, float), rtol=0, atol=1e-12)
    assert len(asked) == 1
