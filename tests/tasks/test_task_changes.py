"""What a task asks for, and of whom, changes: amended with a reason, disputed once, ruled on by another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.kernel.measures import read_year
from lianzhang.plans.api import viewpoint
from lianzhang.registry.models import Organization
from lianzhang.tasks.changing_actions import amend, ask_amend
from lianzhang.tasks.measures import tell
from lianzhang.tasks.models import Task, TaskState
from lianzhang.tasks.queries import to_do
from lianzhang.tasks.waiting import waiting
from lianzhang.work.api import StaleRow, StepRefused
from tests.problems.world import Clockwork

from .world import TODAY, TaskCity, paper

pytestmark = pytest.mark.django_db

SAID = {"title": "编成两份方案", "proof": "两份印发的方案", "reason": "上级改了要求"}


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clock = Clockwork(monkeypatch)
    clock.at("2023-10-09T10:00")
    return clock


@pytest.fixture
def city(clockwork: Clockwork, settings: Settings, tmp_path: Path) -> TaskCity:
    settings.VAR = tmp_path
    return TaskCity()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def written(row: Task, by: User, **more: Any) -> Task:
    return amend(row=row, version=row.version, by=fresh(by), **SAID | {"deadline": row.deadline} | more)


def waits_for(row: Task, *users: User) -> list[bool]:
    return [Task.objects.filter(to_do(fresh(user)), pk=row.pk).exists() for user in users]


class TestAmending:
    def test_before_it_is_taken_up_who_assigned_it_writes_it_anew(self, city: TaskCity) -> None:
        row = city.assigned(city.team, chain=city.chains[0])
        for user in (city.bureau_account, city.other_account, city.user_as("chain_team", chains=city.chains)):
            with pytest.raises(PermissionDenied):
                written(row, user)
        with pytest.raises(ValidationError, match="期限已经过了"):
            written(row, city.team, deadline=date(2023, 10, 8))
        row = written(row, city.team, deadline=date(2023, 11, 30))
        assert (row.title, row.amended, row.moved, row.due) == ("编成两份方案", 1, 1, date(2023, 11, 30))
        assert row.first_deadline == date(2023, 12, 20)
        same = written(row, city.team)
        assert (same.amended, same.version) == (1, row.version)
        with pytest.raises(StaleRow):
            amend(row=row, version=row.version - 1, by=fresh(city.team), deadline=TODAY, **SAID)

    def test_once_taken_up_it_is_changed_by_leave_of_another(self, city: TaskCity) -> None:
        row = city.in_hand()
        with pytest.raises(StepRefused):
            written(row, city.office)
        asked = {"row": row, "version": row.version, **SAID}
        with pytest.raises(PermissionDenied):
            ask_amend(by=fresh(city.office), **asked)
        row = ask_amend(by=fresh(city.bureau_account), **asked)
        assert (row.title, row.amended) == ("编成工作方案", 0)
        assert waits_for(row, city.office, city.bureau_account) == [True, False]
        with pytest.raises(StepRefused, match="还没有批"):
            city.take(row, "ask_move", deadline=date(2024, 2, 1), reason="再等")
        own = city.user_as("chain_office", organization=city.bureau)
        with pytest.raises(PermissionDenied, match="承办的单位"):
            city.take(row, "grant", own)
        row = city.take(row, "grant", city.office)
        assert (row.title, row.proof, row.amended, row.asked_title) == (SAID["title"], SAID["proof"], 1, "")
        with pytest.raises(StepRefused, match="没有人申请改写"):
            city.take(row, "grant", city.office)

    def test_two_tabs_and_forged_pages(self, city: TaskCity) -> None:
        row = city.assigned()
        client = Client()
        client.force_login(city.office)
        sent = {"version": row.version, "deadline": "2023-12-20", **SAID}
        assert client.post(f"/tasks/{row.pk}/amend/", sent | {"reason": " "}).status_code == 422
        assert client.post(f"/tasks/{row.pk}/amend/", sent).status_code == 302
        late = client.post(f"/tasks/{row.pk}/amend/", sent | {"title": "第二个窗口"})
        assert (late.status_code, "第二个窗口" in late.text) == (409, True)
        assert client.get(f"/tasks/{row.pk}/ask-amend/").status_code == 409
        assert "改写1次" in client.get("/tasks/").text
        client.force_login(city.other_account)
        assert client.post(f"/tasks/{row.pk}/ask-amend/", sent).status_code == 404


class TestDisputes:
    def test_its_unit_disputes_once_and_the_ruling_is_final(self, city: TaskCity) -> None:
        row = city.assigned()
        with pytest.raises(PermissionDenied):
            city.take(row, "dispute", city.other_account, reason="不归本局")
        row = city.take(row, "dispute", reason="归水利局")
        assert waits_for(row, city.office, city.bureau_account, city.team) == [True, False, False]
        with pytest.raises(PermissionDenied):
            city.take(row, "uphold", city.team, reason="不归专班管")
        with pytest.raises(StepRefused):
            city.take(row, "take_up")
        with pytest.raises(ValidationError, match="和原来的主办单位相同"):
            city.take(row, "reassign", city.office, lead=city.bureau, reason="仍归")
        row = city.take(row, "reassign", city.office, lead=city.other, reason="水利局职责")
        assert (row.state, row.deadline) == (TaskState.ASSIGNED, date(2023, 12, 20))
        assert waits_for(row, city.other_account, city.bureau_account) == [True, False]
        with pytest.raises(StepRefused, match="不再变更"):
            city.take(row, "dispute", city.other_account, reason="也不归")
        told = tell(fresh(city.office), read_year("2023", TODAY), date(2023, 12, 31), "unit")
        assert told.whole.counts["disputed"] == 1

    def test_nobody_rules_on_a_dispute_of_its_own(self, city: TaskCity) -> None:
        own = city.user_as("chain_office", organization=city.bureau)
        row = city.take(city.assigned(own), "dispute", reason="归水利局")
        for name, given in (("uphold", {}), ("reassign", {"lead": city.other})):
            with pytest.raises(PermissionDenied, match="承办的单位"):
                city.take(row, name, own, reason="自己说", **given)
        assert city.take(row, "uphold", city.second_office, reason="职责在此").state == TaskState.ASSIGNED


def test_what_presses_is_urgent(city: TaskCity, clockwork: Clockwork) -> None:
    def urgent(by: User) -> list[bool]:
        vp = viewpoint(fresh(by), {}, TODAY)
        assert vp is not None
        told = waiting(vp)
        assert told is not None
        return [row.urgent for row in told.rows]

    row = city.assigned()
    assert urgent(city.bureau_account) == [False]
    row = city.take(row, "dispute", reason="归水利局")
    assert urgent(city.office) == [True]
    row = city.take(row, "uphold", city.office, reason="职责在此")
    assert urgent(city.bureau_account) == [True]
    row = city.take(row, "take_up")
    assert urgent(city.bureau_account) == [False]
    row = city.take(row, "report", done_on=TODAY, report="好了", paper=paper())
    assert urgent(city.office) == [False]
    city.take(row, "reject", city.office, reason="没有盖章")
    assert urgent(city.bureau_account) == [True]
    soon = city.assigned(lead=city.other, deadline=date(2023, 10, 12))
    assert urgent(city.other_account) == [True]
    assert soon.due == date(2023, 10, 12)


def test_what_the_office_does_itself_waits_for_a_leader(city: TaskCity) -> None:
    body = Organization.objects.create(city=city.region, code="office", name="链长办", kind="department")
    office, leader = city.user_as("chain_office", organization=body), city.user_as("committee")
    row = city.take(city.assigned(lead=body), "take_up", office)
    row = city.take(row, "report", office, done_on=TODAY, report="好了", paper=paper())
    assert waits_for(row, office, leader, city.user_as("chief", chains=city.chains)) == [False, True, False]
    usual = city.reported(title="别的")
    assert waits_for(usual, leader, city.office) == [False, True]
    with pytest.raises(PermissionDenied, match="承办的单位"):
        city.take(row, "verify", office, verification="自己看了")
    assert city.take(row, "verify", leader, verification="看了原件").state == TaskState.CLOSED
