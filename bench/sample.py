"""How long the fictitious city takes to make, to load and to take away; how fast a nation streams, and in what memory.

Leaves the province in the database: what is measured after it meets 50,000 firms."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from bench.measuring import Measure
from bench.registers import count_queries
from bench.rooms import fill_projects
from lianzhang.plans.models import Plan
from lianzhang.sample.purging import purge_city
from lianzhang.sample.writing import make_city

CITY_LIMIT, PROVINCE_LIMIT = 20, 180  # seconds
NATION = 100_000  # firms, a tenth of it: memory has stopped growing by then
NATION_MEMORY = 600  # megabytes
# In a process of its own: the peak of this one is not the nation's.
NATION_SCRIPT = """
import sys, time
from pathlib import Path
import django
from bench.measuring import peak_megabytes
django.setup()
from lianzhang.sample.nation import write_nation
begun = time.perf_counter()
write_nation(Path(sys.argv[1]), seed=1, firms=int(sys.argv[2]))
print(time.perf_counter() - begun, peak_megabytes())
"""


def measure_sample(folder: Path) -> Iterator[Measure]:
    yield _timed("sample city, made and loaded", lambda: make_city(scale="city", seed=1, by="bench"), CITY_LIMIT)
    few = count_queries()
    yield _timed("sample city, purged", lambda: purge_city(by="bench"))
    yield from _nation(folder / "nation")
    province = "sample province, made and loaded"
    yield _timed(province, lambda: make_city(scale="province", seed=1, by="bench"), PROVINCE_LIMIT)
    fill_projects(Plan.objects.get(city__fictitious=True))
    for name, count in count_queries().items():
        note = f"{few[name]} at 2,000 firms, {count} at 50,000"
        yield Measure(f"queries added, register {name}", count - few[name], "", 0, note)


def _timed(name: str, work: Callable[[], object], limit: int | None = None) -> Measure:
    begun = perf_counter()
    work()
    return Measure(name, round(perf_counter() - begun, 1), "s", limit, "once")


def _nation(folder: Path) -> Iterator[Measure]:
    command = [sys.executable, "-c", NATION_SCRIPT, str(folder), str(NATION)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    note = f"{NATION:,} firms"
    yield Measure("sample nation, firms a second", round(NATION / seconds), "", None, note)
    yield Measure("sample nation, peak memory", round(megabytes), "MB", NATION_MEMORY, note)
