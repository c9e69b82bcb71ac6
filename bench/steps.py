"""Steps at the scale of a province, with their audit events and what follows from them; four who write at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from time import perf_counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from bench.measuring import Measure, quantile
from bench.rooms import client_of
from lianzhang.accounts.models import User
from lianzhang.plans.models import Plan
from lianzhang.problems import actions as problems
from lianzhang.problems.models import Problem
from lianzhang.records.api import subject_of
from lianzhang.records.models import AuditEvent
from lianzhang.supervision import item_actions as matters
from lianzhang.supervision.models import WITH_UNIT, SupervisionItem
from lianzhang.tasks import task_actions as tasks
from lianzhang.tasks.models import OPEN, Task, TaskState
from lianzhang.work.api import StepRefused

STEPS, WRITERS, EACH = 20, 4, 15
P95, LIMIT = 0.95, 50  # milliseconds
WHY = "性能测试"
Act = Callable[[Any, User], object]


def measure_steps(plan: Plan) -> Iterator[Measure]:
    office = _office(plan)
    rows: dict[str, tuple[Any, Act]] = {
        "a task called off": (Task.objects.filter(city=plan.city_id, state__in=OPEN), _cancel),
        "a problem put to a chief": (Problem.objects.filter(city=plan.city_id, state="in_hand"), _escalate),
        "a matter reminded": (SupervisionItem.objects.filter(list__city=plan.city_id, state__in=WITH_UNIT), _remind),
    }
    for name, (some, act) in rows.items():
        times = list(islice(_times(some.order_by("pk"), act, office), STEPS))
        note = f"{len(times)} of them, median {quantile(times, 0.5):.1f} ms" if times else "none could be taken"
        yield Measure(f"step: {name}, p95", round(quantile(times, P95), 1) if times else -1, "ms", LIMIT, note)
    yield from _at_once(plan, office)


def _office(plan: Plan) -> str:
    client_of(plan, "chain_office")
    return f"bench-chain_office-{plan.code}"


def _cancel(row: Task, by: User) -> object:
    return tasks.cancel(row=row, version=row.version, by=by, reason=WHY)


def _escalate(row: Problem, by: User) -> object:
    return problems.escalate(row=row, version=row.version, by=by, question=WHY, advice=WHY)


def _remind(row: SupervisionItem, by: User) -> object:
    return matters.remind(row=row, version=row.version, by=by)


def _times(rows: Any, act: Act, office: str) -> Iterator[float]:
    """In milliseconds, of the steps that the house allows."""
    for row in rows[: 10 * STEPS]:
        by = User.objects.get(username=office)
        begun = perf_counter()
        try:
            act(row, by)
        except (StepRefused, ValidationError):
            continue
        yield (perf_counter() - begun) * 1000


def _at_once(plan: Plan, office: str) -> Iterator[Measure]:
    """Each of four takes steps of its own; every one of them must be there afterwards, with its event."""
    rows = list(Task.objects.filter(city=plan.city_id, state__in=OPEN).order_by("-pk")[: WRITERS * EACH])

    def write(mine: list[Task]) -> list[float]:
        try:
            return list(_each(mine, User.objects.get(username=office)))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        times = [each for done in pool.map(write, (rows[n::WRITERS] for n in range(WRITERS))) for each in done]
    done = Task.objects.filter(pk__in=[row.pk for row in rows], state=TaskState.CANCELLED).count()
    events = AuditEvent.objects.filter(action="task.cancel", subject__in=[subject_of(row) for row in rows]).count()
    lost = max(len(rows) - done, len(rows) - events)
    note = f"{WRITERS} at once, p95 {quantile(times, P95):.0f} ms"
    yield Measure(f"steps lost of {len(rows)}", lost, "", 0, note)


def _each(rows: list[Task], by: User) -> Iterator[float]:
    for row in rows:
        begun = perf_counter()
        _cancel(row, by)
        yield (perf_counter() - begun) * 1000
