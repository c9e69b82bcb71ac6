"""Pages of projects: one from lead to signed, the list, the form, what another unit learns of a lead."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.projects.models import Claim, Project, Stage

from .world import ProjectCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> ProjectCity:
    return ProjectCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(by: User, row: Project, step: str, status: int = 302, **given: object) -> str:
    row.refresh_from_db()
    address = f"/projects/{row.pk}/{step.replace(chr(95), chr(45))}/"
    answer = client_of(by).post(address, {"version": row.version, **given})
    assert answer.status_code == status, answer.text
    row.refresh_from_db()
    return answer.text


def test_a_lead_is_talked_about_and_signed(city: ProjectCity) -> None:
    today = timezone.localdate().isoformat()
    sent = {"name": "电芯项目", "kind": "new", "investor": "示例远山能源公司", "chain": city.chains[0].code}
    assert client_of(city.promoter).post("/projects/new/", sent).status_code == 302
    row = Project.objects.get()
    post(city.promoter, row, "meet", on=today)
    assert "还缺计划总投资" in post(city.promoter, row, "sign", 403, on=today)
    more = {"planned": "50000", "contract": "60000", "region": city.districts[0].code}
    post(city.promoter, row, "amend", **sent, **more)
    post(city.promoter, row, "sign", on=today)
    assert (row.state, row.number[:4], str(row.unit)) == (Stage.SIGNED, today[:4], "招商局")
    page = client_of(city.office).get(f"/projects/{row.pk}/").text
    assert "签约" in page
    assert "50,000" not in page
    assert "5亿元" in page
    listed = client_of(city.office).get("/projects/", {"group": "introduced"})
    assert [line.row for line in listed.context["listed"].lines] == [row]


def test_who_reports_an_investor_again_learns_only_that_there_was_a_first(city: ProjectCity) -> None:
    first = city.lead()
    sent = {"name": "储能项目", "kind": "new", "investor": " 示例远山能源（公司） "}
    client = client_of(city.east)
    answer = client.post("/projects/new/", sent, follow=True)
    assert "已有单位首报，请问" in answer.text
    assert first.name not in answer.text
    assert first.number not in answer.text
    assert (Project.objects.count(), Claim.objects.get().project) == (1, first)
    office = client_of(city.office).get("/projects/claims/").text
    assert "储能项目" in office
    assert "东区" in office
    assert client.get("/projects/claims/").status_code == 403


def test_a_rival_district_sees_nothing_of_a_lead_in_talks(city: ProjectCity) -> None:
    row = city.lead(city.west, region=city.districts[0])
    for rival in (city.east, city.parkers, city.bureau_account, city.firm_account):
        assert client_of(rival).get(f"/projects/{row.pk}/").status_code == 404
        listed = client_of(rival).get("/projects/")
        assert row.name not in listed.text
        assert listed.context["tally"].total == 0
    for sees in (city.west, city.office, city.chief, city.team):
        assert client_of(sees).get(f"/projects/{row.pk}/").status_code == 200
