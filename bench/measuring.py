"""How things are measured: medians over several rounds, each held against its limit. Knows nothing of what it times."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Measure:
    """One figure with its limit; without a limit it is told for information. `note` says on what it was measured."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def passed(self) -> bool | None:
        return None if self.limit is None else self.value <= self.limit

    @property
    def ratio(self) -> float | None:
        """The share of the limit that is used up."""
        return round(self.value / self.limit, 3) if self.limit else None


def milliseconds(work: Callable[[], object], *, rounds: int, warm_up: int = 2, share: float = 0.5) -> float:
    """The time within which `work` is done in this share of the rounds; a half of them is the median."""
    return round(quantile(times_of(work, rounds=rounds, warm_up=warm_up), share), 2)


def times_of(work: Callable[[], object], *, rounds: int, warm_up: int = 2) -> list[float]:
    """In milliseconds. The collector runs between rounds, so that none pays for another's litter."""
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(rounds):
        gc.collect()
        begun = perf_counter()
        work()
        times.append((perf_counter() - begun) * 1000)
    return times


def peak_megabytes() -> float:
    """The most memory this process had at a time. What getrusage tells begins with the memory of whoever started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def quantile(times: list[float], share: float) -> float:
    """The smallest of the times that so large a share of them do not exceed."""
    return median(times) if share == 0.5 else sorted(times)[ceil(share * len(times)) - 1]
