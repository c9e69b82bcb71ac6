"""Systemic risk: what part of all output stops when a firm, or a set of firms, stops (ESRI).
Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError
from chainlab.kinds import Floats, Mask
from chainlab.shocks import MOST_ROUNDS, check_limits, psi_of, rounds_of

__all__ = ["RiskResult", "systemic_risk"]

AT_ONCE = 64  # scenarios between two looks at whether one goes on


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
    epsilon: float = 1e-2,
    threads: int = 1,
    max_rounds: int = MOST_ROUNDS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RiskResult:
    """What the stop of each firm costs, or each of `scenarios`: positions of firms that stop one at a time (whole
    numbers), or one row a scenario that says of each firm what part of its output is left (0..1).

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
    if threads < 1:
        raise ChainlabError(f"threads is {threads}; give at least 1.")
    shocks = _Shocks(model.firms.size, scenarios)
    esri, parts = np.zeros((3, shocks.count)), range(0, shocks.count, AT_ONCE)
    rounds, converged = np.zeros(shocks.count, np.int64), np.zeros(shocks.count, np.bool_)

    def work(begin: int) -> int:
        end = min(begin + AT_ONCE, shocks.count)
        if cancelled is None or not cancelled():
            for place in range(begin, end):
                esri[:, place], rounds[place], converged[place] = _one(model, shocks.of(place), epsilon, max_rounds)
        return end - begin

    done = 0
    for many in _each(work, parts, threads):
        done += many
        if cancelled is not None and cancelled():
            raise ChainlabError(f"Stopped after about {done} of {shocks.count} scenarios; nothing was kept.")
        if progress:
            progress(done, shocks.count)
    return RiskResult(esri[0], esri[1], esri[2], rounds, converged, epsilon)


def _each(work: Callable[[int], int], parts: range, threads: int) -> Iterator[int]:
    """Kernels let go of the interpreter, so threads run side by side; one alone needs no pool."""
    if threads == 1:
        yield from map(work, parts)
    else:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(work, parts)


def _one(model: CascadeModel, psi: Floats, epsilon: float, most: int) -> tuple[Floats, int, bool]:
    for count, (down, up, fell) in enumerate(rounds_of(model, psi, psi, most), 1):
        if fell <= epsilon or count == most:
            lost = [float(model.weights @ (1.0 - left)) for left in (np.minimum(down, up), down, up)]
            return np.array(lost), count, fell <= epsilon
    raise AssertionError("a cascade has at least one round")


class _Shocks:
    """The shocks asked for, made one by one: of a million firms that stop in turn no matrix is needed."""

    def __init__(self, size: int, raw: ArrayLike | None) -> None:
        self.size = size
        given = np.arange(size) if raw is None else np.asarray(raw)
        self.stopped = given if given.ndim == 1 and (given.dtype.kind in "iu" or given.size == 0) else None
        if self.stopped is None and (given.ndim != 2 or given.shape[1] != size):
            raise ChainlabError(f"scenarios are positions of firms, or rows of {size} values, one for each firm.")
        if self.stopped is not None and given.size and not 0 <= given.min() <= given.max() < size:
            raise ChainlabError(f"scenarios name a firm that is not there; positions go from 0 to {size - 1}.")
        self.rows, self.count = given, int(given.shape[0])

    def of(self, place: int) -> Floats:
        if self.stopped is None:
            return psi_of(f"scenario {place}", self.rows[place], self.size)
        psi = np.ones(self.size)
        psi[self.stopped[place]] = 0.0
        return psi
