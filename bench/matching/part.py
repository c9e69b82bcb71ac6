"""Matching needs with capabilities: how well on both halves of the labelled set, how fast and how large."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

from bench.matching.quality import measure_quality, rankers
from bench.measuring import Measure

ROOT = Path(__file__).parents[2]
# Of the test half, which other hands wrote before the lexicon and the rules. Told as what is missed: less is better.
FLOORS = {"all": (0.70, 0.70), "typo": (0.80, 0.80), "abbreviation": (0.75, 0.75), "jargon": (0.75, 0.75)}
QUERY_LIMIT, MEMORY_LIMIT = 300, 150  # milliseconds, megabytes


def measure_matching(_folder: Path) -> Iterator[Measure]:
    """Misses in hundredths: 100 - recall@10 and 100 - nDCG@10, the baselines beside them."""
    ways = rankers()
    for half in ("dev", "test"):
        found = {name: measure_quality(ranker, half) for name, ranker in ways.items()}
        for kind, own in found["engine"].items():
            floors = FLOORS.get(kind, (None, None)) if half == "test" else (None, None)
            for at, name in enumerate(("recall", "ndcg")):
                beside = ", ".join(f"{way} {getattr(found[way][kind], name):.2f}" for way in ("BM25", "n-grams"))
                value, floor = getattr(own, name), floors[at]
                limit = None if floor is None else round(100 * (1 - floor), 1)
                note = f"{value:.3f}; {beside}; {own.needs} needs"
                yield Measure(f"{half}, {kind}, {name}@10 missed", 100 * (1 - value), "%", limit, note)
    yield from measure_large()


def measure_large() -> Iterator[Measure]:
    """50,000 firms."""
    command = [sys.executable, "-m", "bench.matching.large"]
    done = run(command, env=os.environ.copy(), capture_output=True, text=True, check=True, cwd=ROOT)
    told = json.loads(done.stdout.splitlines()[-1])
    note = f"50,000 firms, 120,000 phrases, {told['texts']:,} texts"
    yield Measure("matching, a need", told["median"], "ms", QUERY_LIMIT, note)
    yield Measure("matching, a need, slowest 5 %", told["slow"], "ms", QUERY_LIMIT)
    yield Measure("matching, index held", told["held"], "MB", MEMORY_LIMIT)
    yield Measure("matching, index built", told["build"], "s")
