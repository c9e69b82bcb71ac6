"""What rooms bring to a meeting together: every work of a plan is shown by a figure that some room gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.consultations.jobs import due, lapse_silence
from lianzhang.consultations.models import Consultation
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import viewpoint
from lianzhang.plans.folder import read_folder
from lianzhang.plans.models import ProjectKind
from lianzhang.problems.starting import begun_with
from lianzhang.projects.models import Project
from lianzhang.records.api import subject_of
from lianzhang.registry.api import key_of_body
from lianzhang.work.api import links_of
from tests.acting import seated
from tests.consultations.world import ExpertCity
from tests.enterprises.world import City
from tests.projects.world import ProjectCity, fresh
from tests.real import ROOT
from tests.visits.world import VisitCity

pytestmark = pytest.mark.django_db


def agenda(city: City, at: date, chain: object = None) -> list[AgendaRow]:
    vp = viewpoint(fresh(city.office), {"at": at.isoformat()}, at)
    query = AgendaQuery(chain=chain, since=at - timedelta(days=90), at=at)
    return [row for room in rooms() if room.agenda for row in room.agenda(vp, query)]


def test_every_work_of_the_plan_is_shown_by_a_figure_of_some_room() -> None:
    city = ProjectCity()
    told = {row.code for row in agenda(city, timezone.localdate()) if row.group is AgendaGroup.DONE}
    folder, _ = read_folder(ROOT / "plans" / "xiangyang-2021-2023")
    wanted = {code for row in folder.rows("works") for code in row["shown_by"] if not code.startswith("record_")}
    assert wanted <= told


def test_a_project_that_stands_still_is_on_the_agenda_of_its_own_chain_alone() -> None:
    city = ProjectCity()
    row = city.signed()
    Project.objects.filter(pk=row.pk).update(stalled_on=timezone.localdate() - timedelta(days=7))
    own = agenda(city, timezone.localdate(), city.chains[0])
    other = agenda(city, timezone.localdate(), city.chains[1])
    still = [each for each in own if each.kind == "项目"]
    assert [(each.title, each.late) for each in still] == [("电芯项目", True)]
    assert not [each for each in other if each.kind == "项目"]
    assert {each.code: each.value for each in own if each.code}["projects_stalled"] == 1


def test_a_question_that_nobody_answered_is_on_the_agenda() -> None:
    city = ExpertCity()
    row = city.ask()
    Consultation.objects.update(wanted_by=timezone.localdate() - timedelta(days=1))
    lapse_silence(keys=due())
    own, other = (agenda(city, timezone.localdate(), chain) for chain in city.chains[:2])
    assert [(each.title, each.row) for each in own if each.kind == "咨询"] == [(row.title, row)]
    assert not [each for each in other if each.kind == "咨询"]


def test_a_lead_that_stands_still_is_counted_and_not_named() -> None:
    city = ProjectCity()
    row = city.lead()
    Project.objects.filter(pk=row.pk).update(stalled_on=timezone.localdate() - timedelta(days=7))
    told = agenda(city, timezone.localdate())
    assert not [each for each in told if row.name in each.title]
    assert {each.code: each.value for each in told if each.code}["projects_stalled"] == 1


def source_of(city: City, row: Any) -> str | None:
    vp = viewpoint(fresh(city.office), {}, timezone.localdate())
    return begun_with(vp, subject_of(row)).get("source")


def test_a_problem_that_was_told_of_on_a_visit_says_so() -> None:
    city = VisitCity()
    assert source_of(city, city.recorded()) == "visit"


def test_where_a_problem_of_a_project_comes_from_is_for_people_to_say() -> None:
    city = ProjectCity()
    assert source_of(city, city.signed()) == ""


def test_what_was_promised_stands_by_a_light() -> None:
    city = VisitCity()
    city.promised()
    promised = [row for row in agenda(city, timezone.localdate()) if row.group is AgendaGroup.PROMISED]
    assert [(row.title, row.kind in LIGHTS) for row in promised] == [("接通二期供电", True)]


def test_a_visit_leads_to_a_project_that_is_linked_with_it_and_a_promise_does_not() -> None:
    city = VisitCity()
    visit = city.recorded()
    client = Client()
    client.force_login(city.office)
    page = client.get(f"/visits/{visit.pk}/").text
    assert "登记项目线索" in page
    promise = city.promised(visit)
    assert "登记项目线索" not in client.get(f"/promises/{promise.pk}/").text
    ProjectKind.objects.create(plan=city.plan, code="new", name="新建", what="kind", begins="lead")
    sent = {"name": "壳体项目", "kind": "new", "investor": "外地壳体厂", "chain": city.chains[0].code}
    sent["unit"] = key_of_body(city.bureau)
    answer = client.post(f"/projects/new/?from=visits.Visit:{visit.pk}", sent)
    assert answer.status_code == 302, answer.text
    made = Project.objects.get()
    assert [each.target for each in links_of(visit)] == [f"projects.Project:{made.pk}"]
    assert str(visit) in client.get(f"/projects/{made.pk}/").text


def test_who_does_not_see_a_visit_links_nothing_with_it() -> None:
    city = VisitCity()
    visit = city.recorded()
    ProjectKind.objects.create(plan=city.plan, code="new", name="新建", what="kind", begins="lead")
    rival = Client()
    rival.force_login(seated("far", "district", city.region, region=city.districts[1]))
    sent = {"name": "壳体项目", "kind": "new", "investor": "外地壳体厂"}
    page = rival.get(f"/projects/new/?from=visits.Visit:{visit.pk}").text
    assert "外地壳体厂" not in page
    rival.post(f"/projects/new/?from=visits.Visit:{visit.pk}", sent)
    assert Project.objects.count() == 1
    assert links_of(visit) == []
