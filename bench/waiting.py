"""How long small acts wait beside an import of a hundred thousand firms into the same city, from its first row on.

python -m bench.waiting COUNT: prints the figures as JSON. The database is the one that DATABASE_URL names, and empty of
firms."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen, run
from threading import Event
from time import perf_counter, sleep

from bench.measuring import Measure, quantile

ROWS, THREADS = 100_000, 8
PAUSE = 0.02  # seconds between two acts of one person
P95 = 0.95
WRITING = "正在写入"  # what the worker reports once its transaction has begun
Act = Callable[[], object]


def measure_waiting(folder: Path) -> Iterator[Measure]:
    """In processes of their own, as server and worker are; `folder` takes what they write."""
    done = run(
        [sys.executable, "-m", "bench.waiting", str(ROWS)],
        env=os.environ | {"VAR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    told: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    for name, wait in told.items():
        note = f"{THREADS} at once, p95 {wait['p95']:.3f} s of {wait['acts']:.0f}"
        yield Measure(f"{name} beside an import, longest", wait["longest"], "s", None, note)


def people(batch: int) -> list[tuple[str, Act]]:
    """For each thread what it does over and over, all in the city that the batch is written into."""
    from lianzhang.accounts.models import User
    from lianzhang.enterprises import actions as firms
    from lianzhang.enterprises.models import Enterprise
    from lianzhang.exchange.models import Batch
    from lianzhang.kernel.periods import parse_period
    from lianzhang.plans.models import Target
    from lianzhang.plans.observations import actions as figures
    from lianzhang.statements import actions as statements
    from lianzhang.statements.entries import Entry
    from tests.plans.reports import entry_for

    row = Batch.objects.get(pk=batch)
    office, city = row.uploaded_by, row.city_id
    target = Target.objects.get(plan__city=city)
    clerk = User.objects.get(assignments__post__city=city, assignments__post__rank__role="office_clerk")
    periods = [parse_period(f"{year}-{month:02d}") for year in range(1950, 2024) for month in range(1, 13)]

    def of(firm: Enterprise, numbers: Iterator[int]) -> list[tuple[str, Act]]:
        months = count()

        def edit() -> None:
            row = Enterprise.objects.get(pk=firm.pk)
            firms.edit(firm=row, version=row.version, by=office, address=f"{next(numbers)}号")

        def state() -> None:
            period = periods[next(months)]
            row = statements.enter(enterprise=firm, period=period, entry=Entry({"output": Decimal(1)}), by=clerk)
            row = statements.submit(row=row, version=row.version, by=clerk)
            statements.confirm(row=row, version=row.version, by=office)

        def figure() -> None:
            figures.enter(plan=target.plan, entry=entry_for(target, value=Decimal(next(numbers))), by=clerk)

        return [
            ("edit a firm", edit),
            ("a statement (three acts)", state),
            ("report a figure", figure),
            ("note an export", note),
        ]

    own = Enterprise.objects.filter(city=city).order_by("pk")[:THREADS]
    return [of(firm, count(n * 10**6))[n % 4] for n, firm in enumerate(own)]


def note() -> None:
    from django.db import transaction

    from lianzhang.records.actions import record

    with transaction.atomic():
        record("export", "/bench/", by="bench")


def act(batch: int) -> None:
    """What the people do from the import's first row until the standard input ends."""
    from lianzhang.exchange.progress import progress_of

    stop, everybody = Event(), people(batch)
    while progress_of(batch).word != WRITING:
        sleep(0.01)

    def work(name: str, each: Act) -> list[tuple[str, float]]:
        took = []
        while not stop.is_set():
            begun = perf_counter()
            each()
            took.append((name, perf_counter() - begun))
            sleep(PAUSE)
        return took

    with ThreadPoolExecutor(THREADS) as pool:
        working = [pool.submit(work, *each) for each in everybody]
        sys.stdin.read()
        stop.set()
        times = [each for done in working for each in done.result()]
    summary = {}
    for name, _ in everybody[:4]:
        own = [took for kind, took in times if kind == name]
        summary[name] = {"acts": len(own), "longest": max(own), "p95": quantile(own, P95)}
    print(json.dumps(summary))


def main(rows: int) -> None:
    from bench.exchange import workbook_of
    from lianzhang.exchange import actions
    from lianzhang.jobs.working import work
    from lianzhang.kernel.registers import register_of
    from tests.enterprises import world as firms
    from tests.plans import world as plans

    plans.numbers = firms.numbers = count(2 * rows)  # beside what bench/exchange.py made and the workbook holds
    city = firms.City()
    city.world.target("giants")
    for _ in range(THREADS):
        city.firm()
    batch = actions.upload(register=register_of("firms"), name="一.xlsx", content=workbook_of(rows), by=city.office)
    work(Event(), until_idle=True)
    batch.refresh_from_db()
    actions.apply(batch=batch, by=city.office)
    others = Popen([sys.executable, "-m", "bench.waiting", "beside", str(batch.pk)], stdin=PIPE, stdout=PIPE, text=True)
    sleep(3)  # until they wait for the first row
    begun = perf_counter()
    work(Event(), until_idle=True)
    took = perf_counter() - begun
    told, _ = others.communicate("")
    batch.refresh_from_db()
    if batch.state != "applied":
        sys.exit(f"error: the batch is {batch.state}: {batch.refusal or batch.counts}")
    print(f"applied in {took:.1f} s", file=sys.stderr)
    print(told.splitlines()[-1])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
    import django

    django.setup()
    if sys.argv[1] == "beside":
        act(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]))
