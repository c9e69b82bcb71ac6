"""Pages of visits and promises: one visit whose promise becomes a task, the lists, what a firm sees."""

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
from lianzhang.tasks.models import Task
from lianzhang.visits.models import Promise, PromiseState, Visit, VisitState
from lianzhang.work.api import links_of
from tests.papers import PDF
from tests.problems.world import Clockwork

from .world import VisitCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> VisitCity:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    settings.VAR = tmp_path
    return VisitCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def send(by: User, address: str, **given: Any) -> Any:
    return client_of(by).post(address, given)


def quick(city: VisitCity, **more: Any) -> dict[str, Any]:
    given = {"kind": "service", "firm": city.served.name, "date": "2023-10-09", "topic": "问缺什么", "chain": "chain-0"}
    given |= {"lead": city.lead.code, "asked": "二期缺电", "result": "答应接电"}
    return given | {"promise": "接通供电", "unit": f"organization:{city.bureau.pk}", "deadline": "2023-11-30"} | more


def test_one_form_notes_a_visit_and_a_promise_or_nothing(city: VisitCity) -> None:
    answer = send(city.team, "/visits/quick/", **quick(city, deadline="2023-10-01"))
    assert answer.status_code == 422
    assert "期限不能早于" in answer.text
    assert not Visit.objects.exists()
    answer = send(city.team, "/visits/quick/", **quick(city, deadline=""))
    assert "请写什么时候兑现" in answer.text
    forged = {"state": "confirmed", "enterprise": "1", "post": "1", "authors": ""}
    answer = send(city.team, "/visits/quick/", **quick(city), **forged)
    assert answer.status_code == 302
    row, promise = Visit.objects.get(), Promise.objects.get()
    assert (row.state, row.enterprise, row.region) == (VisitState.WRITTEN, city.served, city.served.region)
    assert (promise.visit, promise.enterprise, promise.text) == (row, city.served, "接通供电")


def test_a_promise_becomes_a_task_that_closes_it_once_verified(city: VisitCity) -> None:
    row = city.promised()
    page = client_of(city.office).get(f"/promises/{row.pk}/")
    assert f"/tasks/new/?from=visits.Promise%3A{row.pk}" in page.text
    address = f"/tasks/new/?from=visits.Promise:{row.pk}"
    form = client_of(city.office).get(address).context["form"].initial
    assert form["title"] == row.text
    sent = {**form, "deadline": "2023-11-30", "chain": "chain-0", "region": row.region_id or "", "title": "接电"}
    assert send(city.office, address, **sent).status_code == 302
    task = Task.objects.get()
    assert [each.target for each in links_of(row)] == [f"tasks.Task:{task.pk}"]
    assert "/tasks/new/?from=" not in client_of(city.office).get(f"/promises/{row.pk}/").text
    assert "接电" in client_of(city.office).get(f"/promises/{row.pk}/").text
    kept = {"version": row.version, "kept_on": "2023-10-09", "proof": "任务已核验"}
    refused = send(city.office, f"/promises/{row.pk}/keep/", **kept)
    assert (refused.status_code, "没有凭据" in refused.text) == (422, True)
    task = city.take(task, "take_up")
    paper = SimpleUploadedFile("送电单.pdf", PDF, "application/pdf")
    task = city.take(task, "report", done_on=row.made_on, report="接通", paper=paper)
    city.take(task, "verify", city.office, verification="看了")
    assert send(city.office, f"/promises/{row.pk}/keep/", **kept).status_code == 302
    row.refresh_from_db()
    assert row.state == PromiseState.KEPT


def test_a_row_named_in_the_address_that_is_out_of_sight_starts_nothing(city: VisitCity) -> None:
    elsewhere = {"chain": city.chains[1], "lead": city.post(city.other_account)}
    row = city.promised(city.recorded(city.office, **elsewhere), city.office, text="机密地价")
    rival = client_of(city.team)
    for subject in (f"visits.Promise:{row.pk}", "visits.Promise:x", "accounts.User:1", "no.Such:1", "x" * 300):
        for page in ("/tasks/new/", "/problems/new/", "/visits/new/"):
            answer = rival.get(page, {"from": subject})
            assert (answer.status_code, "机密地价" in answer.text) == (200, False)


def test_a_firm_reads_its_promises_and_says_whether_they_are_kept(city: VisitCity) -> None:
    visit = city.visited(notes="报价太高，不要告诉企业")
    row, other = city.promised(visit), city.promised(city.recorded(), text="给外地厂的地价")
    firm = client_of(city.firm_account)
    desk = firm.get("/")
    assert row.text in desk.text
    page = firm.get(f"/promises/{row.pk}/")
    assert page.status_code == 200
    for words in ("报价太高", visit.asked, visit.result):
        assert words not in page.text
    assert firm.get("/promises/").text.count(row.text)
    export = firm.get("/promises/export.xlsx")
    assert export.status_code == 200
    assert other.text not in firm.get("/promises/").text
    assert firm.get(f"/promises/{other.pk}/").status_code == 404
    assert firm.get(f"/visits/{visit.pk}/").status_code == 403
    told = {"version": row.version, "heard": "not_kept", "text": "还没有"}
    assert firm.post(f"/promises/{row.pk}/reply/", told).status_code == 302
    assert "还没有" in client_of(city.office).get(f"/promises/{row.pk}/").text
    forged = firm.post(f"/promises/{row.pk}/keep/", {"version": 1, "kept_on": "2023-10-09", "proof": "好"})
    assert forged.status_code == 403


def test_lists_take_the_same_queries_at_twice_the_rows(city: VisitCity) -> None:
    counts = []
    for number in range(1, 5):
        visit = city.recorded(target=f"外地{number}厂")
        city.promised(visit)
        city.promised(city.visited(date=city.plan.starts.replace(day=number)))
        if number % 2 == 0:
            told = []
            for page in ("/visits/", "/promises/", "/visits/measures/?year=2023", "/visits/?mine=todo"):
                with CaptureQueriesContext(connection) as seen:
                    assert client_of(city.office).get(page).status_code == 200
                told.append(len(seen))
            counts.append(told)
    assert counts[0] == counts[1]


def test_measures_count_what_fell_due_with_their_n(city: VisitCity) -> None:
    for number in range(6):
        row = city.promised(city.recorded(target=f"外地{number}厂"), deadline=city.plan.starts.replace(2023, 10, 9))
        if number:
            city.settle(row, "keep", kept_on=row.made_on, proof="看了", paper=SimpleUploadedFile("a.pdf", PDF))
    told = client_of(city.office).get("/visits/measures/?year=2023").context["told"]
    (part,) = told.parts
    assert (part.counts["fell_due"], part.counts["kept"], part.counts["in_time"]) == (6, 5, 5)
    assert (part.name, round(part.kept.percent)) == ("经信局", 83)
    assert client_of(city.office).get("/visits/measures/export.xlsx?year=2023").status_code == 200
    quarters = client_of(city.office).get("/visits/measures/?year=2023").context["quarters"]
    assert quarters[-1].cells == [0, 0, 0, 6]


def test_a_late_form_gets_what_was_written_back(city: VisitCity) -> None:
    row = city.recorded()
    address = f"/visits/{row.pk}/amend/"
    assert client_of(city.team).get(address).status_code == 200
    sent = {"version": row.version, "asked": "要地", "result": "看地"}
    assert send(city.team, address, **sent).status_code == 302
    late = send(city.team, address, **sent | {"result": "我写的"})
    assert (late.status_code, "我写的" in late.text) == (409, True)
