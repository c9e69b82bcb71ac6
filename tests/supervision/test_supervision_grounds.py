"""By what a matter may end besides a word: a task that came of it, done with a paper and verified by another.

And what the office itself leads, what was said to units and came back, and which columns an annex is issued with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import Settings

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.plans.api import Run, State
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Organization
from lianzhang.responsibility.actions import assign
from lianzhang.supervision import actions
from lianzhang.supervision.columns import USUAL
from lianzhang.supervision.jobs import link_task
from lianzhang.supervision.models import Reminder, SupervisionItem
from lianzhang.supervision.models import State as S
from lianzhang.supervision.queries import to_do
from lianzhang.tasks.api import tasks_from
from lianzhang.tasks.models import Task, TaskState
from lianzhang.tasks.task_actions import VERBS
from lianzhang.work.api import StepRefused
from tests.tasks.world import paper

from .world import SupervisedCity

pytestmark = pytest.mark.django_db

DAY = date(2023, 12, 20)


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> SupervisedCity:
    settings.VAR = tmp_path
    return SupervisedCity(monkeypatch)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def set_task(city: SupervisedCity, address: str = "/tasks/new/", **more: Any) -> Task:
    """As the office sets one from a page: what the form says beforehand, and a deadline."""
    client = client_of(city.office)
    page = client.get(address)
    assert page.status_code == 200
    said = {name: value for name, value in page.context["form"].initial.items() if value}
    sent = said | {"source": page.context["subject"], "deadline": "2023-12-20", **more}
    answer = client.post("/tasks/new/", sent)
    assert answer.status_code == 302, answer.text
    return Task.objects.latest("pk")


def take(city: SupervisedCity, row: Task, name: str, by: User, **given: Any) -> Task:
    row.refresh_from_db()
    return VERBS[name](row=row, version=row.version, by=city.fresh(by), **given)


def done(city: SupervisedCity, row: Task, upto: str = "verify") -> Task:
    row = take(city, row, "take_up", city.bureau_account)
    row = take(city, row, "report", city.bureau_account, done_on=date(2023, 11, 15), report="补齐了", paper=paper())
    return take(city, row, "verify", city.office, verification="看了原件") if upto == "verify" else row


def from_target(city: SupervisedCity) -> SupervisionItem:
    given = {"paper_title": "责任分工", "starts": date(2023, 11, 1), "seen": "", "by": city.fresh(city.office)}
    assign(subject=city.missed, lead=city.bureau, **given)
    return city.issued(f"plans.Target:{city.missed.pk}")


def end_by_task(city: SupervisedCity, item: SupervisionItem) -> SupervisionItem:
    return city.take(item, "end", city.office, recognition="task", basis="任务办结，看了凭据")


class TestGrounds:
    def test_a_missed_target_is_given_to_its_unit_and_its_matter_ends_by_the_task(self, city: SupervisedCity) -> None:
        item = from_target(city)
        office = client_of(city.office)
        shown = office.get(f"/supervision/{item.pk}/").text
        address = f"/tasks/new/?source=supervision.SupervisionItem%3A{item.pk}&amp;target={city.missed.code}"
        assert address in shown
        task = set_task(city, address.replace("&amp;", "&"))
        assert (task.lead.organization, task.target, task.title[:3]) == (city.bureau, city.missed, "补上“")
        assert task.title in office.get(f"/supervision/{item.pk}/").text
        item = city.walk(item, ("answer", "accept"))
        with pytest.raises(ValidationError, match="先交办"):
            end_by_task(city, item)
        done(city, task, "report")
        with pytest.raises(ValidationError, match="已经核验办结"):
            end_by_task(city, item)
        take(city, task, "verify", city.office, verification="看了原件")
        item = end_by_task(city, item)
        assert (item.state, item.task) == (S.ENDED, task)
        city.missed.refresh_from_db()
        assert evaluate_target(city.missed, date(2023, 11, 15), run=Run(city.plan)).evaluation.state == State.MISSED
        page = office.get(f"/targets/{city.missed.code}/").text
        assert [
            each for each in (task.number, "核验通过：看了原件", "销号，交办的任务已办结") if each not in page
        ] == []
        assert "没有进展记录" not in page

    def test_what_was_cancelled_or_done_before_or_elsewhere_is_no_ground(self, city: SupervisedCity) -> None:
        before = done(city, set_task(city, f"/tasks/new/?target={city.missed.code}", lead=self.key(city)))
        city.clock.at("2023-11-15T12:00")
        item = city.walk(from_target(city), ("answer", "accept"))
        other = done(city, set_task(city, title="别的", text="别的", proof="文件", lead=self.key(city)))
        source = f"/tasks/new/?source=supervision.SupervisionItem:{item.pk}"
        cancelled = set_task(city, source, title="从督办", text="补", proof="文件", lead=self.key(city))
        take(city, cancelled, "cancel", city.office, reason="不要了")
        assert {before.state, other.state} == {TaskState.CLOSED}
        with pytest.raises(ValidationError, match="先交办"):
            end_by_task(city, item)
        after = set_task(city, f"/tasks/new/?target={city.missed.code}", lead=self.key(city))
        link_task(AuditEvent.objects.filter(action="task.assign").latest("pk"))
        assert after in tasks_from(item, city.fresh(city.office))
        done(city, after)
        assert end_by_task(city, item).task == after

    @staticmethod
    def key(city: SupervisedCity) -> str:
        return f"organization:{city.bureau.pk}"

    def test_a_task_goes_on_with_its_matter(self, city: SupervisedCity) -> None:
        old = from_target(city)
        task = set_task(city, f"/tasks/new/?source=supervision.SupervisionItem:{old.pk}&target={city.missed.code}")
        new = city.issued(f"plans.Target:{city.missed.pk}")
        Task.objects.filter(pk=task.pk).update(target=None)
        done(city, task)
        assert end_by_task(city, city.walk(new, ("answer", "accept"))).task == task

    def test_a_source_out_of_sight_or_that_is_none_is_not_told(self, city: SupervisedCity) -> None:
        item = city.issued()
        stranger = client_of(city.user_as("chain_team", chains=city.chains[1:]))
        for subject in (
            f"supervision.SupervisionItem:{item.pk}",
            "accounts.User:1",
            "x.Y:1",
            "problems.Problem:0",
        ):
            for answer in (
                stranger.get("/tasks/new/", {"source": subject}),
                stranger.post("/tasks/new/", {"source": subject}),
            ):
                assert answer.status_code == 404, subject
        assert client_of(city.bureau_account).get(f"/supervision/{item.pk}/").text.count("交办任务") == 0


class TestOfTheOffice:
    def test_what_the_office_leads_waits_for_a_leader_and_for_nobody_of_it(self, city: SupervisedCity) -> None:
        body = Organization.objects.create(city=city.region, code="office", name="链长办", kind="department")
        own, usual = city.user_as("chain_office", organization=body), city.issued()
        row = city.draft(f"plans.Target:{city.missed.pk}")
        city.edit(row.items.get(), lead=body)
        item = city.issue(row).items.get()
        for each, by in ((item, own), (usual, city.bureau_account)):
            city.take(each, "answer", by, answer="补上了")

        def waits(user: User) -> set[int]:
            return set(SupervisionItem.objects.filter(to_do(city.fresh(user))).values_list("pk", flat=True))

        assert (waits(city.leader), waits(own)) == ({item.pk}, {usual.pk})
        assert waits(city.user_as("chief", chains=city.chains)) == set()
        with pytest.raises(PermissionDenied, match="不能审核自己的反馈"):
            city.take(item, "accept", own, review="好")
        city.take(item, "accept", city.leader, review="看了")
        ended = city.take(item, "end", city.leader, recognition="superior", basis="圈阅")
        assert ended.state == S.ENDED


class TestReminders:
    def test_each_is_kept_with_post_words_and_what_came_back(self, city: SupervisedCity) -> None:
        item = city.issued()
        for words in ("请尽快", ""):
            item = city.take(item, "remind", city.office, reason=words)
        with pytest.raises(PermissionDenied):
            city.take(item, "remind", city.bureau_account, reason="催自己")
        city.take(item, "note", city.bureau_account, reason="在迁线")
        item = city.take(item, "remind", city.office, reason="还差反馈")
        city.walk(item, ("answer",))
        told = [(each.words, each.heard) for each in Reminder.objects.order_by("pk")]
        assert told == [("请尽快", "进展：在迁线"), ("", "进展：在迁线"), ("还差反馈", "反馈：线路已经迁改")]
        assert {each.post for each in Reminder.objects.all()} == {city.office.assignments.get().post}
        assert not visible(city.fresh(city.other_account), Reminder).exists()
        page = client_of(city.bureau_account).get(f"/supervision/{item.pk}/").text
        assert "还差反馈" in page
        assert "3次" in client_of(city.office).get(f"/supervision/lists/{item.list_id}/print/").text
        new = city.issued()
        assert new.reminders == 3
        assert len(client_of(city.office).get(f"/supervision/{new.pk}/").context["dossier"].reminders) == 3


class TestColumns:
    def test_they_are_chosen_in_the_address_and_frozen_with_the_list(self, city: SupervisedCity) -> None:
        row, office = city.draft(f"problems.Problem:{city.late.pk}"), client_of(city.office)
        page = office.get(f"/supervision/lists/{row.pk}/", {"columns": ["lead", "why", "<b>"]})
        assert page.context["asked"] == ["lead", "why"]
        address = f"/supervision/lists/{row.pk}/columns/"
        assert office.post(address, {"version": row.version, "columns": ["no"]}).status_code == 422
        assert office.post(address, {"version": row.version, "columns": ["why", "lead"]}).status_code == 302
        assert office.post(address, {"version": row.version, "columns": ["said"]}).status_code == 409
        row = city.issue(row)
        assert row.columns == "lead,why"
        paper = f"/supervision/lists/{row.pk}/print/"
        assert "反馈期限</th>" not in office.get(paper).text
        assert "反馈期限</th>" in office.get(paper, {"columns": "answer_by"}).text
        row.refresh_from_db()
        assert office.post(address, {"version": row.version, "columns": ["said"]}).status_code == 409
        with pytest.raises(StepRefused):
            actions.arrange(row=row, version=row.version, columns=["said"], by=city.fresh(city.office))
        assert client_of(city.bureau_account).post(address, {"version": row.version}).status_code == 403
        usual = city.issue(city.draft(f"plans.Target:{city.missed.pk}"))
        assert usual.columns == ",".join(USUAL)
