"""Background jobs before the system administrator: seen, tried again, given up, taken along as a workbook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.jobs.models import Job, JobState
from tests.plans.reading import sheet_rows

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def test_the_page_shows_what_stands_aside_and_lets_it_run(signed_in: SignIn) -> None:
    row = Job.objects.create(name="nightly.jobs", state=JobState.PARKED, error="RuntimeError", due=timezone.now())
    client = signed_in("system_admin")
    assert "1件任务几次都没办成" in client.get("/jobs/").text
    assert client.post(f"/jobs/{row.pk}/retry/").status_code == 302
    assert "1件任务在办" in client.get("/jobs/").text
    assert signed_in("office").post(f"/jobs/{row.pk}/discard/").status_code == 403


def test_what_is_given_up_is_not_exported(signed_in: SignIn) -> None:
    for state in (JobState.PARKED, JobState.DONE, JobState.DISCARDED):
        Job.objects.create(name="nightly.jobs", state=state, due=timezone.now(), attempts=2)
    rows = sheet_rows(signed_in("system_admin").get("/jobs/export.xlsx"))
    assert [(row["状态"], row["试了几次"]) for row in rows] == [("完成", 2), ("搁置", 2)]


@pytest.mark.parametrize("role", ["office", "audit_admin"])
def test_who_may_not_see_the_jobs_may_not_take_them(signed_in: SignIn, role: str) -> None:
    assert signed_in(role).get("/jobs/export.xlsx").status_code == 403
