"""The pages of local supply beside as many purchases as bench/purchases.py left: first, again, after another's act.

python -m bench.rates: prints the figures as JSON. It asks in a process of its own, so that its memory is its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from subprocess import run
from time import perf_counter, process_time
from typing import Any

from bench.measuring import Measure, peak_megabytes

CHAINS, FIRMS_ON_CHAINS = 13, 13_000
AGAIN_LIMIT, FIRST_LIMIT, MEMORY_LIMIT = 3, 30, 1024  # seconds, megabytes
PAGES = ("supply", "chain_supply", "supply_network", "chokepoints", "purchases", "desk")
CODE = "rates"  # of the first chain


def measure_rates(_folder: Path) -> Iterator[Measure]:
    """In another process, with the purchases that are there."""
    command = [sys.executable, "-m", "bench.rates"]
    done = run(
        command, env=os.environ.copy(), capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    told = json.loads(done.stdout.splitlines()[-1])
    on = f"{told.pop('rows'):,} purchases"
    yield Measure("pages of supply, resident memory", told.pop("memory"), "MB", MEMORY_LIMIT, on)
    for name, (seconds, worked, queries) in told.items():
        limit = AGAIN_LIMIT if name.endswith("again") else FIRST_LIMIT
        yield Measure(name, seconds, "s", limit, f"{worked:.2f} s of work, {queries} queries, {on}")


def main() -> None:
    import django

    django.setup()
    from lianzhang.config import wsgi  # noqa: F401 - sets the garbage collector as the server has it
    from lianzhang.enterprises.api import touch
    from lianzhang.registry.models import Region
    from lianzhang.supply.models import Purchase

    city = Region.objects.filter(city=None, code__startswith="bench-").order_by("-pk")[0]
    _stand_on_chains(city)
    client, told = _client(city), dict[str, Any](rows=Purchase.objects.filter(city=city).count())
    for name in PAGES:
        told[f"{name}, first"] = _asked(client, name)
        told[f"{name}, again"] = _asked(client, name)
    for name in PAGES:
        touch(city.pk)
        told[f"{name}, after an act"] = _asked(client, name)
    print(json.dumps(told | {"memory": peak_megabytes()}))


def _stand_on_chains(city: Any) -> None:
    """Thousands of customers on thirteen chains, an anchor in a hundred."""
    from lianzhang.enterprises.models import Enterprise, Membership
    from lianzhang.registry.models import Chain

    if Chain.objects.filter(city=city).exists():
        return
    chains = [Chain.objects.create(city=city, code=f"{CODE}{at or ''}", name=f"第{at + 1}链") for at in range(CHAINS)]
    starts = date(date.today().year - 2, 1, 1)
    firms = Enterprise.objects.filter(city=city).order_by("pk").values_list("pk", flat=True)[:FIRMS_ON_CHAINS]
    Membership.objects.bulk_create(
        [
            Membership(
                enterprise_id=firm,
                chain=chains[at % CHAINS],
                starts=starts,
                role="anchor" if at % 1300 < CHAINS else "other",
            )
            for at, firm in enumerate(firms)
        ],
        batch_size=1_000,
    )


def _client(city: Any) -> Any:
    """An account of the chain office."""
    from django.test import Client

    from lianzhang.accounts.models import User
    from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator

    office = next(who for who in DEMONSTRATORS if who.role == "chain_office")
    user, _ = User.objects.get_or_create(username=f"bench-{city.code}")
    assign_demonstrator(user, office, city)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _asked(client: Any, name: str) -> tuple[float, float, int]:
    """Seconds by the clock, of work, and how many queries."""
    from django.db import connection
    from django.urls import reverse

    queries = 0

    def count(execute: Any, *asked: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*asked)

    address = reverse(name, args=[CODE] if name == "chain_supply" else [])
    begun, worked = perf_counter(), process_time()
    with connection.execute_wrapper(count):
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return round(perf_counter() - begun, 2), round(process_time() - worked, 2), queries


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
    main()
