"""Shocks to be asked more than once: which they are, what each counts, and how they are run.
What a change cannot reach is not run again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError
from chainlab.kinds import Floats, Mask
from chainlab.risk import RiskResult, systemic_risk

Progress = Callable[[int, int], None] | None
Cancelled = Callable[[], bool] | None


@dataclass(frozen=True, slots=True, eq=False)
class WeightedScenarios:
    """`shocks`: positions of firms that stop, or rows of what is left; `weights`: what each counts, summing to 1."""

    shocks: NDArray[Any]
    weights: Floats
    epsilon: float
    threads: int
    max_rounds: int
    cancelled: Cancelled

    @classmethod
    def of(
        cls, size: int, raw: ArrayLike | None, weights: ArrayLike | None, epsilon: float, threads: int,
        max_rounds: int, cancelled: Cancelled = None,
    ) -> "WeightedScenarios":  # fmt: skip
        """All firms by default, one at a time, each as much as the other; `systemic_risk` says what does not fit."""
        shocks = np.arange(size) if raw is None else np.asarray(raw)
        return cls(shocks, _weights(weights, len(np.atleast_1d(shocks))), epsilon, threads, max_rounds, cancelled)

    def risk(self, model: CascadeModel, progress: Progress = None, rows: Mask | slice = slice(None)) -> RiskResult:
        """What each costs, or some of them."""
        return systemic_risk(
            model,
            scenarios=self.shocks[rows],
            epsilon=self.epsilon,
            threads=self.threads,
            max_rounds=self.max_rounds,
            progress=progress,
            cancelled=self.cancelled,
        )

    def again(self, model: CascadeModel, rerun: Mask, before: RiskResult) -> RiskResult:
        """What each costs after a change that some can feel; the others end as before."""
        fresh = self.risk(model, rows=rerun)
        esri, esri_d, esri_u = before.esri.copy(), before.esri_d.copy(), before.esri_u.copy()
        rounds, converged = before.rounds.copy(), before.converged.copy()
        esri[rerun], esri_d[rerun], esri_u[rerun] = fresh.esri, fresh.esri_d, fresh.esri_u
        rounds[rerun], converged[rerun] = fresh.rounds, fresh.converged
        return RiskResult(esri, esri_d, esri_u, rounds, converged, self.epsilon)

    def mean(self, risk: RiskResult) -> float:
        """What they cost together."""
        return float(self.weights @ risk.esri)


def _weights(raw: ArrayLike | None, count: int) -> Floats:
    if count == 0:
        raise ChainlabError("There is no scenario; name at least one firm that stops.")
    told = np.ones(count) if raw is None else np.asarray(raw, dtype=np.float64)
    if told.shape != (count,) or not np.isfinite(told).all() or (told < 0).any() or told.sum() == 0:
        raise ChainlabError(f"scenario_weights are one number of at least 0 for each of {count} scenarios, not all 0.")
    weights: Floats = told / told.sum()
    return weights
