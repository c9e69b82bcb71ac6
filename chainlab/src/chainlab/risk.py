"""Systemic risk: what part of all output stops when a firm, or a set of firms, stops (ESRI).
Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.cascade import CascadeModel
from chainlab.kinds import Floats, Mask
from chainlab.push import STILL
from chainlab.scenarios import Scenarios, run_all, tables_of
from chainlab.shocks import MOST_ROUNDS, check_limits
from chainlab.tables import Limits

__all__ = ["RiskResult", "systemic_risk"]


@dataclass(frozen=True, slots=True, eq=False)
class RiskResult:
    """One value for each scenario. `esri`: what part of weighted output is lost, whichever way is worse for each firm
    (0..1); `esri_d`, `esri_u`: by missing inputs alone, and by missing customers alone. `rounds`: T of the source.

    `converged`: whether no firm fell by more than `epsilon` in the last round; where it is False the loss is at least
    what stands here.
    """

    esri: Floats
    esri_d: Floats
    esri_u: Floats
    rounds: NDArray[np.int64]
    converged: Mask
    epsilon: float


def systemic_risk(
    model: CascadeModel,
    *,
    scenarios: ArrayLike | None = None,
    scenarios_up: ArrayLike | None = None,
    epsilon: float = 1e-2,
    threads: int = 1,
    max_rounds: int = MOST_ROUNDS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RiskResult:
    """What the stop of each firm costs, or each of `scenarios`: positions of firms that stop one at a time (whole
    numbers), or one row a scenario that says of each firm what part of its output is left (0..1). `scenarios_up`, rows
    of the same shape, says what part of its sales is left, where that is not the same.

    The loss of a scenario depends on `epsilon`, on closed networks strongly: state it. Results do not depend on
    `threads`. `progress(done, all)` is called now and then; once `cancelled()` is true a ChainlabError ends the run.

    >>> from chainlab import SupplyNetwork
    >>> network = SupplyNetwork.from_arrays(["ore", "mill"], ["mill", "car"], [2.0, 3.0])
    >>> model = CascadeModel.build(network, [0, 1, 2], np.full((3, 3), 2))
    >>> found = systemic_risk(model)
    >>> found.esri.round(2).tolist(), found.rounds.tolist()
    ([1.0, 1.0, 1.0], [3, 2, 3])
    """
    check_limits(epsilon, max_rounds)
    asked = Scenarios(model.firms.size, scenarios, scenarios_up)
    limits = Limits(float(epsilon), 0.0, max_rounds)
    found = run_all(model, tables_of(model), asked, limits, threads, progress, cancelled)
    esri, esri_d, esri_u = found.lost.T.copy()
    return RiskResult(esri, esri_d, esri_u, found.rounds, found.end == STILL, epsilon)
