"""Which firms' stops cost most, of very many: all are screened fast, and those that may be at the top are then reckoned
exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError
from chainlab.kinds import Floats, Mask
from chainlab.risk import systemic_risk
from chainlab.scenarios import Scenarios, run_all, tables_of
from chainlab.shocks import MOST_ROUNDS, check_limits
from chainlab.tables import Limits, credit

__all__ = ["TopRisks", "top_risks"]

AHEAD = 8  # rounds that a change left out is followed by weights; one line of the processor's cache for each firm
SAMPLE = 200  # firms drawn by chance, on which screening is held against exact losses
SEED = 12
CAUTION = 8  # on networks of 10,000 firms the largest error of all was up to seven times that of the firms drawn


@dataclass(frozen=True, slots=True, eq=False)
class TopRisks:
    """`firms`: positions of those whose stop costs most, most first; all of them are exact. `esri`: the loss when each
    firm of the network stops, exact where `exact` says so, else screened.

    `error`: by how much screening was off at most, on `exact` firms, of which some were drawn by chance. `tolerance`:
    the top is certain if no other firm's screened loss is off by more.
    """

    firms: NDArray[np.int64]
    esri: Floats
    exact: Mask
    error: float
    tolerance: float
    epsilon: float


def top_risks(
    model: CascadeModel,
    k: int,
    *,
    tolerance: float | None = None,
    drop: float = 1e-3,
    epsilon: float = 1e-2,
    threads: int = 1,
    max_rounds: int = MOST_ROUNDS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TopRisks:
    """The `k` firms whose stop costs most. Losses of at most `drop` are not passed on when all firms are screened; what
    they cost suppliers is credited by weights instead. Then all that could be among the top `k`, if screening were off
    by `tolerance` (0..1, by default eight times the largest error seen), are reckoned exactly. A larger error than told
    widens it. `progress` counts the firms screened; the losses of sources and units are those of `systemic_risk`.

    Source of the loss: Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719; screening is our own.

    >>> from chainlab import SupplyNetwork
    >>> network = SupplyNetwork.from_arrays(["ore", "mill", "mill"], ["mill", "car", "bus"], [2.0, 3.0, 1.0])
    >>> model = CascadeModel.build(network, [0, 0, 1, 2], np.full((3, 3), 2))
    >>> found = top_risks(model, 2)
    >>> model.firms[found.firms].tolist(), found.esri[found.firms].tolist(), found.error
    (['mill', 'ore'], [1.0, 1.0], 0.0)
    """
    check_limits(epsilon, max_rounds)
    _check(k, tolerance, drop, epsilon)
    size = model.firms.size
    tables = tables_of(model)
    tables = tables._replace(credit=credit(model, AHEAD))
    limits = Limits(float(epsilon), float(drop), max_rounds)
    screened = run_all(model, tables, Scenarios(size, None), limits, threads, progress, cancelled).lost[:, 0].copy()
    exactly = partial(systemic_risk, model, epsilon=epsilon, threads=threads, max_rounds=max_rounds)
    esri, exact = screened.copy(), np.zeros(size, np.bool_)
    order = np.argsort(-screened, kind="stable")
    next_ones = np.union1d(order[:k], np.random.default_rng(SEED).permutation(size)[:SAMPLE])
    while next_ones.size:
        esri[next_ones] = exactly(scenarios=next_ones, cancelled=cancelled).esri
        exact[next_ones] = True
        error = float(np.abs(esri - screened).max())
        margin = min(1.0, max(CAUTION * error if tolerance is None else tolerance, error))
        next_ones = _possible(esri, exact, order, k, margin)
    top = np.flatnonzero(exact)
    top = top[np.argsort(-esri[top], kind="stable")][:k]
    return TopRisks(top, esri, exact, error if size else 0.0, margin if size else 0.0, epsilon)


def _check(k: int, tolerance: float | None, drop: float, epsilon: float) -> None:
    if k < 1:
        raise ChainlabError(f"k is {k}; give at least 1.")
    if tolerance is not None and not 0 <= tolerance <= 1:
        raise ChainlabError(f"tolerance is {tolerance:g}; give one from 0 to 1, or None.")
    if not 0 <= drop <= epsilon:
        raise ChainlabError(f"drop is {drop:g}; give one from 0 to epsilon, {epsilon:g}.")


def _possible(esri: Floats, exact: Mask, order: NDArray[np.intp], k: int, margin: float) -> NDArray[np.intp]:
    """Firms not yet exact that could be among the top k; at most twice as many as k, the likeliest."""
    known = esri[exact]
    if known.size <= k:
        return order[~exact[order]][:k]
    least = np.partition(known, -k)[-k]
    candidates = order[~exact[order]]
    possible: NDArray[np.intp] = candidates[esri[candidates] + margin > least][: 2 * k]
    return possible
