"""Pages of consultations: asked from a problem's page, answered, used, and shown beside the problem."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.consultations.models import Consultation, Opinion, State
from lianzhang.plans.models import ProblemKind, ProblemLevel
from lianzhang.problems.raise_actions import raise_problem

from .world import ANSWER, ExpertCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> ExpertCity:
    return ExpertCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_a_problem_to_what_was_used_and_back(city: ExpertCity) -> None:
    ProblemLevel.objects.create(plan=city.plan, code="office", name="链办")
    kind = ProblemKind.objects.create(plan=city.plan, code="land", name="用地")
    given = {"title": "设备交期太长", "text": "进口的要八个月", "kind": kind, "source": "visit"}
    problem = raise_problem(city=city.region, by=city.team, chain=city.chains[0], **given)
    team, expert = client_of(city.team), client_of(city.experts[0])
    page = team.get(f"/problems/{problem.pk}/")
    address = f"/consultations/new/?about=problems.Problem&amp;key={problem.pk}"
    assert address in page.text
    address = address.replace("&amp;", "&")
    wanted = (timezone.localdate() + timedelta(days=5)).isoformat()
    words = {"title": "换国产行不行", "question": "良率差多少", "wanted_by": wanted}
    posts = [city.post(each).pk for each in city.experts]
    assert team.post(address, words | {"experts": posts}).status_code == 302
    row = Consultation.objects.get()
    asked = expert.get(f"/consultations/{row.pk}/")
    assert "请您接题" in asked.text
    assert problem.title not in asked.text
    assert "1条不在您现在的岗位能看的范围" in asked.text
    assert expert.get(address).status_code == 403
    mine = Opinion.objects.get(consultation=row, post=posts[0])
    expert.post(f"/opinions/{mine.pk}/take-up/", {"version": 0})
    refused = expert.post(f"/opinions/{mine.pk}/answer/", {"version": 1, "opinion": "可以换"})
    assert (refused.status_code, "请声明有没有利益冲突" in refused.text, "可以换" in refused.text) == (400, True, True)
    old = expert.post(f"/opinions/{mine.pk}/answer/", {"version": 0, **ANSWER})
    assert old.status_code == 409
    assert expert.post(f"/opinions/{mine.pk}/answer/", {"version": 1, **ANSWER}).status_code == 302
    assert ANSWER["opinion"] not in client_of(city.experts[1]).get(f"/consultations/{row.pk}/").text
    row.refresh_from_db()
    used = {"version": row.version, "use": "partly", "reason": "先换两条线"}
    assert team.post(f"/consultations/{row.pk}/close/", used).status_code == 302
    row.refresh_from_db()
    assert row.state == State.CLOSED
    beside = team.get(f"/problems/{problem.pk}/").text
    assert "部分采纳：先换两条线" in beside
    assert ANSWER["opinion"] in beside


def test_pages_of_firms_and_segments_lead_to_the_experts_and_firms_read_nothing(city: ExpertCity) -> None:
    firm = city.firm()
    city.on_chain(firm)
    row = city.ask(about=firm)
    city.say(row, city.experts[0])
    assert ANSWER["opinion"] in client_of(city.office).get(f"/firms/{firm.pk}/").text
    assert "请专家看这一件" in client_of(city.team).get(f"/segments/{city.segments[0].pk}/").text
    account = city.user_as("enterprise", organization=city.body(firm), chains=city.chains[:1])
    page = client_of(account).get(f"/firms/{firm.pk}/")
    assert page.status_code == 200
    assert row.title not in page.text
    for address in (f"/consultations/{row.pk}/", "/consultations/", "/consultations/new/"):
        assert client_of(account).get(address).status_code in (403, 404)


def test_the_list_does_not_ask_more_for_more_rows(city: ExpertCity) -> None:
    clients = [client_of(city.office), client_of(city.experts[0])]

    def count() -> list[int]:
        told = []
        for client in clients:
            client.get("/consultations/")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get("/consultations/?mine=open").status_code == 200
            told.append(len(queries))
        return told

    city.ask()
    before = count()
    for _ in range(5):
        city.ask()
    assert count() == before
    assert client_of(city.office).get("/consultations/export.xlsx").status_code == 200
    assert "6件</a>等您" in clients[1].get("/consultations/").text
