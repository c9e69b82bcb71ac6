"""Scenarios asked for, and many of them run: in threads, part by part, watched and ended from outside."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import ArrayLike

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError, Stopped
from chainlab.kinds import Floats
from chainlab.push import FELL, LIMIT, STILL, run
from chainlab.shocks import psi_of, rounds_of
from chainlab.tables import Down, Found, Limits, Shocks, Tables, Up, new_down, new_up, packed

AT_ONCE = 64  # scenarios between two looks at whether one goes on


class Scenarios:
    """The shocks asked for, made part by part: of a million firms that stop in turn no matrix is needed."""

    def __init__(self, size: int, raw: ArrayLike | None, raw_up: ArrayLike | None = None) -> None:
        self.size = size
        given = np.arange(size) if raw is None else np.asarray(raw)
        self.stopped = given if given.ndim == 1 and (given.dtype.kind in "iu" or given.size == 0) else None
        if self.stopped is None and (given.ndim != 2 or given.shape[1] != size):
            raise ChainlabError(f"scenarios are positions of firms, or rows of {size} values, one for each firm.")
        if self.stopped is not None and given.size and not 0 <= given.min() <= given.max() < size:
            raise ChainlabError(f"scenarios name a firm that is not there; positions go from 0 to {size - 1}.")
        self.rows, self.count = given, int(given.shape[0])
        self.rows_up = given if raw_up is None else np.asarray(raw_up)
        if raw_up is not None and (self.stopped is not None or self.rows_up.shape != given.shape):
            raise ChainlabError("scenarios_up goes with scenarios of as many rows, one value for each firm.")

    def of(self, place: int) -> tuple[Floats, Floats]:
        """What is left at once of what each firm makes, and sells."""
        if self.stopped is None:
            down = psi_of(f"scenario {place}", self.rows[place], self.size)
            return down, psi_of(f"scenario {place} of scenarios_up", self.rows_up[place], self.size)
        psi = np.ones(self.size)
        psi[self.stopped[place]] = 0.0
        return psi, psi

    def part(self, begin: int, end: int) -> Shocks:
        """Scenarios begin to end as the fast kernel reads them."""
        if self.stopped is not None:
            ones = np.ones(end - begin)
            return Shocks(np.arange(end - begin + 1), self.stopped[begin:end].astype(np.uint32), ones, ones)
        lost = [[1.0 - left for left in self.of(place)] for place in range(begin, end)]
        firms = [np.flatnonzero((down > 0) | (up > 0)) for down, up in lost]
        start = np.concatenate(([0], np.cumsum([each.size for each in firms])))
        down, up = (
            np.concatenate([both[way][each] for both, each in zip(lost, firms, strict=True)] or [np.zeros(0)])
            for way in (0, 1)
        )
        return Shocks(start.astype(np.int64), np.concatenate(firms).astype(np.uint32), down, up)


def tables_of(model: CascadeModel) -> Tables:
    """The model as the fast kernel reads it, made when first asked for."""
    if not model._packed:
        model._packed.append(packed(model))
    tables: Tables = model._packed[0]
    return tables


def run_all(
    model: CascadeModel,
    tables: Tables,
    scenarios: Scenarios,
    limits: Limits,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Found:
    """Every scenario to its end. Results do not depend on `threads`: each scenario is a reckoning of its own."""
    if threads < 1:
        raise ChainlabError(f"threads is {threads}; give at least 1.")
    count = scenarios.count
    found = Found(np.zeros((count, 3)), np.zeros(count, np.int64), np.full(count, STILL, np.uint8))
    free: SimpleQueue[tuple[Down, Up]] = SimpleQueue()

    def work(begin: int) -> int:
        end = min(begin + AT_ONCE, count)
        if cancelled is None or not cancelled():
            try:
                down, up = free.get_nowait()
            except Empty:
                down, up = new_down(model, tables), new_up(model, tables)
            some = Found(found.lost[begin:end], found.rounds[begin:end], found.end[begin:end])
            run(down, up, scenarios.part(begin, end), limits, some)
            free.put((down, up))
            for place in np.flatnonzero(some.end == FELL):
                psi, psi_up = scenarios.of(begin + int(place))
                some.lost[place], some.rounds[place], some.end[place] = plain_rounds(model, psi, psi_up, limits)
        return end - begin

    done = 0
    for many in _each(work, range(0, count, AT_ONCE), threads):
        done += many
        if cancelled is not None and cancelled():
            raise Stopped(f"Stopped after about {done} of {count} scenarios; nothing was kept.")
        if progress:
            progress(done, count)
    return found


def _each(work: Callable[[int], int], parts: range, threads: int) -> Iterator[int]:
    """Kernels let go of the interpreter, so threads run side by side; one alone needs no pool."""
    if threads == 1:
        yield from map(work, parts)
    else:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(work, parts)


def plain_rounds(model: CascadeModel, psi: Floats, psi_up: Floats, limits: Limits) -> tuple[Floats, int, int]:
    """One scenario by the plain rounds, which follow losses that fall."""
    for count, (down, up, fell) in enumerate(rounds_of(model, psi, psi_up, limits.rounds), 1):
        if fell <= limits.epsilon or count == limits.rounds:
            lost = [float(model.weights @ (1.0 - left)) for left in (np.minimum(down, up), down, up)]
            return np.array(lost), count, STILL if fell <= limits.epsilon else LIMIT
    raise AssertionError("a cascade has at least one round")
