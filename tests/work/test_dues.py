"""The nightly task that writes due dates anew: once for each calendar, cheap else, and never over a step's own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from lianzhang.jobs.models import Job, JobState
from lianzhang.jobs.tasks import tasks
from lianzhang.jobs.working import run_one, tick
from lianzhang.kernel.workdays import SHANGHAI, WorkCalendar
from lianzhang.registry.workdays import calendar_edition
from lianzhang.work import clocks, dues
from lianzhang.work.models import Clock

pytestmark = pytest.mark.django_db

WRONG = date(2000, 1, 1)


@pytest.fixture
def clock() -> Clock:
    """Ten workdays from the last days of a year whose next was not published yet."""
    started = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    row = Clock(subject="registry.Chain:1", name="answer", limit_workdays=10, started_at=started)
    row.due, row.provisional = clocks.reckoning.due(clocks.read(row), clocks.work_calendar())
    row.save()
    return row


def night() -> Any:
    """What the task says of itself when its time has come."""
    task = tasks()["work.dues"]
    assert task.daily
    job = Job.objects.create(name="work.dues", due="2020-01-01T00:00Z")
    assert run_one()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job.result


def test_a_room_brings_its_own_task_of_the_night() -> None:
    tick()
    assert Job.objects.filter(name="work.dues", asked_by="定时").exists()


def test_once_a_year_is_published_running_clocks_are_due_on_another_day(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert night() == {"calendar": calendar_edition(), "moved": 0}
    assert clock.provisional
    new_year = [date(2027, 1, day) for day in (1, 4, 5)]
    monkeypatch.setattr(clocks, "work_calendar", lambda: WorkCalendar(new_year, [], range(2026, 2029)))
    monkeypatch.setattr(dues, "calendar_edition", lambda: "2027")
    assert night() == {"calendar": "2027", "moved": 1}
    was = clock.due
    clock.refresh_from_db()
    assert (was, clock.due, clock.provisional) == (date(2027, 1, 11), date(2027, 1, 14), False)


def test_under_the_same_calendar_no_clock_is_read(clock: Clock) -> None:
    night()
    Clock.objects.update(due=WRONG)
    assert night()["moved"] == 0
    clock.refresh_from_db()
    assert clock.due == WRONG


def test_a_night_that_failed_is_made_up_for(clock: Clock) -> None:
    Job.objects.create(name="work.dues", state=JobState.PARKED, due="2020-01-01T00:00Z")
    Clock.objects.update(due=WRONG)
    assert night()["moved"] == 1


def test_a_clock_that_a_step_pauses_meanwhile_keeps_what_the_step_wrote(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock.objects.update(due=WRONG)
    pauses = [["2026-12-29T09:00:00+08:00", None]]

    def paused_meanwhile(row: Clock) -> Any:
        Clock.objects.update(pauses=pauses, due=None)
        return read(row)

    read = clocks.read
    monkeypatch.setattr(clocks, "read", paused_meanwhile)
    assert clocks.rewrite_due() == 0
    clock.refresh_from_db()
    assert (clock.pauses, clock.due) == (pauses, None)
    assert clocks.rewrite_due() == 0
