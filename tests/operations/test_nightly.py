"""What the house does every night: each task is due once a day, and what was asked for under an old name is done."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from lianzhang.jobs.models import Job, JobState, Scheduled
from lianzhang.jobs.tasks import tasks
from lianzhang.jobs.working import run_one, tick
from lianzhang.operations.nightly import clear_jobs
from lianzhang.records.actions import record
from lianzhang.records.chain import Break, Verdict
from lianzhang.records.sequencer import chain_waiting

pytestmark = pytest.mark.django_db

NAMES = import_module("lianzhang.operations.migrations.0001_nightly_names")


def nightly() -> set[str]:
    return {name for name, each in tasks().items() if each.daily}


def test_every_nightly_task_is_done_once_a_day() -> None:
    tick()
    tick()
    while run_one():
        pass
    done = dict(Job.objects.filter(name__in=nightly()).values_list("name", "state"))
    assert done == dict.fromkeys(nightly(), JobState.DONE)
    assert {"nightly.jobs", "firms.duplicates", "work.dues"} < set(done)
    assert Job.objects.count() == Scheduled.objects.count()


def test_a_log_that_does_not_hold_fails_the_task() -> None:
    record("export", "/plan/export.xlsx", by="a")
    chain_waiting()
    audit = tasks()["nightly.audit"]
    assert audit.prepare
    assert audit.function(prepared=audit.prepare()) == {"events": 1}
    with pytest.raises(RuntimeError):
        audit.function(prepared=Verdict(1, 0, [Break(1, "x")]))


def test_jobs_done_a_month_ago_are_cleared_and_parked_ones_stay() -> None:
    old, new = timezone.now() - timedelta(days=31), timezone.now() - timedelta(days=29)
    for state, at in ((JobState.DONE, old), (JobState.DISCARDED, old), (JobState.PARKED, old), (JobState.DONE, new)):
        Job.objects.create(name="nightly.jobs", state=state, due=at, finished_at=at)
    assert clear_jobs() == 2
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.PARKED, JobState.DONE}


def test_what_waits_under_an_old_name_is_done_and_the_clock_goes_on() -> None:
    for name in ("chores.audit", "exchange.read"):
        Job.objects.create(name=name, key="daily", due=timezone.now())
        Scheduled.objects.create(name=name, last=timezone.now())
    NAMES.forward(apps, None)
    assert set(Job.objects.values_list("name", flat=True)) == {"nightly.audit", "exchange.read"}
    assert Scheduled.objects.filter(name="nightly.audit").exists()
    NAMES.back(apps, None)
    assert set(Scheduled.objects.values_list("name", flat=True)) == {"chores.audit", "exchange.read"}
    assert Job.objects.filter(name="chores.audit").exists()
