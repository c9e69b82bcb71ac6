"""What if a customer had another supplier: the local supply rate and the systemic risk, before and after.
Only shocks that can feel the change are run again; the answer is that of a network built anew."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError
from chainlab.kinds import Floats, Mask
from chainlab.moving import Change, Moves, entered, moved, spare_of
from chainlab.network import SupplyNetwork
from chainlab.rates import LocalSupply, local_supply_rate
from chainlab.reach import distance, felt_by
from chainlab.risk import RiskResult
from chainlab.shocks import MOST_ROUNDS
from chainlab.weighted_scenarios import Cancelled, Progress, WeightedScenarios

__all__ = ["Change", "ModelInputs", "WhatIf", "what_if"]


@dataclass(frozen=True, slots=True, eq=False)
class ModelInputs:
    """What `CascadeModel.build` asks beside the network, kept together so that a changed network is built alike."""

    sector: ArrayLike
    essential: ArrayLike
    revenue: ArrayLike | None = None
    cost: ArrayLike | None = None
    markets: Literal["sector"] | ArrayLike | None = "sector"
    weights: ArrayLike | None = None
    needs: ArrayLike | None = None

    def build(self, network: SupplyNetwork) -> CascadeModel:
        """The model of a network with these firms."""
        return CascadeModel.build(
            network, self.sector, self.essential, needs=self.needs,
            revenue=self.revenue, cost=self.cost, markets=self.markets, weights=self.weights,
        )  # fmt: skip

    def after(self, network: SupplyNetwork, moves: Moves) -> "ModelInputs":
        """A known revenue goes with the sales that move; all else stays. ChainlabError where it is too small."""
        if self.revenue is None:
            return self
        gained = np.bincount(moves.supplier, moves.gained, minlength=network.firms.size)
        known = np.asarray(self.revenue, dtype=np.float64)
        revenue = known + gained
        below = np.flatnonzero(revenue < -1e-12 * known)
        if below.size:
            raise ChainlabError(
                f"Supplier {network.firms[below[0]]} would sell {-gained[below[0]]:g} less, and its revenue is "
                f"{known[below[0]]:g}. Mend its revenue, or say NaN."
            )
        return replace(self, revenue=np.maximum(revenue, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """Before and after some changes. `rate_before`, `rate_after`: None where no radius was given.

    `risk_before`, `risk_after`: each scenario's loss; `rerun`: which of them could feel the change and were run again.
    `weights`: what each scenario counts, summing to 1. `network`, `inputs`: as they would be.
    """

    network: SupplyNetwork
    inputs: ModelInputs
    rate_before: LocalSupply | None
    rate_after: LocalSupply | None
    risk_before: RiskResult
    risk_after: RiskResult
    weights: Floats
    rerun: Mask

    @property
    def mean_before(self) -> float:
        """The mean loss over the scenarios, 0..1."""
        return float(self.weights @ self.risk_before.esri)

    @property
    def mean_after(self) -> float:
        """The same with the changes."""
        return float(self.weights @ self.risk_after.esri)


def what_if(
    network: SupplyNetwork, inputs: ModelInputs, changes: Iterable[Change], *,
    scenarios: ArrayLike | None = None, scenario_weights: ArrayLike | None = None, spare: ArrayLike | None = None,
    local: ArrayLike | None = None, customers: ArrayLike | None = None, left_out: ArrayLike | None = None,
    epsilon: float = 1e-2, threads: int = 1, max_rounds: int = MOST_ROUNDS,
    progress: Progress = None, cancelled: Cancelled = None,
) -> WhatIf:  # fmt: skip
    """What some changes of suppliers, all together, do to the local supply rate and to systemic risk.

    A change adds a supplier to what a customer buys of a product, or gives one that it has a larger part; what the
    customer buys of the product in all stays. `spare`: what each firm can sell more than now, in the network's unit,
    NaN where not known (no limit). `local`, `customers`, `left_out` as in `local_supply_rate`; without `local` no
    rate is told. `scenarios`, `epsilon`, `threads`, `max_rounds`, `progress`, `cancelled` as in `systemic_risk`;
    `scenario_weights`: what each counts in the mean, by default all the same. A firm's known revenue goes with the
    sales that move, and default weights of firms follow their sales, so "after" is what the new network gives when all
    is built anew, to 1e-12 and in as many rounds. ChainlabError where an id is not there, a value is not there to be
    moved, or a supplier cannot spare it.

    Source: losses as in Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719.

    >>> network = SupplyNetwork.from_arrays(
    ...     ["far", "mill", "near"], ["mill", "car", "shop"], [2.0, 3.0, 1.0], ["ore", "steel", "ore"])
    >>> inputs = ModelInputs(sector=[3, 0, 1, 0, 2], essential=np.full((4, 4), 2))
    >>> near = np.isin(network.firms, ["near", "mill", "car", "shop"])
    >>> found = what_if(network, inputs, [Change("mill", "ore", "near", 1.0)], scenarios=[1], local=near)
    >>> [round(rate.all_goods.rate, 2) for rate in (found.rate_before, found.rate_after)]
    [0.67, 0.83]
    >>> round(found.mean_before, 2), round(found.mean_after, 2)
    (0.83, 0.29)
    """
    moves = entered(network, changes, spare_of(spare, network.firms.size))
    changed, inputs_after = moved(network, moves), inputs.after(network, moves)
    before, after = inputs.build(network), inputs_after.build(changed)
    asked = WeightedScenarios.of(
        network.firms.size, scenarios, scenario_weights, epsilon, threads, max_rounds, cancelled
    )
    risk = asked.risk(before, progress)
    rerun = felt_by(distance(before, np.asarray(inputs.sector), moves), asked.shocks, risk.rounds)
    rates = [
        None if local is None else local_supply_rate(one, local, customers=customers, left_out=left_out)
        for one in (network, changed)
    ]
    return WhatIf(
        changed, inputs_after, rates[0], rates[1], risk, asked.again(after, rerun, risk), asked.weights, rerun
    )
