"""Who acts on a row that another has deleted is told so and gets back the words typed: on every kind of row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.consultations.models import Consultation, Opinion
from lianzhang.enterprises.merging import not_the_same
from lianzhang.enterprises.models import Contact, MembershipProposal, ResearchBody
from lianzhang.exchange.models import Batch
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.models import (
    ChecklistItem,
    ChecklistRecord,
    PlanChange,
    ProblemKind,
    ProblemLevel,
    ProjectKind,
    VisitKind,
    WorkKind,
    WorkTopic,
)
from lianzhang.plans.observations import actions as figures
from lianzhang.problems.raise_actions import raise_problem
from lianzhang.projects.models import Milestone, Need, Project
from lianzhang.registry.models import Appointment, Organization, ResponsibleUnit
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.reviews.models import Decision, Meeting
from lianzhang.statements import actions as statements
from lianzhang.statements.models import PeriodLock
from lianzhang.supervision.models import SupervisionItem, SupervisionList
from lianzhang.tasks.api import start_task
from lianzhang.tasks.record_actions import enter_record
from lianzhang.visits.models import Promise, Visit
from lianzhang.work import transactions
from lianzhang.work.workflows import workflows
from tests.acting import post_of
from tests.contracts.gone_acts import ACTS, PART, SAID
from tests.contracts.gone_assessments import AssessmentRows
from tests.contracts.gone_market import OF_THE_FIRM, MarketRows
from tests.contracts.gone_parks import ParkRows
from tests.contracts.gone_plans import kept_paper
from tests.contracts.gone_platforms import PlatformRows
from tests.contracts.gone_policies import PolicyRows
from tests.contracts.gone_supply import SupplyRows
from tests.contracts.gone_talent import TalentRows
from tests.contracts.test_matrix import names
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import City
from tests.plans import reports
from tests.plans.world import START
from tests.projects.made import a_lead

__all__ = ["ACTS", "Rows", "rows", "send"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SHOWN = "这是我刚写的&lt;i&gt;话&lt;/i&gt;"


class Rows(SupplyRows, MarketRows, PolicyRows, ParkRows, AssessmentRows, PlatformRows, TalentRows):
    """A row of each kind that nothing hangs on, so that it can be deleted."""

    def __init__(self) -> None:
        self.city = city = City()
        self.other = city.firm()

    def figure(self) -> Model:
        world = self.city.world
        return figures.enter(plan=world.plan, entry=reports.entry_for(world.target()), by=self.city.office)

    def paper_draft(self) -> Model:
        return kept_paper(self.city)

    def plan_change(self) -> Model:
        by, plan = self.city.office, self.city.plan
        said = {"entered_by": by, "entered_at": timezone.now(), "title": "修订"}
        return PlanChange.objects.create(city=plan.city, plan=plan, **said)

    def confirmed_figure(self) -> Model:
        return self.city.world.observe(self.city.world.target(), "2022", 5)

    def statement(self) -> Model:
        return statements.enter(enterprise=self.other, period=period("2022"), entry=entry_of(), by=self.city.office)

    def confirmed_statement(self) -> Model:
        return self.city.statement(self.other)

    def honour(self) -> Model:
        return self.city.honour(self.other)

    def segment(self) -> Model:
        return self.city.segments[-1]

    def coverage(self) -> Model:
        return self.city.cover("roles")

    def appointment(self) -> Model:
        post = post_of("chief", self.city.region, chains=self.city.chains)
        return Appointment.objects.create(post=post, holder="市政府", starts=START, source="文件")

    def paper(self) -> Model:
        item = ChecklistItem.objects.create(plan=self.city.plan, code="plan", name="工作方案", order=1)
        chain = self.city.chains[0]
        return ChecklistRecord.objects.create(item=item, chain=chain, title="方案", date=START, source="文件")

    def lock(self) -> Model:
        days = {"period_start": START, "period_end": date(2021, 12, 31)}
        return PeriodLock.objects.create(city=self.city.region, register="statements", by=self.city.office, **days)

    def firm(self) -> Model:
        return self.city.firm()

    def membership(self) -> Model:
        return self.city.on_chain(self.other)

    def proposal(self) -> Model:
        asked = {"chain": self.city.chains[0], "starts": START, "reason": "名单", "entered_by": self.city.clerk}
        return MembershipProposal.objects.create(enterprise=self.other, kind="put", **asked)

    def contact(self) -> Model:
        return Contact.objects.create(enterprise=self.other, post="办公室", phone="0710-3511111")

    def body(self) -> Model:
        return ResearchBody.objects.create(enterprise=self.other, name="中心", opened=START)

    def problem(self) -> Model:
        ProblemLevel.objects.create(plan=self.city.plan, code="office", name="链办")
        kind = ProblemKind.objects.create(plan=self.city.plan, code="land", name="用地")
        given = {"title": "缺电", "text": "线路没有改迁", "kind": kind, "source": "hotline", "by": self.city.office}
        return raise_problem(city=self.city.region, **given)

    def project(self) -> Model:
        return a_lead(self.city.plan, self.city.office)  # type: ignore[no-any-return]

    def landed_project(self) -> Model:
        row = self.project()
        Project.objects.filter(pk=row.pk).update(state="landed", lead_on=START, landed_on=START)
        kind = ProjectKind.objects.create(plan=self.city.plan, what="need", code="land", name="用地")
        Milestone.objects.create(pk=int(PART), project_id=row.pk, title="封顶", baseline=START, forecast=START)
        Need.objects.create(pk=int(PART), project_id=row.pk, kind=kind, text="一百亩")
        return Project.objects.get(pk=row.pk)

    def list(self) -> Model:
        city = self.city
        return SupervisionList.objects.create(city=city.region, plan=city.plan, title="督办清单", as_of=START)

    def matter(self) -> Model:
        told = {
            "kind": "target",
            "kind_title": "目标",
            "page": "target",
            "page_key": "1",
            "matter": "一",
            "asked": "一",
        }
        days = {"answer_by": START, "due": START, "colour": "blue", "colour_now": "blue"}
        return SupervisionItem.objects.create(list=self.list(), place=1, subject="plans.Target:1", **told, **days)

    def consultation(self) -> Model:
        given = {"chain": self.city.chains[0], "title": "换国产", "question": "行不行", "wanted_by": START}
        asked = {"asked_by": self.city.office, "asked_at": timezone.now()}
        return Consultation.objects.create(city=self.city.region, **given, **asked)

    def opinion(self) -> Model:
        post = post_of("expert", self.city.region, chains=self.city.chains)
        return Opinion.objects.create(consultation=self.consultation(), post=post)  # type: ignore[misc]

    def meeting(self) -> Model:
        chair = post_of("chief", self.city.region, chains=self.city.chains)
        days = dict.fromkeys(("starts", "ends", "limit", "on", "first_on"), START)
        given = {"rank": chair.rank, "chair": chair, "activity": "调度", "every": "quarter"}
        chain = self.city.chains[0]
        return Meeting.objects.create(city=self.city.region, plan=self.city.plan, chain=chain, **given, **days)

    def held_meeting(self) -> Model:
        Meeting.objects.filter(pk=(row := self.meeting()).pk).update(state="held", held_on=START, as_of=START)
        return row

    def decision(self) -> Model:
        unit = ResponsibleUnit.objects.create(city=self.city.region, region=self.city.districts[1])
        said = {"title": "一", "text": "一", "proof": "一", "lead": unit, "deadline": START, "asked_at": timezone.now()}
        return Decision.objects.create(meeting=self.meeting(), place=1, **said)

    def responsibility(self) -> Model:
        unit = ResponsibleUnit.objects.create(city=self.city.region, region=self.city.districts[0])
        given = {"recorded_by": self.city.office, "recorded_at": timezone.now(), "paper_title": "文件"}
        target = self.city.world.target()
        return Responsibility.objects.create(city=self.city.region, target=target, lead=unit, starts=START, **given)

    def share(self) -> Model:
        given = {"chain": self.city.chains[0], "comparator": ">=", "value": 5, "due": START, "state": "disputed"}
        return TargetShare.objects.create(city=self.city.region, target=self.city.world.target(), **given)

    def task(self) -> Model:
        body = Organization.objects.create(city=self.city.region, code="bureau", name="经信局")
        given = {"title": "编方案", "text": "编一份", "proof": "方案", "lead": body, "deadline": date(2099, 1, 1)}
        return start_task(city=self.city.region, by=self.city.office, **given)

    def record(self) -> Model:
        kind = WorkKind.objects.create(plan=self.city.plan, code="work", name="质量管理")
        given = {"kind": kind, "title": "讲课", "result": "三家企业", "date": START, "chain": self.city.chains[0]}
        return enter_record(city=self.city.region, by=self.city.office, **given)

    def course(self) -> Model:
        row = self.record()
        WorkTopic.objects.create(plan=self.city.plan, code="topic", name="财税", kind=row.kind)
        return row

    def visit(self, state: str = "planned") -> Visit:
        city = self.city
        kind, _ = VisitKind.objects.get_or_create(plan=city.plan, code="joint", name="招商", to="target")
        lead = post_of("chain_team", city.region, chains=city.chains)
        days = {"date": START, "first_date": START, "entered_at": timezone.now(), "written_at": timezone.now()}
        told = {"target": "外地厂", "topic": "设厂", "chain": city.chains[0], "lead": lead, "state": state}
        return Visit.objects.create(city=city.region, kind=kind, entered_by=city.office, **days, **told)

    def held_visit(self) -> Model:
        return self.visit("held")

    def written_visit(self) -> Model:
        return self.visit("written")

    def promise(self) -> Model:
        unit = ResponsibleUnit.objects.create(city=self.city.region, region=self.city.districts[1])
        days = {"made_on": START, "deadline": START, "first_deadline": START, "entered_at": timezone.now()}
        told = {"target": "外地厂", "text": "供地", "unit": unit, "entered_by": self.city.office}
        return Promise.objects.create(city=self.city.region, **days, **told)

    def batch(self) -> Model:
        office = self.city.office
        held = Assignment.objects.get(user=office)
        facts = {"register": "firms", "name": "一.xlsx", "sha256": "0" * 64, "size": 1, "state": "checked"}
        return Batch.objects.create(city=self.city.region, uploaded_by=office, assignment=held, **facts)

    def verdict(self) -> Model:
        return not_the_same(one=self.other, other=self.city.firm(), reason="两家", by=self.city.office)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def office(rows: Rows) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(rows.city.office)
    return client


def send(client: Client, rows: Rows, name: str, row: Any) -> Any:
    sent = {
        "version": "0",
        "seen": "",
        "other": str(rows.other.pk),
        "lead": f"region:{rows.city.districts[0].pk}",
    } | ACTS[name][1]
    if name in OF_THE_FIRM:
        client.force_login(rows.its_firm())
    match ACTS[name][0]:
        case "body":
            return client.post(reverse(name, args=[rows.other.pk]), sent | {"body": str(row.pk)})
        case "verdict":
            return client.post(reverse(name), sent | {"verdict": str(row.pk)})
    return client.post(reverse(name, args=[row.pk]), sent)


def assert_told(answer: Any, name: str) -> None:
    assert answer.status_code == 404, (name, answer.status_code)
    if SAID in ACTS[name][1].values():
        assert SHOWN in answer.text
    assert SAID not in answer.text


def test_every_step_that_has_an_address_is_tried() -> None:
    steps = {flow.step_page(step.name) for flow in workflows() for step in flow.lifecycle.offered}
    assert steps & set(names()) <= set(ACTS)


@pytest.mark.parametrize("name", ACTS)
def test_who_opened_a_row_before_it_was_deleted_gets_their_words_back(name: str, rows: Rows, office: Client) -> None:
    row = getattr(rows, ACTS[name][0])()
    former = type(row)._default_manager.get(pk=row.pk)
    row.delete()
    assert_told(send(office, rows, name, former), name)


@pytest.mark.parametrize("name", ACTS)
def test_who_is_overtaken_in_the_same_moment_is_told_what_is_gone(
    name: str, rows: Rows, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row goes after the view has fetched it, and before the act begins."""
    row = getattr(rows, ACTS[name][0])()
    former = type(row)._default_manager.get(pk=row.pk)

    @contextmanager
    def overtaken() -> Iterator[None]:
        type(row)._default_manager.filter(pk=row.pk).delete()
        with transaction.atomic():
            yield

    monkeypatch.setattr(transactions, "transaction", SimpleNamespace(atomic=overtaken))
    answer = send(office, rows, name, former)
    assert_told(answer, name)
    assert f"这条{row._meta.verbose_name}刚被删除，不能再办理" in answer.text


@pytest.mark.parametrize("name", ACTS)
def test_who_came_too_late_for_a_row_that_went_meanwhile_is_told_what_is_gone(
    name: str, rows: Rows, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act is refused because the row changed, and the row goes before the page reads what stands there now: the
    page shows it as the act saw it, or says that it is gone."""
    row = getattr(rows, ACTS[name][0])()
    if hasattr(row, "version"):
        type(row)._default_manager.filter(pk=row.pk).update(version=7)
    stale = []

    @contextmanager
    def overtaken() -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except StaleRow:
            stale.append(name)
            type(row)._default_manager.filter(pk=row.pk).delete()
            raise

    monkeypatch.setattr(transactions, "transaction", SimpleNamespace(atomic=overtaken))
    answer = send(office, rows, name, row)
    if answer.status_code != 409 and stale:
        assert_told(answer, name)
