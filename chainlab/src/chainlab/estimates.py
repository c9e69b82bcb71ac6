"""What moved purchases would spare, nearly: each scenario is run once and recorded, and each try is held against it.
A hundred times as quick as running each try, and near enough to know which tries are worth running."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainlab.cascade import ESSENTIAL, OTHER, CascadeModel, amounts
from chainlab.changes import ModelInputs
from chainlab.course_kernels import Course, Net, Tries, Whole, one_earlier, record
from chainlab.errors import ChainlabError
from chainlab.input_kernels import unmade
from chainlab.kinds import Floats, Index
from chainlab.moving import ROUNDING, Moves
from chainlab.network import SupplyNetwork
from chainlab.sales_kernels import unsold
from chainlab.scenarios import Scenarios
from chainlab.weighted_scenarios import WeightedScenarios

# Of a cascade that creeps, so many numbers are recorded of each kind (32 MB); the rest is left to the exact run.
RECORDED = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A network, what is known of its firms, and the model of both."""

    network: SupplyNetwork
    inputs: ModelInputs
    model: CascadeModel


def estimated(baseline: Baseline, weighted: WeightedScenarios, tries: Sequence[Moves]) -> Floats:
    """By how much each try, moved purchases of one customer and product, lowers the mean loss: an estimate."""
    net, told = _net(baseline), _tries(baseline, tries)
    shocks = Scenarios(net.out.size, weighted.shocks)

    def one(place: int) -> Floats:
        if weighted.cancelled is not None and weighted.cancelled():
            raise ChainlabError("Stopped while second sources were estimated; nothing was kept.")
        return _gains(baseline, net, told, shocks.of(place)[0], weighted)

    places, total = range(len(weighted.weights)), np.zeros(len(tries))
    with ThreadPoolExecutor(weighted.threads) as pool:
        for place, found in zip(places, pool.map(one, places), strict=True):
            total += weighted.weights[place] * found  # in the order of scenarios, whatever the threads
    return total


def _net(baseline: Baseline) -> Net:
    model, sector = baseline.model, np.asarray(baseline.inputs.sector)
    inputs, sales = model.inputs, model.sales
    supplier = np.repeat(np.arange(model.out.size), np.diff(sales.start))
    as_inputs = np.lexsort((supplier, sector[supplier], sales.customer))
    revenue = amounts("revenue", baseline.inputs.revenue, model.out)
    earned = model.out if revenue is None else revenue
    return Net(
        model.out, earned, model.weights, model.market, model.market.size > 0, inputs.start, inputs.supplier,
        inputs.share, inputs.first, inputs.essential, sales.share[as_inputs], sales.start, sales.customer,
    )  # fmt: skip


def _gains(baseline: Baseline, net: Net, tries: Tries, psi: Floats, weighted: WeightedScenarios) -> Floats:
    """By how much each lowers the loss of one scenario. It may end in another round than before."""
    model, (course, fell, last) = baseline.model, _course(baseline.model, net, psi, weighted)
    fixed, rounds = psi < 1, fell.size
    loss = np.array([model.weights @ np.maximum(*both) for both in zip(course.down, course.up, strict=True)])
    worth = [np.where((course.up[last] >= course.down[last]) & ~fixed, model.weights, 0.0)]
    for _ in range(rounds - 1):
        worth.append(one_earlier(net.sale_start, net.customer, model.sales.share, fixed, worth[-1]))
    falls, more = np.tile(fell, (tries.customer.size, 1)), np.zeros((tries.customer.size, rounds))
    unmade(net, course, tries, falls, more)
    end = unsold(net, course, tries, np.array(worth), fixed, falls, more)
    found: Floats = loss[last] - loss[end] - more[np.arange(end.size), end]
    if baseline.inputs.weights is None:  # weights follow sales
        owner = np.repeat(np.arange(end.size), np.diff(tries.start))
        at = end[owner], tries.supplier
        heavier = tries.gained * np.maximum(course.down[at], course.up[at]) / max(model.out.sum(), 1e-300)
        found -= np.bincount(owner, heavier, minlength=end.size)
    return found


def _course(model: CascadeModel, net: Net, psi: Floats, weighted: WeightedScenarios) -> tuple[Course, Whole, int]:
    """Run a scenario and record it; how many fall in each round, and the last."""
    rows, size = 1 + min(weighted.max_rounds, max(8, RECORDED // psi.size)), psi.size
    down, felt, up = (np.empty((rows, size)) for _ in range(3))
    market, fell = np.empty((rows, max(1, model.markets))), np.zeros(rows, np.int64)
    down[0] = up[0] = 1.0 - psi
    filled, last = record(net, model.sales.share, weighted.epsilon, down, felt, up, market, fell)
    return Course(down[:filled], felt[:filled], up[:filled], market[:filled], weighted.epsilon), fell[:filled], last


def _tries(baseline: Baseline, tries: Sequence[Moves]) -> Tries:
    sector, rows, bought = np.asarray(baseline.inputs.sector), _Rows(baseline), dict[int, dict[int, float]]()
    told, always = [], np.zeros(len(tries), dtype=np.bool_)
    for place, moves in enumerate(tries):
        customer = int(moves.customer[0])
        if customer not in bought:
            bought[customer] = rows.bought(customer)
        told.append(rows.after(customer, bought[customer], moves))
        always[place] = np.unique(sector[moves.supplier]).size > 1
    columns = [np.concatenate(column) for column in zip(*told, strict=True)]
    return Tries(
        _starts([moves.gained.size for moves in tries]),
        np.concatenate([moves.supplier for moves in tries]).astype(np.int64),
        np.concatenate([moves.gained for moves in tries]),
        np.array([moves.customer[0] for moves in tries], dtype=np.int64),
        _starts([one[0].size for one in told]), columns[0], columns[1], columns[2], columns[3], always,
    )  # fmt: skip


def _starts(sizes: list[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


class _Rows:
    """A customer's inputs as the model has them, before and after purchases that move."""

    def __init__(self, baseline: Baseline) -> None:
        self.network, self.sector = baseline.network, np.asarray(baseline.inputs.sector)
        self.essential = np.asarray(baseline.inputs.essential)
        self.needs = self.sector if baseline.inputs.needs is None else np.asarray(baseline.inputs.needs)
        purchases = baseline.network.purchases
        spent = amounts("cost", baseline.inputs.cost, purchases)
        self.weighs = np.ones(purchases.size) if spent is None else purchases / np.where(spent == 0, 1.0, spent)

    def bought(self, customer: int) -> dict[int, float]:
        """From whom, for how much in all."""
        rows, found = self.network.bought, dict[int, float]()
        inside = slice(int(rows.start[customer]), int(rows.start[customer + 1]))
        for supplier, value in zip(rows.supplier[inside].tolist(), rows.value[inside].tolist(), strict=True):
            found[supplier] = found.get(supplier, 0.0) + value
        return found

    def after(self, customer: int, bought: dict[int, float], moves: Moves) -> tuple[Index, Floats, Any, Any]:
        """Suppliers by sector, the share of output that stops with each, where sectors begin, which are essential."""
        held = dict(bought)
        for supplier, gained in zip(moves.supplier.tolist(), moves.gained.tolist(), strict=True):
            held[supplier] = held.get(supplier, 0.0) + gained
            if held[supplier] <= ROUNDING * abs(gained):
                del held[supplier]
        supplier = np.array(sorted(held), dtype=np.uint32)
        supplier = supplier[np.argsort(self.sector[supplier], kind="stable")]
        value, kind = np.array([held[one] for one in supplier.tolist()]), self.sector[supplier]
        first = np.ones(kind.size, dtype=np.bool_)
        first[1:] = kind[1:] != kind[:-1]
        group = np.cumsum(first) - 1
        need = self.essential[kind, self.needs[customer]]
        share = np.where(need == ESSENTIAL, value / np.bincount(group, value)[group], value / value.sum())
        share = np.where(need >= OTHER, share, 0.0) * self.weighs[customer]
        return supplier, share, first, need == ESSENTIAL
