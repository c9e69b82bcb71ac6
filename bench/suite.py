"""What is measured, in what order, against which limits: an empty house, the published figures, many made-up ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from django.core.management import call_command

from bench.chainlab import measure_chainlab
from bench.drafting import measure_drafting
from bench.exchange import measure_exchange
from bench.figures import fill
from bench.grids import measure_grids
from bench.matching.part import measure_matching
from bench.measuring import Measure, milliseconds
from bench.network import measure_network
from bench.pages import IMPORT_PREVIEW, Pages
from bench.policies import measure_policies
from bench.purchases import measure_purchases
from bench.rates import measure_rates
from bench.readers import measure_readers
from bench.registers import measure_registers, measure_server_of_registers
from bench.sample import measure_sample
from bench.scope import measure_scope
from bench.server import measure_server
from bench.steps import measure_steps
from bench.waiting import measure_waiting
from bench.workbook import measure_workbook
from lianzhang.config import wsgi  # noqa: F401 - sets the garbage collector as the server has it
from lianzhang.plans.evaluating import Run, evaluate_plan
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan

FOLDER = Path(__file__).parent.parent / "plans" / "xiangyang-2021-2023"
FIGURES = 10_000
SHEET_ROWS = 1_000
PUBLISHED = "published figures"
ROUNDS = 15
EVALUATION_LIMIT = 150  # milliseconds


def measure_everything(folder: Path, parts: Collection[str] = ()) -> Iterator[Measure]:
    """`parts` are keys of PARTS, none of them: all. Each part makes the rows that it looks at."""
    call_command("migrate", verbosity=0, interactive=False)
    if Plan.objects.exists():
        sys.exit("error: the database already holds a plan; the bench fills its database and takes an empty one only")
    for name, measure in PARTS.items():
        if not parts or name in parts:
            yield from measure(folder)


def measure_plan(folder: Path) -> Iterator[Measure]:
    """An empty house, the published figures, many made-up ones."""
    yield from measure_folder()
    yield evaluation(PUBLISHED)
    pages = Pages(Plan.objects.get())
    pages.preview(SHEET_ROWS)
    yield from pages.times(PUBLISHED)
    addresses = [page.address for page in pages.all if page.name != IMPORT_PREVIEW]
    yield from measure_readers(folder, addresses)
    fill(pages.plan, FIGURES)
    many = f"{FIGURES:,} figures"
    yield evaluation(many, EVALUATION_LIMIT)
    yield evaluation_at_two_dates(many)
    yield from pages.times(many, requests=5, limited=False)
    yield from growth_of_queries(pages)
    yield from measure_server(folder, addresses, PUBLISHED)
    yield from measure_scope(pages.plan)


def measure_rooms(folder: Path) -> Iterator[Measure]:
    """A fictitious city with rows by the ten thousand in every room."""
    yield from measure_sample(folder)
    yield from measure_registers()
    yield from measure_server_of_registers(folder)
    yield from measure_steps(Plan.objects.get(city__fictitious=True))


def measure_sheets(folder: Path) -> Iterator[Measure]:
    """What comes in by the hundred thousand rows, by a page and by the command line."""
    yield from measure_exchange(folder)
    yield from measure_purchases(folder)
    yield from measure_rates(folder)


def measure_folder() -> Iterator[Measure]:
    yield Measure("plan check", milliseconds(lambda: read_folder(FOLDER), rounds=ROUNDS), "ms")
    first = milliseconds(lambda: load_folder(FOLDER, by="bench"), rounds=1, warm_up=0)
    yield Measure("plan load, first", first, "ms", note="once")
    again = milliseconds(lambda: load_folder(FOLDER, by="bench"), rounds=ROUNDS)
    yield Measure("plan load, unchanged", again, "ms")


def evaluation(note: str, limit: int | None = None) -> Measure:
    plan = Plan.objects.get()
    name = f"evaluate {plan.targets.count()} targets"
    return Measure(name, milliseconds(lambda: evaluate_plan(plan, plan.ends), rounds=ROUNDS), "ms", limit, note)


def evaluation_at_two_dates(note: str) -> Measure:
    """What a page pays that says what changed since the quarter before."""
    plan = Plan.objects.get()

    def both() -> None:
        run = Run(plan)
        evaluate_plan(plan, plan.ends, run=run)
        evaluate_plan(plan, plan.ends.replace(month=9, day=30), run=run)

    return Measure("evaluate at two dates in one run", milliseconds(both, rounds=ROUNDS), "ms", None, note)


def growth_of_queries(pages: Pages) -> Iterator[Measure]:
    """How many queries each page adds when the rows double: none."""
    before = pages.queries()
    fill(pages.plan, 2 * FIGURES)
    pages.preview(2 * SHEET_ROWS)
    after = pages.queries()
    for name, count in before.items():
        yield Measure(f"queries added, {name}", after[name] - count, "", 0, f"{count} at N, {after[name]} at 2N rows")


PARTS: dict[str, Callable[[Path], Iterator[Measure]]] = {
    "plan": measure_plan,
    "rooms": measure_rooms,
    "policies": measure_policies,
    "grids": measure_grids,
    "exchange": measure_sheets,
    "waiting": measure_waiting,
    "drafting": measure_drafting,
    "workbook": measure_workbook,
    "chainlab": measure_chainlab,
    "network": measure_network,
    "matching": measure_matching,
}
