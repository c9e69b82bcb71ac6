"""Pages of tasks and records of work: one duty through four accounts, the lists, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.tasks.models import RecordState, Task, TaskState, WorkRecord
from tests.papers import PDF
from tests.problems.world import Clockwork

from .world import TaskCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> TaskCity:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    settings.VAR = tmp_path
    return TaskCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(by: User, row: Any, name: str, **given: Any) -> Any:
    kind = "tasks" if isinstance(row, Task) else "work-records"
    address = f"/{kind}/{row.pk}/{name.replace('_', '-')}/"
    answer = client_of(by).post(address, {"version": row.version, **given})
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    return row


def pdf(name: str = "凭据.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + name.encode(), "application/pdf")


def test_a_duty_is_broken_down_done_and_shown(city: TaskCity) -> None:
    page = client_of(city.office).get("/duties/quality/")
    assert "/tasks/new/?duty=quality" in page.text
    assert "没有任何来源报过" in page.text
    given = {"title": "编成方案", "text": "编一份", "proof": "印发的方案", "deadline": "2023-12-20", "duty": "quality"}
    answer = client_of(city.office).post("/tasks/new/", given | {"lead": f"organization:{city.bureau.pk}"})
    assert answer.status_code == 302, answer.text
    row = Task.objects.get()
    post(city.bureau_account, row, "take_up")
    post(city.bureau_account, row, "note", on="2023-10-09", pace="on_course", text="顺利", paper=pdf())
    refused = client_of(city.bureau_account).post(
        f"/tasks/{row.pk}/report/", {"version": row.version, "done_on": "2023-10-09", "report": "好了"}
    )
    assert (refused.status_code, "没有凭据不能报办结" in refused.text) == (422, True)
    assert "好了" in refused.text
    post(city.bureau_account, row, "report", done_on="2023-10-09", report="已印发", paper=pdf("二.pdf"))
    assert "没有任何来源报过" in client_of(city.office).get("/duties/quality/").text
    post(city.office, row, "verify", verification="看了原件")
    assert row.state == TaskState.CLOSED
    shown = client_of(city.office).get("/duties/quality/").text
    assert "1条记录" in shown
    assert f"/tasks/{row.pk}/" in shown


def test_a_record_is_entered_with_its_photo_in_one_form(city: TaskCity) -> None:
    given = {"kind": "quality", "title": "讲课", "date": "2023-10-09", "result": "三家企业", "chain": "chain-0"}
    answer = client_of(city.bureau_account).post("/work-records/new/", given | {"submit": "yes"})
    assert (answer.status_code, "写明来源" in answer.text, "三家企业" in answer.text) == (422, True, True)
    assert not WorkRecord.objects.exists()
    body = {"unit": f"organization:{city.bureau.pk}", "submit": "yes", "paper": pdf()}
    assert client_of(city.bureau_account).post("/work-records/new/", given | body).status_code == 302
    row = WorkRecord.objects.get()
    assert (row.state, row.duty, str(row.unit)) == (RecordState.SUBMITTED, city.duty, "经信局")
    post(city.office, row, "return", reason="没有写几家")
    answer = client_of(city.bureau_account).post(f"/work-records/{row.pk}/edit/", given | {"version": "0"})
    assert answer.status_code == 409
    seen = {"version": row.version, "result": "三家企业，两家设岗"}
    assert client_of(city.bureau_account).post(f"/work-records/{row.pk}/edit/", given | seen).status_code == 302
    row.refresh_from_db()
    post(city.bureau_account, row, "submit")
    assert "work-records" in client_of(city.office).get("/").text
    post(city.office, row, "confirm")
    assert row.state == RecordState.CONFIRMED


def test_steps_that_are_forged_are_refused(city: TaskCity) -> None:
    row = city.assigned()
    sent = {"version": row.version, "verification": "看了"}
    assert client_of(city.office).post(f"/tasks/{row.pk}/verify/", sent).status_code == 409
    assert client_of(city.other_account).post(f"/tasks/{row.pk}/take-up/", sent).status_code == 404
    assert client_of(city.bureau_account).post("/tasks/new/", {}).status_code == 403
    for role in ("bank", "expert", "enterprise"):
        for address in ("/tasks/", f"/tasks/{row.pk}/", "/work-records/", "/tasks/measures/"):
            assert client_of(city.user_as(role)).get(address).status_code == 403
    both = {"duty": "quality", "target": city.world.target().code, "deadline": "2023-12-20"}
    answer = client_of(city.office).post("/tasks/new/", both)
    assert answer.status_code == 422
    assert "只选一个" in answer.text


def test_the_lists_count_narrow_and_cost_no_more_with_more_rows(city: TaskCity) -> None:
    counts = []
    for number in range(2):
        for each in range(1 + 4 * number):
            city.in_hand(title=f"任务{number}{each}", chain=city.chains[0])
            city.record(title=f"记录{number}{each}", unit=city.bureau)
        for address in ("/tasks/", "/work-records/", "/tasks/measures/"):
            with CaptureQueriesContext(connection) as caught:
                assert client_of(city.office).get(address).status_code == 200
            counts.append(len(caught))
    assert counts[:3] == counts[3:]
    mine = client_of(city.bureau_account).get("/tasks/", {"mine": "todo"})
    assert (mine.context["tally"].todo, len(mine.context["rows"])) == (6, 6)
    named = {"q": "任务00", "chain": "chain-0", "duty": "quality"}
    assert client_of(city.office).get("/tasks/", named).context["page"].paginator.count == 1
    for address in ("/tasks/export.xlsx", "/work-records/export.xlsx", "/tasks/measures/export.xlsx"):
        assert client_of(city.office).get(address).status_code == 200
    told = client_of(city.office).get("/tasks/measures/", {"year": "2023", "by": "duty"}).context["told"]
    assert told.whole.counts["running"] == 6
