"""Measures chainlab on one made-up network, in a process of its own, and prints the figures as JSON.

`python -m bench.chainlab_case n10k`: `b` firms sell to customers drawn evenly, `n` to hubs; then how many firms."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
from chainlab.scenarios import Scenarios, plain_rounds, run_all, tables_of
from chainlab.screening import AHEAD
from chainlab.shocks import MOST_ROUNDS
from chainlab.tables import Limits, credit

import chainlab as cl
from bench.measuring import peak_megabytes

SEED, SECTORS, MOST_CUSTOMERS, EXPONENT, FEWEST = 20, 616, 128, 2.3, 5
# Sectors that need nothing of another, need it, cannot do without it: as in the authors' small example.
NEEDS, NEED_SHARES = (0, 1, 2), (28 / 64, 14 / 64, 22 / 64)
EPSILON = 1e-2
CORES = 2
THOUSAND = 1_000
# From so many firms on a random part of them stands for all.
PART, HUB_PART, PLAIN, PLAIN_LARGE = 4_000, 1_000, 20, 3
CHOICES = ("second_sources", "spread", "indicators")
SCREENED, EXACT, TOP, DROP = 3_000, 60, 200, 1e-3


def links(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Supplier, customer and value of links, each firm's sector and what sectors need of each other. How many customers
    a firm has falls with the power 2.3, from 5 to 128 (about 8); what each buys lies between 0 and 1; hubs draw
    customers by the same power."""
    size, random = int(name[1:-1]) * THOUSAND, np.random.default_rng(SEED)
    customers = np.minimum(MOST_CUSTOMERS, FEWEST * (1 + random.pareto(EXPONENT, size))).astype(np.int64)
    supplier = np.repeat(np.arange(size), customers)
    if name[0] == "b":
        customer = random.integers(0, size, supplier.size)
    else:
        drawn = np.cumsum(1 + random.pareto(EXPONENT, size))
        customer = np.searchsorted(drawn, random.random(supplier.size) * drawn[-1])
    needs = random.choice(NEEDS, (SECTORS, SECTORS), p=NEED_SHARES)
    return supplier, customer, 1 - random.random(supplier.size), random.integers(0, SECTORS, size), needs


def seconds(work: Callable[[], object]) -> float:
    """Of processors, all threads together: what else runs on the machine counts little."""
    begun = process_time()
    work()
    return process_time() - begun


def exact(name: str) -> dict[str, Any]:
    """What all firms need on two cores, from all of them or a random part; and one firm beside the plain rounds."""
    supplier, customer, value, sector, needs = links(name)
    size = sector.size
    made = cl.SupplyNetwork.from_arrays(supplier, customer, value, firms=np.arange(size))
    model = cl.CascadeModel.build(made, sector, needs)
    part = size if size <= 10 * THOUSAND else PART if name[0] == "b" else HUB_PART
    firms = np.random.default_rng(SEED).permutation(size)[:part]
    cl.systemic_risk(model, scenarios=firms[:2])
    told: dict[str, Any] = {"links": made.value.size, "firms": size, "looked_at": part}
    spent = seconds(lambda: told.update(found=cl.systemic_risk(model, scenarios=firms, threads=CORES)))
    told |= {"seconds": spent / part * size / CORES, "milliseconds": spent / part * 1000, "peak": peak_megabytes()}
    few = firms[: PLAIN if size <= 10 * THOUSAND else PLAIN_LARGE]
    run_plain(model, few[:1])
    slow = seconds(lambda: told.update(plain=run_plain(model, few)))
    plain, found = told.pop("plain"), told.pop("found")
    told |= {"plain_milliseconds": slow / few.size * 1000, "rounds": float(found.rounds.mean())}
    told["difference"] = float(np.abs(found.esri[: few.size] - plain[:, 0]).max())
    told["other_rounds"] = int((found.rounds[: few.size] != plain[:, 1]).sum())
    return told


def screened(name: str) -> dict[str, Any]:
    """What a network needs to be built, and all firms to be screened, from a random part of them; by how much screening
    is off on some of these, and what the 200 at the top then need."""
    size, random = int(name[1:-1]) * THOUSAND, np.random.default_rng(SEED)
    supplier, customer, value, sector, needs = links(name)
    models: list[cl.CascadeModel] = []

    def build() -> None:
        made = cl.SupplyNetwork.from_arrays(supplier, customer, value, firms=np.arange(size))
        models.append(cl.CascadeModel.build(made, sector, needs))
        tables_of(models[0])

    before = peak_megabytes()
    told: dict[str, Any] = {"firms": size, "links": supplier.size, "build": seconds(build)}
    told |= {"build_peak": peak_megabytes() - before, "looked_at": SCREENED}
    model, firms = models[0], random.permutation(size)[:SCREENED]
    tables = tables_of(model)._replace(credit=credit(model, AHEAD))

    def screen(these: np.ndarray) -> np.ndarray:
        scenarios, limits = Scenarios(size, these), Limits(EPSILON, DROP, MOST_ROUNDS)
        return run_all(model, tables, scenarios, limits, threads=CORES).lost[:, 0]

    screen(firms[:2])
    spent = seconds(lambda: told.update(esri=screen(firms)))
    few = firms[:EXACT]
    slow = seconds(lambda: told.update(exact=cl.systemic_risk(model, scenarios=few, threads=CORES).esri))
    exact = told.pop("exact")
    told["error"] = float(np.abs(exact - told.pop("esri")[: few.size]).max())
    told |= {"seconds": spent / SCREENED * size / CORES, "milliseconds": spent / SCREENED * 1000}
    told |= {"top": slow / few.size * TOP / CORES, "exact_milliseconds": slow / few.size * 1000}
    return told | {"largest": float(exact.max()), "peak": peak_megabytes()}


def run_plain(model: cl.CascadeModel, firms: np.ndarray) -> np.ndarray:
    """Loss and number of rounds when each firm stops, by rounds that look at every link."""
    rows = []
    for firm in firms:
        psi = np.where(np.arange(model.firms.size) == firm, 0.0, 1.0)
        lost, rounds, _ = plain_rounds(model, psi, psi, Limits(EPSILON, 0.0, MOST_ROUNDS))
        rows.append((lost[0], rounds))
    return np.array(rows)


def cold() -> dict[str, Any]:
    """The first answer of a process that finds no machine code; its caller gives it an empty folder for that."""
    made = cl.SupplyNetwork.from_arrays([0, 1], [1, 2], [2.0, 3.0])
    cl.systemic_risk(cl.CascadeModel.build(made, [0, 1, 2], np.full((3, 3), 2)))
    return {"seconds": process_time()}


def told_of(name: str) -> dict[str, Any]:
    from bench import chainlab_choices

    others = {"cold": cold, **{name: getattr(chainlab_choices, name) for name in CHOICES}}
    if name in others:
        return others[name]()
    return screened(name) if name.endswith("1000k") else exact(name)


if __name__ == "__main__":
    print(json.dumps(told_of(sys.argv[1])))
