"""Pages of material flows: who opens them, what they say of the loop and of what is unknown, and their forms."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty
from lianzhang.supply.flows import evidence
from lianzhang.supply.models import MaterialFlow

from .flows_world import QUARTER, FlowCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
LIST = "/supply/flows/"


@pytest.fixture
def city() -> FlowCity:
    return FlowCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, address: str = LIST) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, address
    return "".join(answer.content.decode().split())


def typed(**more: Any) -> dict[str, Any]:
    given = {"material": "steel", "site": "", "period": "2022年", "from_local": "800", "from_outside": "200"}
    return given | {"product": "900", "residue": "60", "stock_change": "-20", "source": "地磅单", "why": ""} | more


def test_the_page_says_what_went_round_and_what_nobody_knows(city: FlowCity) -> None:
    city.checked()
    city.flow(city.office, enterprise=city.supplier, residue=None)
    shown = page(city.office)
    assert "收自本地的废钢有90.0%变成产品" in shown
    assert "2家企业报了2份，核对了1份；应报几家不清楚" in shown
    assert "不清楚" in shown


def test_a_city_without_reports_says_that_it_does_not_know(city: FlowCity) -> None:
    assert "闭环多少不清楚" in page(city.office)


def test_a_firm_and_its_district_read_their_own_rivals_and_banks_nothing(city: FlowCity) -> None:
    row = city.flow()
    for by in (city.anchor_account, city.district, city.member):
        assert row.enterprise.name in page(by)
        assert page(by, f"{LIST}{row.pk}/")
    for by in (city.rival_account, city.other_district):
        assert row.enterprise.name not in page(by)
        assert client_of(by).get(f"{LIST}{row.pk}/").status_code == 404
    for by in (city.bank, city.expert, city.chief, city.team):
        assert client_of(by).get(LIST).status_code == 403


def test_a_firm_reports_changes_and_the_office_checks_by_pages(city: FlowCity) -> None:
    client = client_of(city.anchor_account)
    assert client.get(f"{LIST}new/").status_code == 200
    assert client.post(f"{LIST}new/", typed()).status_code == 302
    row = MaterialFlow.objects.get()
    assert (row.enterprise, row.material, row.stock_change) == (city.anchor, city.steel, -20)
    address = f"{LIST}{row.pk}"
    assert client.get(f"{address}/change/").status_code == 200
    assert client.post(f"{address}/change/", typed(version=0, product="910")).status_code == 302
    assert client.post(f"{address}/change/", typed(version=0, product="920")).status_code == 409
    office = client_of(city.office)
    assert office.post(f"{address}/check/", {"version": 0}).status_code == 409
    assert office.post(f"{address}/check/", {"version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.state == "checked"


def test_what_is_wrong_keeps_every_word_and_says_which_sums_contradict(city: FlowCity) -> None:
    client = client_of(city.anchor_account)
    answer = client.post(f"{LIST}new/", typed(product="1100"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "出的比进的多" in shown
    assert 'value="1100"' in shown
    assert client.post(f"{LIST}new/", typed(product="1100", why="盘点补记")).status_code == 302
    shown = page(city.office, f"{LIST}{MaterialFlow.objects.get().pk}/")
    assert "盘点补记" in shown
    for wrong in (typed(period="2022年1月"), typed(period="瞎写"), typed(material="gold"), typed(from_local="很多")):
        assert client.post(f"{LIST}new/", wrong).status_code == 422


def test_a_quarter_that_a_year_holds_says_so(city: FlowCity) -> None:
    city.flow()
    quarter = city.flow(**QUARTER)
    assert "不重复计" in page(city.office, f"{LIST}{quarter.pk}/")
    assert "1家企业报了1份" in page(city.office)


def test_the_list_is_narrowed_by_what_balances_come_to_and_written_out(city: FlowCity) -> None:
    city.flow(product=Decimal(800))
    city.flow(city.office, enterprise=city.supplier)
    client = client_of(city.office)
    for comes_to, count in (("rest", 1), ("explained", 1), ("excess", 0), ("unknown", 0), ("", 2)):
        answer = client.get(f"{LIST}export.xlsx", {"comes_to": comes_to})
        sheet = load_workbook(BytesIO(b"".join(answer) if answer.streaming else answer.content)).active
        assert sheet is not None
        assert sheet.max_row - 1 == count, comes_to


def test_what_waits_is_told_to_who_may_check_and_not_to_who_typed(city: FlowCity) -> None:
    city.flow(city.office)
    assert "1份物料流向</a>等您办" not in page(city.office)
    assert "1份物料流向</a>等您办" in page(city.second_office)


def test_what_was_checked_shows_the_duty_done_that_its_material_names(city: FlowCity) -> None:
    duty = Duty.objects.create(plan=city.plan, clause=city.world.clause, code="d_scrap", name="废钢闭环")
    city.steel.duty = duty
    city.steel.save()
    row = city.flow()
    assert not list(evidence._gathered(city.plan))
    city.step(row, "check", city.office)
    (record,) = evidence._gathered(city.plan)
    assert (record.duty, record.row.pk, record.date) == (duty.pk, row.pk, row.period_end)
    address = reverse("duty", args=[duty.code]) + "?at=2023-12-31"
    assert f"{LIST}{row.pk}/" in page(city.office, address)
    assert f"{LIST}{row.pk}/" not in page(city.other_district, address)


@pytest.mark.parametrize("reports", [1, 12])
def test_the_list_asks_as_many_queries_for_one_as_for_many(
    city: FlowCity, reports: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(reports):
        city.flow(site=f"{number}号厂")
    client = client_of(city.office)
    client.get(LIST)
    with django_assert_max_num_queries(45):
        client.get(LIST)
