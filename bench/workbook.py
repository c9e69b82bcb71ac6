"""A plan as one workbook: written, read and checked, loaded, and what a proposed change of it costs to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bench.measuring import Measure, milliseconds
from lianzhang.accounts.models import User
from lianzhang.plans.changing.previews import preview_of
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_read
from lianzhang.plans.models import Plan, PlanChange
from lianzhang.plans.workbook import plan_as_workbook, read_workbook

FOLDER = Path(__file__).parent.parent / "plans" / "xiangyang-2021-2023"
ROUNDS = 5
CHECK_LIMIT, LOAD_LIMIT = 1_000, 3_000  # milliseconds
NOTE = "Xiangyang's plan"


def measure_workbook(_folder: Path) -> Iterator[Measure]:
    """Leaves the database as it was."""
    folder, _ = read_folder(FOLDER)
    written = plan_as_workbook(folder.content)
    yield _measure("plan workbook, written", lambda: plan_as_workbook(folder.content))
    yield _measure("plan workbook, read and checked", lambda: read_workbook(written, "plan.xlsx"), CHECK_LIMIT)
    yield _measure("plan workbook, loaded into an empty house", lambda: _load(written), LOAD_LIMIT)
    with transaction.atomic():
        load_read(folder, by="bench")
        plan = Plan.objects.get()
        user = User.objects.create(username="bench-workbook")
        said = {"city": plan.city, "plan": plan, "content": folder.content}
        # A preview is kept with its row.
        look = lambda: preview_of(PlanChange(**said, entered_by=user, entered_at=timezone.now()))  # noqa: E731
        yield _measure("plan change, looked at", look)
        transaction.set_rollback(True)


def _measure(name: str, work: Callable[[], object], limit: float | None = None) -> Measure:
    return Measure(name, milliseconds(work, rounds=ROUNDS, warm_up=1), "ms", limit, NOTE)


@transaction.atomic
def _load(written: bytes) -> None:
    load_read(read_workbook(written, "plan.xlsx")[0], by="bench")
    transaction.set_rollback(True)
