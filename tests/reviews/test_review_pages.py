"""Pages of reviews: one quarter from its agenda to a task, what is refused, the calendar and its feed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period
from lianzhang.reviews import decision_actions
from lianzhang.reviews.models import CalendarFeed, Decision, DecisionState, Meeting, State
from lianzhang.tasks.models import Task

from .world import REVIEW, ReviewCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> ReviewCity:
    settings.VAR = tmp_path
    return ReviewCity(monkeypatch)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(by: User, row: Any, name: str, status: int = 302, **given: object) -> Any:
    row.refresh_from_db()
    kind = "meetings" if isinstance(row, Meeting) else "decisions"
    answer = client_of(by).post(f"/reviews/{kind}/{row.pk}/{name}/", {"version": row.version, **given})
    assert answer.status_code == status, answer.text
    row.refresh_from_db()
    return row


def test_a_quarter_from_its_agenda_to_a_task(city: ReviewCity) -> None:
    office = client_of(city.office)
    board = office.get("/reviews/").text
    assert "还没有安排" in board
    address = f"/reviews/meetings/new/?chain={city.chains[0].code}&activity={REVIEW}&starts=2023-07-01"
    assert office.get(address).status_code == 200
    sent = {"on": "2023-10-11", "time": "25:00", "room": "三楼", "chair": city.chair.pk, "posts": [city.chair.pk]}
    assert "15:00" in office.post(address, sent).text
    assert office.post(address, sent | {"time": "15:00"}).status_code == 302
    assert "已经安排了1次" in office.post(address, sent | {"time": "15:00"}).text
    row = Meeting.objects.get()

    said = {"title": "先供地", "question": "先供地还是先签约？", "advice": "先供", "text": "供120亩", "proof": "批复"}
    said |= {"lead": f"organization:{city.bureau.pk}", "deadline": "2023-12-20"}
    assert client_of(city.team).post(f"/reviews/meetings/{row.pk}/ask/", said).status_code == 302
    asked = Decision.objects.get()
    desk = client_of(city.chief).get("/").text
    assert "先供地还是先签约？" in desk
    assert "下一次会" in desk
    send(city.chief, asked, "agree")
    send(city.office, row, "fix")
    city.clock.at("2023-10-12T10:00")
    send(city.office, row, "hold", held_on="2023-10-11")
    attendance = row.attendance.get()
    came = {"version": row.version, f"p{attendance.pk}": "deputised"}
    assert client_of(city.office).post(f"/reviews/meetings/{row.pk}/attendance/", came).status_code == 302
    send(city.office, row, "write", text="议了一件事。")
    assert "确认纪要" in client_of(city.chief).get("/").text
    send(city.chief, row, "confirm")
    task = Task.objects.get()
    assert (row.state, asked.__class__.objects.get().task) == (State.CONFIRMED, task)
    page = client_of(city.chief).get(f"/reviews/meetings/{row.pk}/").text
    assert "议了一件事。" in page
    paper = client_of(city.chief).get(f"/reviews/meetings/{row.pk}/minutes/print/").text
    assert "供120亩" in paper
    assert "派员代：" in paper
    assert "先供地" in client_of(city.bureau_account).get("/reviews/decisions/").text


def test_who_may_not_is_told_nothing(city: ReviewCity) -> None:
    row = city.planned()
    asked = city.asked(row)
    for user in (city.stranger, city.bureau_account, city.user_as("district"), city.user_as("expert")):
        client = client_of(user)
        for address in (f"/reviews/meetings/{row.pk}/", f"/reviews/decisions/{asked.pk}/"):
            assert client.get(address).status_code == 404
        assert client.post(f"/reviews/decisions/{asked.pk}/agree/", {"version": 0}).status_code == 404
        assert "先供地" not in client.get("/reviews/decisions/").text
    for role in ("enterprise", "bank"):
        assert client_of(city.user_as(role)).get("/reviews/").status_code == 403
    second_tab = asked.version
    send(city.chief, asked, "agree")
    late = client_of(city.chief).post(
        f"/reviews/decisions/{asked.pk}/decline/", {"version": second_tab, "reason": "不"}
    )
    assert late.status_code == 409
    assert Decision.objects.get().state == DecisionState.TAKEN


def test_a_list_asks_as_much_however_long_it_is(city: ReviewCity) -> None:
    city.asked(city.planned())
    client = client_of(city.office)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = ("/reviews/", "/reviews/meetings/", "/reviews/decisions/")
    for address in addresses:
        asked(address)
    before = [asked(address) for address in addresses]
    for chain in city.chains[1:]:
        row = city.planned(chain=chain, on=date(2023, 10, 20))
        said = city.said(question="要不要？", advice="要")
        decision_actions.ask(meeting=row, by=city.fresh(city.office), **said)
    assert [asked(address) for address in addresses] == before


def test_a_feed_shows_what_its_post_sees_until_it_is_renewed(city: ReviewCity) -> None:
    city.planned()
    team, stranger = client_of(city.team), client_of(city.stranger)
    address = team.post("/calendar/renew/").text.split("<code>")[1].split("</code>")[0]
    path = address.removeprefix("http://testserver")
    nobody = Client()
    answer = nobody.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20231011" in answer.text or "DTSTART;VALUE=DATE:20231011" in answer.text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    other = stranger.post("/calendar/renew/").text.split("<code>")[1].split("</code>")[0]
    assert "UID:meeting-" not in nobody.get(other.removeprefix("http://testserver")).text
    assert CalendarFeed.objects.count() == 2
    team.post("/calendar/renew/")
    assert nobody.get(path).status_code == 404
    Assignment.objects.filter(user=city.stranger).update(ends=date(2023, 10, 9))
    assert nobody.get(other.removeprefix("http://testserver")).status_code == 404
    assert "三季度调度" in team.get("/calendar/?month=2023-10").text


def test_a_feed_ends_with_the_password_that_it_was_made_under(city: ReviewCity) -> None:
    address = client_of(city.team).post("/calendar/renew/").text.split("<code>")[1].split("</code>")[0]
    path = address.removeprefix("http://testserver")
    assert Client().get(path).status_code == 200
    city.clock.at("2023-10-09T11:00")
    user = User.objects.get(pk=city.team.pk)
    user.set_password("another-1-and-long")
    user.save()
    assert Client().get(path).status_code == 404
    assert "的订阅地址已经失效" in client_of(user).get("/calendar/").text
    again = client_of(user).post("/calendar/renew/").text.split("<code>")[1].split("</code>")[0]
    assert Client().get(again.removeprefix("http://testserver")).status_code == 200


def test_the_tab_of_a_list_that_has_no_states_is_marked_as_the_present_one(city: ReviewCity) -> None:
    page = client_of(city.office).get("/reviews/decisions/").text
    assert 'aria-current="page"' in page.partition('aria-label="按办理情况看"')[2].partition("</nav>")[0]


def test_the_consultation_of_a_year_tells_where_every_target_stood_at_its_end(city: ReviewCity) -> None:
    reached = city.world.target("reached", value=2)
    city.world.observe(reached, "2022-12-31", 3, nature="stock")
    city.world.target("unknown", value=2)
    row = city.planned(period=YEAR, chain=None, on=date(2023, 10, 11), posts=[city.chair])
    page = client_of(city.office).get(f"/reviews/meetings/{row.pk}/").text
    final = page[page.index('id="final"') : page.index('id="revisions"')]
    assert "截至2022-12-31" in final
    assert ("reached" in final, "unknown" in final, "无据" in final, "无人负责" in final) == (True,) * 4
    city.world.observe(reached, "2023-06-30", 1, nature="stock")
    again = client_of(city.office).get(f"/reviews/meetings/{row.pk}/").text
    assert final == again[again.index('id="final"') : again.index('id="revisions"')]
