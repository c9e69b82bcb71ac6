"""The firms whose stops cost most, against exact losses of all; what is told of error and tolerance."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainlab as cl
from chainlab import screening


def model(size: int = 900, seed: int = 8) -> cl.CascadeModel:
    """Some firms buy from many."""
    random = np.random.default_rng(seed)
    supplier, customer = random.integers(0, size, 6 * size), (size * random.random(6 * size) ** 1.4).astype(int)
    network = cl.SupplyNetwork.from_arrays(supplier, customer, 1 - random.random(6 * size), firms=np.arange(size))
    return cl.CascadeModel.build(network, random.integers(0, 30, size), random.integers(0, 3, (30, 30)))


@pytest.mark.parametrize("drop", [3e-4, 1e-3])
def test_the_top_is_that_of_exact_losses_and_is_exact(drop: float) -> None:
    whole = cl.systemic_risk(model())
    found = cl.top_risks(model(), 20, drop=drop, threads=2)
    wanted = np.argsort(-whole.esri, kind="stable")[:20]
    assert found.firms.tolist() == wanted.tolist()
    assert found.exact[found.firms].all()
    assert found.esri[found.exact].tolist() == whole.esri[found.exact].tolist()
    assert 0 < found.error <= np.abs(found.esri - whole.esri).max() + found.error
    assert found.tolerance == screening.CAUTION * found.error
    assert not found.exact.all()
    np.testing.assert_allclose(found.esri, whole.esri, rtol=0, atol=1e-2)


def test_a_tolerance_told_is_kept_unless_an_error_exceeds_it() -> None:
    wide = cl.top_risks(model(), 20, tolerance=0.5)
    narrow = cl.top_risks(model(), 20, tolerance=0.0)
    assert (wide.tolerance, wide.exact.all()) == (0.5, True)
    assert narrow.tolerance == narrow.error
    assert wide.firms.tolist() == narrow.firms.tolist()


def test_with_nothing_left_out_screening_is_exact() -> None:
    assert cl.top_risks(model(), 5, drop=0.0).error < 1e-14


@settings(max_examples=20)
@given(size=st.integers(1, 12), k=st.integers(1, 15), seed=st.integers(0, 9))
def test_small_networks_are_ranked_whole(size: int, k: int, seed: int) -> None:
    found = cl.top_risks(model(size, seed), k)
    whole = cl.systemic_risk(model(size, seed)).esri
    assert found.firms.tolist() == np.argsort(-whole, kind="stable")[:k].tolist()


def test_no_firm_at_all_has_no_top() -> None:
    nobody = cl.CascadeModel.build(cl.SupplyNetwork.from_arrays([], [], []), np.zeros(0, int), [[2]])
    found = cl.top_risks(nobody, 3)
    assert (found.firms.size, found.error, found.tolerance) == (0, 0.0, 0.0)


def test_screening_can_be_watched_and_ended() -> None:
    told: list[tuple[int, int]] = []
    cl.top_risks(model(100), 3, progress=lambda done, of: told.append((done, of)))
    assert told == [(64, 100), (100, 100)]
    with pytest.raises(cl.Stopped):
        cl.top_risks(model(100), 3, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"k": 0}, "k is 0"),
        ({"tolerance": -1}, "tolerance is -1"),
        ({"tolerance": float("nan")}, "tolerance is nan"),
        ({"drop": 0.5}, "drop is 0.5"),
        ({"epsilon": 2}, "epsilon is 2"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_words(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(cl.ChainlabError, match=words):
        cl.top_risks(model(20), **({"k": 3} | asked))
