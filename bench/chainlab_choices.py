"""Measures what chainlab chooses, spreads over processes, and adds up, on the networks of `chainlab_case`."""

from __future__ import annotations

from time import monotonic
from typing import Any

import numpy as np

import chainlab as cl
from bench.chainlab_case import CORES, SEED, links, seconds

CHAIN, CANDIDATES, PICKS, LARGEST_PART = 100, 500, 10, 0.5
OPEN = 2_000  # drawn from the links that could be added if everybody might supply everybody, without a limit
SPREAD, REGIONS = 10_000, 12


def second_sources() -> dict[str, Any]:
    """Ten of 500 second sources for a chain of 100 firms among 10,000, beside what is chosen blindly.

    As an upper end among OPEN of all links there could be, with no limit to what each supplies."""
    supplier, customer, value, sector, needs = links("b10k")
    network = cl.SupplyNetwork.from_arrays(supplier, customer, value, sector[supplier], firms=np.arange(sector.size))
    inputs, random = cl.ModelInputs(sector, needs), np.random.default_rng(SEED)
    chain = np.sort(random.choice(sector.size, CHAIN, replace=False))
    offers = list(_offers(network, sector, chain, random))
    ways: dict[str, Any] = {}
    cl.rewire(network, inputs, offers[:2], 1, scenarios=chain[:2])  # compiled
    spent = seconds(lambda: ways.update(chosen=cl.rewire(network, inputs, offers, PICKS, scenarios=chain)))
    ways["at random"] = cl.random_additions(network, inputs, offers, PICKS, scenarios=chain, seed=SEED)
    ways["largest first"] = cl.largest_sole_source_first(network, inputs, offers, PICKS, scenarios=chain)
    mask = np.zeros(network.firms.size, dtype=np.bool_)
    mask[chain] = True
    open_to_all = cl.open_candidates(network, mask)
    some = [open_to_all[at] for at in random.choice(len(open_to_all), min(OPEN, len(open_to_all)), replace=False)]
    ways["unconstrained"] = cl.rewire(network, inputs, some, PICKS, scenarios=chain)
    before = ways["chosen"].risk_before
    return {"seconds": spent} | {name: 100 * (1 - way.risk_after / before) for name, way in ways.items()}


def _offers(network: cl.SupplyNetwork, sector: np.ndarray, chain: np.ndarray, random: np.random.Generator) -> Any:
    """Another firm of the supplier's sector for an input of the chain, up to half of what is bought."""
    bought = np.flatnonzero(np.isin(network.customer, chain))
    for link in random.choice(bought, CANDIDATES):
        one, buyer = int(network.supplier[link]), int(network.customer[link])
        alike = np.setdiff1d(np.flatnonzero(sector == sector[one]), [one, buyer])
        if alike.size:
            product = int(network.products[network.product[link]])
            yield cl.Candidate(int(random.choice(alike)), buyer, product, float(random.random() * LARGEST_PART))


def spread() -> dict[str, Any]:
    """How much sooner two workers of a cluster are done than one, by the clock: they are other processes."""
    from distributed import LocalCluster

    supplier, customer, value, sector, needs = links("n10k")
    network = cl.SupplyNetwork.from_arrays(supplier, customer, value, firms=np.arange(sector.size))
    model, took = cl.CascadeModel.build(network, sector, needs), []
    for workers in (1, CORES):
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
            cl.cluster_risk(model, cluster.scheduler_address, scenarios=np.arange(workers * 64), part=16)  # compiled
            begun = monotonic()
            cl.cluster_risk(model, cluster.scheduler_address, scenarios=np.arange(SPREAD), part=50)
            took.append(monotonic() - begun)
    return {"one": took[0], "ratio": took[0] / took[1]}


def indicators() -> dict[str, Any]:
    """Local supply, sole sources and concentration of a million firms."""
    supplier, customer, value, sector, _ = links("b1000k")
    network = cl.SupplyNetwork.from_arrays(supplier, customer, value, sector[supplier], firms=np.arange(sector.size))
    region = np.random.default_rng(SEED).integers(0, REGIONS, sector.size)
    local = region == 0

    def work() -> None:
        cl.local_supply_rate(network, local, customers=local)
        cl.sole_sources(network, customers=local, region=region, local=local)
        cl.concentration(network, customers=local)

    work()
    return {"links": network.value.size, "seconds": seconds(work)}
