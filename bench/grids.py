"""The quarter's grid: a district's two hundred firms opened, and a cell of it kept, among the firms of a province.

Meets what bench/sample.py leaves in the database, or makes it; the quarter is one that nobody has filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.test import Client
from django.urls import reverse

from bench.measuring import Measure, quantile, times_of
from bench.rooms import client_of
from lianzhang.access.models import Tally
from lianzhang.accounts.models import User
from lianzhang.plans.models import Plan
from lianzhang.sample.writing import make_city
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

ROUNDS = 20
P95 = 0.95
FIRMS = 200
OPEN_LIMIT, CELL_LIMIT = 200, 50  # milliseconds


def measure_grids(_folder: Path) -> Iterator[Measure]:
    plan = Plan.objects.filter(city__fictitious=True).first()
    if plan is None:
        make_city(scale="province", seed=1, by="bench")
        plan = Plan.objects.get(city__fictitious=True)
    client = client_of(plan, "district")
    address = f"{reverse('statement_grid')}?at={plan.ends}&period={plan.ends.year}Q4"
    firms = [int(record) for record in re.findall(r'data-record="(\d+)"', client.get(address).text)]
    _fill(plan, firms)
    for name, some in (("output and revenue", address), ("one item", f"{address}&item=output")):
        yield _measure(f"grid of {len(firms)} firms, {name}", partial(_read, client, some), OPEN_LIMIT)
    cells = iter(range(1000, 10_000))
    yield _measure("grid, a cell kept", lambda: _keep(client, address, firms[0], next(cells)), CELL_LIMIT)
    office = client_of(plan, "chain_office")
    figures = f"{reverse('figure_grid')}?at={plan.ends}&whose=all"
    yield _measure("grid of figures, the office's", partial(_read, office, figures), OPEN_LIMIT)


def _measure(name: str, work: Callable[[], object], limit: int) -> Measure:
    times = times_of(work, rounds=ROUNDS)
    note = f"median {quantile(times, 0.5):.1f} ms, {Statement.objects.count():,} statements"
    return Measure(f"{name}, p95", round(quantile(times, P95), 2), "ms", limit, note)


def _fill(plan: Plan, firms: list[int]) -> None:
    """Drafts of the district's own clerk, every tenth in another unit."""
    user = User.objects.get(username=f"bench-district-{plan.code}")
    post = user.assignments.get().post
    start = plan.ends.replace(month=10, day=1)
    rows = [
        Statement(
            enterprise_id=firm,
            period_start=start,
            period_end=plan.ends,
            state=ReportState.DRAFT,
            entered_by=user,
            post=post,
            authors=(user.pk,),
            output=4 if place % 10 == 0 else 40_000,
            revenue=38_000,
            staff=300,
        )
        for place, firm in enumerate(firms)
    ]
    Statement.objects.bulk_create(rows)


def _read(client: Client, address: str) -> None:
    Tally.objects.all().delete()  # nobody opens so many rows twenty times a minute
    page = client.get(address)
    if page.status_code != 200:
        raise RuntimeError(f"{address} answered {page.status_code}")


def _keep(client: Client, address: str, firm: int, value: int) -> None:
    version = Statement.objects.values_list("version", flat=True).get(enterprise=firm, state=ReportState.DRAFT)
    fields = {"seen": f"{firm}={version}", f"cell:{firm}:output": str(value)}
    answer = client.post(address, fields, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        raise RuntimeError(f"a cell was answered {answer.status_code}")
