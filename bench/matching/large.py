"""A need asked of 50,000 firms: prints how long and how large as JSON. The corpus is repeated with parts exchanged.

Run as `python -m bench.matching.large`, a process of its own, so that its memory is the index's."""

from __future__ import annotations

import gc
import json
import random
import re
from pathlib import Path
from time import perf_counter

from bench.matching.quality import _rows, read_capabilities
from bench.measuring import quantile, times_of
from lianzhang.supply.matching import CapabilityIndex, standard_lexicon

FIRMS, PHRASES, SEED = 50_000, 120_000, 20260


def varied(phrases: list[str], count: int) -> list[str]:
    """The first part of one phrase with the rest of another, and numbers moved: few of them say the same."""
    chance = random.Random(SEED)
    parted = [re.split(r"[，；：（ ]", phrase, maxsplit=1) for phrase in phrases]
    rests = [each[1] for each in parted if len(each) > 1]

    def one(at: int) -> str:
        rest = re.sub(r"\d", lambda _: str(chance.randrange(1, 10)), chance.choice(rests))
        return f"{parted[at % len(parted)][0]}，{rest}"

    return [one(at) for at in range(count)]


def resident_megabytes() -> float:
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    _, phrases = read_capabilities()
    many = varied(phrases, PHRASES)
    firms = [f"F{at % FIRMS:05d}" for at in range(PHRASES)]
    lexicon = standard_lexicon()
    gc.collect()
    before, begun = resident_megabytes(), perf_counter()
    index = CapabilityIndex.build(firms, many, lexicon)
    build = perf_counter() - begun
    gc.collect()
    held = resident_megabytes() - before
    needs = [row["query"] for row in _rows("queries_dev.csv")]
    index.rank(needs[0])
    times = [times_of(lambda need=need: index.rank(need), rounds=1, warm_up=0)[0] for need in needs]
    told = {
        "build": build,
        "held": held,
        "median": quantile(times, 0.5),
        "slow": quantile(times, 0.95),
        "texts": len(set(many)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
