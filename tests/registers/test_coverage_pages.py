"""Declaring a register complete: who may, for what, what it changes on a target's page, and taking it back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.enterprises.revisions import revision
from lianzhang.kernel.periods import Period
from lianzhang.kernel.stale import StaleRow, as_seen
from lianzhang.plans.models import Target
from lianzhang.records.models import AuditEvent
from lianzhang.registers.coverage.actions import coverage_texts, declare, withdraw
from lianzhang.registry.models import Coverage
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
YEARS = Period(date(2021, 1, 1), date(2023, 12, 31))
NOTE = "已逐家核对"


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def anchors(city: City) -> Target:
    return city.world.target("anchors", metric="enterprises.roles", params={"quantity": "q", "item": "anchor"}, value=1)


def client(user: User) -> Client:
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def told(city: City, **more: Any) -> Coverage:
    given = {"city": city.region, "register": "roles", "period": YEARS, "note": NOTE, "by": city.office} | more
    return declare(**given)


def text(by: Client, name: str, *args: Any, **asked: str) -> str:
    answer = by.get(reverse(name, args=args), {"at": "2023-12-31", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def test_declaring_turns_the_unknown_into_a_number_that_opens_its_rows(city: City, anchors: Target) -> None:
    held = city.on_chain(city.firm("甲厂"), role="anchor")
    city.world.observe(anchors, "2023-06", 28)
    office = client(city.office)
    before = text(office, "target", "anchors")
    assert "台账里有1条，尚未申报齐全，不计入" in before
    assert "28家" in before
    answer = office.post(
        reverse("coverage_new"), {"register": "roles:", "region": "", "period": "2021..2023", "note": NOTE}
    )
    assert answer.status_code == 302
    after = text(office, "target", "anchors")
    assert "尚未申报齐全" not in after
    assert "甲厂：链主" in after
    assert reverse("membership_row", args=[held.pk]) in after
    assert "另有公布数" in after
    assert "台账已申报齐全，按台账判断" in after


def test_the_page_says_what_is_complete_and_which_targets_wait(city: City, anchors: Target) -> None:
    page = text(client(city.office), "coverage")
    assert "1项目标要靠台账判断" in page
    assert reverse("target", args=[anchors.code]) in page
    told(city)
    page = text(client(city.office), "coverage")
    assert "有关台账都已申报齐全" in page
    assert NOTE in page
    assert "2021—2023年" in page


def test_an_act_is_told_in_the_log_and_marks_the_register_changed(city: City) -> None:
    before = revision(city.region.pk)
    row = told(city, kind="anchor")
    event = AuditEvent.objects.get(action="coverage.declare")
    assert event.subject == f"registry.Coverage:{row.pk}"
    assert event.facts["kind"] == "anchor"
    assert revision(city.region.pk) != before


def test_a_region_answers_for_itself_alone(city: City) -> None:
    east, west = city.districts
    clerk = city.user_as("district", region=east)
    assert told(city, by=clerk, region=east).region == east
    for other in (west, None):
        with pytest.raises(ValidationError) as refused:
            told(city, by=clerk, region=other)
        assert "region" in refused.value.message_dict
    assert Coverage.objects.count() == 1


@pytest.mark.parametrize("role", ["office_clerk", "chain_team", "park", "member_unit", "enterprise"])
def test_who_may_not_declare(city: City, role: str) -> None:
    by = city.user_as(role, region=city.districts[0]) if role != "park" else city.user_as("park", park=city.park)
    with pytest.raises(PermissionDenied):
        told(city, by=by, region=city.districts[0])
    assert client(by).get(reverse("coverage_new")).status_code == 403


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("register", {"register": "staff"}),
        ("kind", {"kind": "other"}),
        ("kind", {"register": "honours", "kind": "nobody"}),
        ("period", {"period": Period(date(2023, 1, 1), date(2999, 12, 31))}),
        ("note", {"note": " "}),
    ],
)
def test_what_is_refused_says_at_which_field(city: City, field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        told(city, **given)
    assert list(refused.value.message_dict) == [field]


def test_another_citys_region_is_refused(city: City) -> None:
    with pytest.raises(ValidationError) as refused:
        told(city, region=City().districts[0])
    assert "region" in refused.value.message_dict


def test_what_is_declared_already_is_not_declared_again(city: City) -> None:
    told(city)
    for again in ({"kind": "anchor"}, {"region": city.districts[0]}, {}):
        with pytest.raises(ValidationError, match="已申报齐全，不用再报"):
            told(city, **again)


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(city: City) -> None:
    sent = {"register": "roles:", "region": "", "period": "去年", "note": NOTE}
    answer = client(city.office).post(reverse("coverage_new"), sent)
    assert answer.status_code == 422
    assert "不是时期" in answer.content.decode()
    assert NOTE in answer.content.decode()


def test_withdrawing_makes_it_unknown_again_and_keeps_who_and_why(city: City, anchors: Target) -> None:
    row = told(city)
    office = client(city.office)
    seen = as_seen(coverage_texts(row))
    answer = office.post(reverse("coverage_withdraw", args=[row.pk]), {"reason": "漏登三家", "seen": seen})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_reason) == (city.office, "漏登三家")
    assert "漏登三家" in text(office, "coverage")
    assert "1项目标要靠台账判断" in text(office, "coverage")
    assert anchors.code in text(office, "coverage")


def test_a_declaration_withdrawn_meanwhile_is_shown_as_it_stands(city: City) -> None:
    row = told(city)
    seen = as_seen(coverage_texts(row))
    withdraw(coverage=row, reason="先撤回", seen=seen, by=city.office)
    with pytest.raises(StaleRow):
        withdraw(coverage=row, reason="再撤回", seen=seen, by=city.office)
    answer = client(city.office).post(reverse("coverage_withdraw", args=[row.pk]), {"reason": "再撤回", "seen": seen})
    assert answer.status_code == 409
    assert "再撤回" in answer.content.decode()


def test_a_region_takes_back_its_own_declaration_alone(city: City) -> None:
    east, _ = city.districts
    clerk = city.user_as("district", region=east)
    own, citys = told(city, by=clerk, region=east, kind="core"), told(city)
    assert withdraw(coverage=own, reason="漏登", seen=as_seen(coverage_texts(own)), by=clerk).withdrawn_at
    with pytest.raises(PermissionDenied):
        withdraw(coverage=citys, reason="漏登", seen=as_seen(coverage_texts(citys)), by=clerk)


def test_another_citys_declaration_is_not_there(city: City) -> None:
    other = City()
    row = other.cover("roles")
    assert client(city.office).get(reverse("coverage_row", args=[row.pk])).status_code == 404


def _queries(office: Client, name: str, *args: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        text(office, name, *args)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_rows(city: City, anchors: Target) -> None:
    city.world.target("titles", metric="enterprises.honours", params={"item": "prov;nat"}, value=1)
    city.world.target("made", metric="enterprises.output", unit="亿元", measure="level", window="year", value=1)
    office, pages = client(city.office), (("coverage",), ("chains",), ("target", "anchors"), ("target", "titles"))

    def fill(count: int) -> None:
        for number in range(count):
            firm = city.firm()
            city.on_chain(firm, number % 2, role="anchor")
            city.honour(firm, number % 2, granted=date(2022, 1, 1 + number))
            city.statement(firm, output=Decimal(100))

    for register in ("roles", "statements", "honours"):
        city.cover(register)
    fill(2)
    text(office, "coverage")  # what a process asks once
    before = [_queries(office, *page) for page in (*pages, ("target", "made"))]
    fill(9)
    for kind in ("anchor", "core"):
        city.cover("roles", kind)
    text(office, "coverage")  # what is kept while the register stays the same
    assert [_queries(office, *page) for page in (*pages, ("target", "made"))] == before


def test_the_desk_shows_the_output_of_chains_where_it_is_known_and_in_sight(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 0, share=Decimal(60))
    city.statement(firm, 2022, output=Decimal(1_000_000))
    office = client(city.office)
    assert "产值（亿元）" not in text(office, "chains")
    for register in ("roles", "statements"):
        city.cover(register, starts=date(2022, 1, 1), ends=date(2022, 12, 31))
    page = text(office, "chains")
    assert "产值（亿元）</a><small>2022年" in page
    assert f"{reverse('statements_breakdown', args=[city.region.pk])}?" in page
    assert ">60.0</a>" in page
    part = text(client(city.user_as("district", region=city.districts[0])), "chains")
    assert "产值（亿元）" not in part
