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
from lianzhang.operations.nightly import clear_jobs, verify_log
from lianzhang.records.chain import Break, Verdict

pytestmark = pytest.mark.django_db

NAMES = import_module("lianzhang.operations.migrations.0001_nightly_names")


def nightly() -> set[str]:
    return {name for name in tasks() if name.startswith("nightly.")}


def test_every_nightly_task_is_done_once_a_day() -> None:
    tick()
    tick()
    while run_one():
        pass
    done = dict(Job.objects.filter(name__in=nightly()).values_list("name", "state"))
    assert done == dict.fromkeys(nightly(), JobState.DONE)
    assert len(done) == 5
    assert Job.objects.count() == Scheduled.objects.count()


def test_a_log_that_does_not_hold_fails_the_task() -> None:
    assert verify_log(prepared=Verdict(events=1, waiting=0, breaks=[])) == {"events": 1}
    with pytest.raises(RuntimeError):
        verify_log(prepared=Verdict(events=1, waiting=0, breaks=[Break(1, "x")]))


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
