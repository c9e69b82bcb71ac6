"""A post passes on with what waits for it; both sides see what moved, each as far as they see the rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.access.actions import hand_over
from lianzhang.access.models import HandOver
from lianzhang.accounts.models import User
from lianzhang.consultations.actions import OPINION_VERBS
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.rooms import Room
from lianzhang.notices import moved
from lianzhang.notices.moved import subjects_of_kinds
from lianzhang.problems.models import Problem
from tests.acting import active, seated
from tests.consultations.world import ExpertCity
from tests.problems.world import ProblemCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def escalated(city: ProblemCity, title: str) -> Problem:
    row = city.take(city.asked(title=title, chain=city.chains[0]), "assign", city.team, lead=city.bureau)
    row = city.take(row, "take_up", city.bureau_account)
    return city.take(row, "escalate", city.office, question="给不给地", advice="给")


def passed_on(leaving: User) -> tuple[HandOver, User]:
    heir, guard = User.objects.create(username="heir", label="接任链长"), seated("guard", "security_admin")
    held = leaving.assignments.get()
    given: dict[str, Any] = {"version": held.version, "on": timezone.localdate(), "source": "分工调整"}
    return hand_over(assignment=held, to=heir, by=guard, **given), heir


def test_a_chief_who_leaves_mid_quarter(city: ProblemCity) -> None:
    waiting = [escalated(city, title) for title in ("灌渠改线", "线路迁改")]
    decided = city.take(escalated(city, "已经批过"), "instruct", city.chief, instruction="给地")
    elsewhere = city.asked(title="别链的事", chain=city.chains[1])
    paper, heir = passed_on(city.chief)
    assert [(each["kind"], each["pk"]) for each in paper.moved] == [("problem", row.pk) for row in waiting]
    page = client_of(heir).get(f"/hand-overs/{paper.pk}/").text
    assert "随岗接来2件" in page
    assert "灌渠改线" in page
    assert "现在待批示" in page
    assert decided.title not in page
    assert elsewhere.title not in page
    assert "还有2件没办完" in page
    # The heir goes on, and the one who left, still signed in with no post, sees how many and not what.
    row = city.take(waiting[0], "instruct", heir, instruction="给地")
    assert "当时待批示，现在办理中；还没办完" in client_of(heir).get(f"/hand-overs/{paper.pk}/").text
    left = client_of(city.chief).get(f"/hand-overs/{paper.pk}/")
    assert left.status_code == 200
    assert "随岗移交2件" in left.text
    assert "问题2件" in left.text
    assert "灌渠改线" not in left.text
    # What is done since is told as such to both, to who sees nothing of it as a count.
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="给了")
    row = city.take(row, "verify", city.office, verification="看过", initiative="yes")
    city.take(row, "confirm", city.firm_account, grade="satisfied")
    for reader, seen in ((heir, True), (city.chief, False)):
        told = client_of(reader).get(f"/hand-overs/{paper.pk}/").text
        assert "后来办完1件，还有1件没办完" in told
        assert ("现在已解决；已办完" in told) is seen


def test_a_paper_of_before_states_were_kept_tells_what_stands_now(city: ProblemCity) -> None:
    escalated(city, "灌渠改线")
    paper, heir = passed_on(city.chief)
    HandOver.objects.update(moved=[{key: each[key] for key in ("kind", "pk", "title")} for each in paper.moved])
    page = client_of(heir).get(f"/hand-overs/{paper.pk}/").text
    assert "现在待批示；还没办完" in page
    assert "当时待" not in page


def test_who_left_for_another_post_reads_what_that_post_sees(city: ProblemCity) -> None:
    escalated(city, "灌渠改线")
    paper, _ = passed_on(city.chief)
    active(city.chief, "committee", city.region)
    assert "灌渠改线" in client_of(city.chief).get(f"/hand-overs/{paper.pk}/").text


def test_an_expert_passes_on_what_they_were_asked() -> None:
    city = ExpertCity()
    row = city.ask(experts=city.experts[:1])
    paper, heir = passed_on(city.experts[0])
    assert [(each["kind"], each["pk"]) for each in paper.moved] == [("consultation", row.pk)]
    assert row.title in client_of(heir).get(f"/hand-overs/{paper.pk}/").text
    mine = row.opinions.get()
    assert OPINION_VERBS["take_up"](row=mine, version=0, by=User.objects.get(pk=heir.pk)).state == "taken_up"


def test_nobody_else_reads_it(city: ProblemCity) -> None:
    escalated(city, "灌渠改线")
    paper, heir = passed_on(city.chief)
    others = [city.office, city.team, User.objects.get(username="guard")]
    assert [client_of(each).get(f"/hand-overs/{paper.pk}/").status_code for each in others] == [404] * 3
    assert f"/hand-overs/{paper.pk}/" in client_of(heir).get("/my/posts/").text
    heir.is_active = False
    heir.save()
    assert client_of(heir).get(f"/hand-overs/{paper.pk}/").status_code == 302


def test_what_waits_in_a_room_that_says_nothing_of_itself_is_frozen_as_it_stood(
    city: ProblemCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = city.asked(title="水渠要改线")
    rows = (WaitingRow(Link(row.title, "problem", (row.pk,)), "受理"), WaitingRow(Link("来件", "problems"), "3件"))
    toy = Room(code="toy", title="试", waiting=lambda vp: Waiting(4, rows))
    monkeypatch.setattr(moved, "rooms", lambda: (toy,))
    told = moved.waiting_of_post(city.office.assignments.get(), city.office.assignments.get())
    assert [tuple(each) for each in told] == [("problem", row.pk, "水渠要改线", "待受理"), ("", 0, "来件：3件", "")]


def test_every_kind_that_passes_on_can_be_told_apart() -> None:
    kinds = ("observation", "statement", "proposal", "problem", "consultation")
    assert all(subjects_of_kinds((kind, 1) for kind in kinds))
    assert subjects_of_kinds([("", 0), ("strange", 1)]) == ["", ""]
