"""Work behind the pages: with its act or not at all, each effect once, tried again, set aside, on time."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.jobs import tasks as registry
from lianzhang.jobs.actions import discard, enqueue, retry
from lianzhang.jobs.models import Job, JobState, Scheduled
from lianzhang.jobs.rows import AT_ONCE, job_on_rows
from lianzhang.jobs.tasks import job, last_due, next_due
from lianzhang.jobs.working import run_one, tick
from lianzhang.records.models import AuditEvent
from tests.migrated import migrated_place
from tests.real import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's own tasks stay out of these tests."""
    monkeypatch.setattr(registry, "_TASKS", {})


@pytest.fixture
def mark() -> Callable[..., None]:
    """`tests.mark`: leaves an account behind, and fails when told to."""

    @job("tests.mark", title="留个记号", attempts=3)
    def leave(*, name: str, fail: bool = False) -> str:
        User.objects.create(username=name)
        if fail:
            raise RuntimeError("secret words")
        return name

    return leave


def now_due() -> None:
    Job.objects.filter(state=JobState.WAITING).update(due=timezone.now())


def test_what_is_prepared_before_the_transaction_is_handed_over() -> None:
    seen: list[bool] = []

    def ready(*, name: str) -> str:
        seen.append(Job.objects.filter(state=JobState.RUNNING).exists())
        return f"{name} prepared"

    @job("tests.ready", title="先备好", prepare=ready)
    def do(*, name: str, prepared: str) -> str:
        return f"{prepared}, {name} done"

    enqueue("tests.ready", name="a")
    assert run_one()
    assert (Job.objects.get().result, seen) == ("a prepared, a done", [True])


@pytest.mark.usefixtures("mark")
class TestAsking:
    def test_work_is_done_and_its_result_kept(self) -> None:
        enqueue("tests.mark", name="a")
        assert run_one()
        row = Job.objects.get()
        assert (row.state, row.result, row.attempts) == (JobState.DONE, "a", 1)
        assert User.objects.filter(username="a").exists()
        assert not run_one()

    def test_work_goes_with_the_act_that_failed(self) -> None:
        def act() -> None:
            with transaction.atomic():
                enqueue("tests.mark", name="a")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            act()
        assert not Job.objects.exists()

    def test_an_open_job_with_the_same_key_is_that_job(self) -> None:
        first = enqueue("tests.mark", key="sheet:1", name="a")
        assert enqueue("tests.mark", key="sheet:1", name="b") == first
        run_one()
        assert enqueue("tests.mark", key="sheet:1", name="c") != first
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.create(name="tests.mark", key="sheet:1", due=timezone.now())

    def test_work_that_nobody_declared_cannot_be_asked_for(self) -> None:
        with pytest.raises(LookupError):
            enqueue("tests.nothing")

    def test_a_name_stands_for_one_function(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            job("tests.mark", title="x")(lambda: None)


@pytest.mark.usefixtures("mark")
class TestFailing:
    def test_what_failed_leaves_nothing_and_is_tried_again_later_and_later(self) -> None:
        enqueue("tests.mark", name="a", fail=True)
        pauses = []
        for _ in range(2):
            run_one()
            row = Job.objects.get()
            pauses.append((row.due - timezone.now()).total_seconds())
            assert row.state == JobState.WAITING
            assert not run_one(), "not before its time"
            now_due()
        assert not User.objects.filter(username="a").exists()
        assert 3 < pauses[0] < 7 < pauses[1] < 13

    def test_what_fails_every_time_is_set_aside_without_the_errors_words(self) -> None:
        enqueue("tests.mark", name="a", fail=True)
        for _ in range(3):
            run_one()
            now_due()
        row = Job.objects.get()
        assert (row.state, row.attempts, row.error) == (JobState.PARKED, 3, "RuntimeError")
        assert not run_one()

    def test_what_a_later_release_no_longer_knows_is_set_aside(self) -> None:
        Job.objects.create(name="tests.gone", due=timezone.now())
        run_one()
        assert Job.objects.get().state == JobState.PARKED

    def test_a_job_whose_worker_is_dead_is_taken_again_when_its_lease_ends(self) -> None:
        enqueue("tests.mark", name="a")
        lease = timezone.now() + timedelta(minutes=1)
        Job.objects.update(state=JobState.RUNNING, worker="dead", lease_until=lease)
        assert not run_one()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert run_one()
        assert Job.objects.get().state == JobState.DONE

    def test_the_administrator_tries_again_or_gives_up_on_record(self, account: Callable[[str], User]) -> None:
        by = account("system_admin")
        for number in range(2):
            Job.objects.create(name="tests.mark", key=str(number), state=JobState.PARKED, due=timezone.now())
        first, second = Job.objects.order_by("pk")
        assert retry(job=first, by=by).state == JobState.WAITING
        assert discard(job=second, by=by).state == JobState.DISCARDED
        with pytest.raises(ValidationError):
            retry(job=second, by=by)
        assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["job.retry", "job.discard"]


SHANGHAI = ZoneInfo("Asia/Shanghai")


class TestClock:
    @pytest.mark.parametrize(
        ("now", "last"),
        [
            ("2026-03-05T02:30", "2026-03-05T02:30"),
            ("2026-03-05T02:29", "2026-03-04T02:30"),
            ("2026-03-05T23:59", "2026-03-05T02:30"),
        ],
    )
    def test_a_moment_is_one_of_shanghai(self, now: str, last: str) -> None:
        at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
        assert last_due(clock(2, 30), at) == datetime.fromisoformat(last).replace(tzinfo=SHANGHAI)
        assert next_due(clock(2, 30), at) - last_due(clock(2, 30), at) == timedelta(days=1)

    def test_each_moment_fires_once_and_a_gap_once(self) -> None:
        job("tests.nightly", title="每夜", daily=clock(2, 30))(lambda: None)
        tick()
        tick()
        assert Job.objects.count() == 1
        run_one()
        Scheduled.objects.update(last=timezone.now() - timedelta(days=9))
        tick()
        tick()
        assert Job.objects.count() == 2


class TestManyRows:
    def test_no_transaction_holds_all_of_them_and_one_that_fails_takes_back_its_lot_alone(self) -> None:
        broken = {AT_ONCE}
        keys = range(2 * AT_ONCE + 1)

        @job_on_rows("tests.night", title="每夜", daily=clock(1, 30), due=lambda: keys)
        def mark_rows(*, keys: list[int]) -> int:
            User.objects.bulk_create(User(username=f"row {key}") for key in keys)
            if broken.intersection(keys):
                raise RuntimeError
            return len(keys)

        enqueue("tests.night")
        told = []
        while run_one():
            told.append(User.objects.count())
        assert told == [0, AT_ONCE, AT_ONCE, AT_ONCE + 1]
        broken.clear()
        now_due()
        while run_one():
            pass
        assert User.objects.count() == len(keys), "each of them once"


# --- real workers, each a process of its own

DECLARE = """
import sys, time
from pathlib import Path
from threading import Event
from django.conf import settings
from lianzhang.accounts.models import User
from lianzhang.jobs.tasks import job
from lianzhang.jobs import working
@job("tests.count", title="x")
def count(*, name, slow=0):
    User.objects.create(username=name)
    if slow:
        Path(settings.VAR, "in-the-middle").touch()
        time.sleep(slow)
"""
ASK = (
    DECLARE
    + """
from lianzhang.jobs.actions import enqueue
for n in range(200): enqueue("tests.count", name=f"n{n}")
"""
)
ASK_SLOW = (
    DECLARE
    + """
from lianzhang.jobs.actions import enqueue
enqueue("tests.count", name="slow", slow=3)
"""
)
WORK = DECLARE + "working.tick = lambda: None; working.work(Event(), until_idle=True)"
TOLD = """
from lianzhang.accounts.models import User
from lianzhang.jobs.models import Job
print(User.objects.count(), sorted(Job.objects.order_by().values_list("state", "attempts").distinct()))
"""
EXPIRE = """
from lianzhang.jobs.models import Job
from django.utils import timezone
Job.objects.update(lease_until=timezone.now())
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with migrated_place(tmp_path / "place") as place:
        yield place


def wait_for_the_middle(place: Place) -> None:
    """However long a loaded machine takes to start a worker."""
    until = time.monotonic() + 60
    while not next(place.folder.rglob("in-the-middle"), None):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_two_workers_lose_nothing_and_do_nothing_twice(place: Place) -> None:
    place.told(ASK)
    workers = [place.script(WORK) for _ in range(2)]
    for worker in workers:
        assert worker.wait(120) == 0, worker.stderr and worker.stderr.read()
    assert place.told(TOLD) == "200 [('done', 1)]"


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_does_it_once(place: Place) -> None:
    place.told(ASK_SLOW)
    worker = place.script(WORK)
    wait_for_the_middle(place)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert place.told(TOLD).startswith("0 [('running'")
    place.told(EXPIRE)
    assert place.script(WORK).wait(60) == 0
    assert place.told(TOLD) == "1 [('done', 2)]"


ROWS = """
from datetime import time as clock
from lianzhang.jobs.rows import job_on_rows
@job_on_rows("tests.rows", title="x", daily=clock(1, 30), due=lambda: range(200))
def rows(*, keys):
    for key in keys:
        User.objects.create(username=f"row {key}")
        if key == 70:
            Path(settings.VAR, "in-the-middle").touch()
        time.sleep(0.02)
"""
ASK_ROWS = DECLARE + ROWS + "from lianzhang.jobs.actions import enqueue; enqueue('tests.rows')"
WORK_ROWS = DECLARE + ROWS + "working.tick = lambda: None; working.work(Event(), until_idle=True)"


def test_of_many_rows_a_killed_worker_leaves_the_lots_it_did_and_each_is_done_once(place: Place) -> None:
    place.told(ASK_ROWS)
    worker = place.script(WORK_ROWS)
    wait_for_the_middle(place)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    done = int(place.told(TOLD).partition(" ")[0])
    assert done % AT_ONCE == 0
    place.told(EXPIRE)
    assert place.script(WORK_ROWS).wait(60) == 0
    assert place.told(TOLD).startswith("200 [('done', 1)")


def test_the_command_does_what_is_due_and_ends(place: Place) -> None:
    place.run("work", "--until-idle")
    told = place.told("from lianzhang.jobs.models import Job; print(sorted(Job.objects.values_list('name', 'state')))")
    assert "('nightly.audit', 'done')" in told
