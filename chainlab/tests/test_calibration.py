"""Bands that hold the riskiest: half of a made-up network is hidden, and what was hidden is known."""

from typing import Any

import numpy as np
import pytest

import chainlab as cl

FIRMS, SECTORS, RISKIEST = 300, 20, 30


def made(seed: int, hubs: bool) -> tuple[cl.SupplyNetwork, Any, Any]:
    random = np.random.default_rng(seed)
    supplier = np.repeat(np.arange(FIRMS), np.minimum(60, 5 * (1 + random.pareto(2.3, FIRMS))).astype(int))
    drawn = np.cumsum(1 + random.pareto(2.3, FIRMS) if hubs else np.ones(FIRMS))
    customer = np.searchsorted(drawn, random.random(supplier.size) * drawn[-1])
    sector = random.integers(0, SECTORS, FIRMS)
    needs = random.choice(3, (SECTORS, SECTORS), p=[0.44, 0.22, 0.34])
    value = 1 - random.random(supplier.size)
    return (
        cl.SupplyNetwork.from_arrays(supplier, customer, value, sector[supplier], firms=np.arange(FIRMS)),
        sector,
        needs,
    )


def half(network: cl.SupplyNetwork, seed: int) -> cl.SupplyNetwork:
    kept = np.random.default_rng(seed).random(network.value.size) < 0.5
    columns = network.supplier[kept], network.customer[kept], network.value[kept], network.product[kept]
    return cl.SupplyNetwork.from_arrays(*columns, firms=network.firms)


@pytest.mark.parametrize("hubs", [False, True])
def test_the_riskiest_lie_within_their_bands(hubs: bool) -> None:
    held, plain = [], []
    for seed in range(3):
        whole, sector, needs = made(seed, hubs)
        known = half(whole, seed + 10)

        def risk(network: cl.SupplyNetwork, sector: Any = sector, needs: Any = needs) -> Any:
            return cl.systemic_risk(cl.CascadeModel.build(network, sector, needs)).esri

        truth, totals = risk(whole), cl.Totals.from_network(whole)
        top = np.argsort(-truth)[:RISKIEST]
        asked: dict[str, Any] = {"samples": 19, "seed": seed}
        for found, told in (
            (cl.bands(known, totals, risk, **asked), plain),
            (cl.calibrated_bands(known, totals, risk, largest=RISKIEST, **asked), held),
        ):
            told.append(((found.lower <= truth) & (truth <= found.upper))[top].mean())
        assert found.stretch[0] <= 1 <= found.stretch[1]
        assert "once more" in found.rests.basis[-1]
    assert np.mean(held) >= 0.75
    assert np.mean(held) > np.mean(plain)


def test_the_same_seed_gives_the_same_bands() -> None:
    whole, _, _ = made(1, hubs=True)
    known, totals = half(whole, 2), cl.Totals.from_network(whole)
    one, same = (cl.calibrated_bands(known, totals, lambda each: each.sales, samples=9, seed=3) for _ in range(2))
    assert one.upper.tolist() == same.upper.tolist()


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (lambda network: network.sales - 100, "negative"),
        (lambda network: np.zeros(5), "Only 0 values are above 0"),
    ],
)
def test_what_cannot_be_stretched_is_refused(measure: Any, message: str) -> None:
    whole, _, _ = made(1, hubs=False)
    with pytest.raises(cl.ChainlabError, match=message):
        cl.calibrated_bands(half(whole, 2), cl.Totals.from_network(whole), measure, samples=9)
