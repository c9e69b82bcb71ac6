"""Systemic risk of large made-up networks: each in a process of its own, beside limits, plain rounds and peers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import Measure

ROOT = Path(__file__).parents[1]
# Seconds on two cores for all firms, per cent of what plain rounds need, and what the authors' compiled package (the
# one beside Diem et al. 2022) is published to need for each firm of such a network, in milliseconds.
CASES = {
    "b10k": ("10,000 firms", 1, 10, 354),
    "n10k": ("10,000 firms, hubs", 1, 10, 354),
    "b100k": ("100,000 firms", 10, 1, 3_800),
    "n100k": ("100,000 firms, hubs", 120, 1, 3_800),
}
LARGE = {"b1000k": "1,000,000 firms", "n1000k": "1,000,000 firms, hubs"}
MEMORY_LIMIT, LARGE_MEMORY_LIMIT = 600, 2_000  # megabytes
COLD_LIMIT, BUILD_LIMIT, SCREEN_LIMIT, CHOICE_LIMIT, SUM_LIMIT = 6, 30, 600, 30, 0.5  # seconds


def measure_chainlab(_folder: Path) -> Iterator[Measure]:
    """By processor time, so that what else the machine does counts little; memory is the most of the process."""
    with TemporaryDirectory(prefix="chainlab-cold-") as empty:
        first = case("cold", NUMBA_CACHE_DIR=empty)["seconds"]
    yield Measure("risk, first use, no machine code", first, "s", COLD_LIMIT)
    yield from measure_exact()
    yield from measure_screening()
    yield from measure_choices()


def measure_exact() -> Iterator[Measure]:
    """Every firm's loss, exact."""
    for name, (words, limit, share, published) in CASES.items():
        told = case(name)
        hours = published * told["firms"] / 3.6e6
        note = f"{told['looked_at']:,} looked at; T {told['rounds']:.1f}; authors, published, 1 core: {hours:.0f} h"
        yield Measure(f"risk of {words}, all exact", told["seconds"], "s", limit, note)
        note = f"{told['milliseconds']:.3f} against {told['plain_milliseconds']:.1f} ms a firm, 1 core"
        ratio = 100 * told["milliseconds"] / told["plain_milliseconds"]
        yield Measure(f"risk of {words}, of plain rounds", ratio, "%", share, note)
        note = "largest difference to plain rounds, in 1e-12"
        yield Measure(f"risk of {words}, not as plain", told["difference"] * 1e12, "", 1, note)
        yield Measure(f"risk of {words}, rounds not as plain", told["other_rounds"], "", 0)
        yield Measure(f"risk of {words}, memory", told["peak"], "MB", MEMORY_LIMIT)


def measure_screening() -> Iterator[Measure]:
    """Every firm screened, and the top exact."""
    for name, words in LARGE.items():
        told = case(name)
        yield Measure(f"build {words}", told["build"], "s", BUILD_LIMIT, f"{told['links']:,} links")
        note = f"{told['looked_at']:,}: {told['milliseconds']:.2f} ms, exact {told['exact_milliseconds']:.2f} ms"
        yield Measure(f"screen {words}", told["seconds"], "s", SCREEN_LIMIT, note)
        note = f"of the largest loss, {told['largest']:.1e}, at most, on some exact ones"
        yield Measure(f"screen {words}, error", 100 * told["error"] / told["largest"], "%", None, note)
        yield Measure(f"risk of the top 200 of {words}, exact", told["top"], "s")
        yield Measure(f"screen {words}, memory", told["peak"], "MB", LARGE_MEMORY_LIMIT)


def measure_choices() -> Iterator[Measure]:
    told = case("second_sources")
    note = ", ".join(f"{words} {told[words]:.2f}" for words in ("at random", "largest first", "unconstrained"))
    yield Measure("10 second sources of 500, 10,000 firms", told["seconds"], "s", CHOICE_LIMIT)
    yield Measure("10 second sources, less risk of the chain", told["chosen"], "%", None, f"per cent: {note}")
    told = case("spread")
    yield Measure("cluster, two workers beside one", told["ratio"], "times", None, f"{told['one']:.1f} s with one")
    told = case("indicators")
    yield Measure(
        "local supply, sole sources, concentration", told["seconds"], "s", SUM_LIMIT, f"{told['links']:,} links"
    )


def case(name: str, **environment: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.chainlab_case", name]
    done = run(command, env=os.environ | environment, capture_output=True, text=True, check=True, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
