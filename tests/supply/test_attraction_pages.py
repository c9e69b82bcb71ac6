"""The list of outside suppliers: who reads it, what weighs, what leaves as a visit plan, what is begun from it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User

from .world import YEAR, SupplyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AT = f"at={YEAR}-12-31"
LIST = f"/supply/attraction/?{AT}"


@pytest.fixture
def city() -> SupplyCity:
    made = SupplyCity()
    made.bought(supplier=made.elsewhere, item="芯片", product=made.chip, value=Decimal(900))
    made.bought(made.rival_account, customer=made.rival, supplier=made.elsewhere, item="芯片", value=Decimal(50))
    made.bought_from_stranger(item="支架", value=Decimal(300))
    made.bought(value=Decimal(5000))
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def ranked(by: User, asked: str = "") -> list[tuple[str, float, int, int]]:
    rows = client_of(by).get(f"{LIST}&{asked}").context["rows"]
    return [(row.name, row.sales, row.buyers, row.sole_items) for row in rows]


class TestWhoReads:
    def test_the_office_sees_all_and_a_team_what_its_own_firms_buy(self, city: SupplyCity) -> None:
        assert ranked(city.office) == [("远山芯片有限公司", 950.0, 2, 2), (city.STRANGER, 300.0, 1, 1)]
        assert ranked(city.team) == [("远山芯片有限公司", 900.0, 1, 1), (city.STRANGER, 300.0, 1, 1)]
        assert ranked(city.chief) == ranked(city.team)
        assert ranked(city.rival_team) == [("远山芯片有限公司", 50.0, 1, 1)]

    def test_who_reads_no_purchases_is_told_no_name_and_no_number(self, city: SupplyCity) -> None:
        others = ("head_chief", "committee", "member_unit", "park")
        accounts = [city.district, city.bank, city.expert, city.anchor_account, city.rival_account]
        for by in (*accounts, *map(city.user_as, others)):
            page = client_of(by).get(LIST)
            assert page.status_code == 200
            assert "不对您现在的岗位公布" in page.text
            for words in ("远山芯片", city.STRANGER, "950", "1,250"):
                assert words not in page.text
            for address in ("supplier/", "export.xlsx"):
                assert client_of(by).get(f"/supply/attraction/{address}?firm={city.elsewhere.pk}").status_code == 403

    def test_of_one_supplier_only_the_lines_in_sight_are_shown(self, city: SupplyCity) -> None:
        address = f"/supply/attraction/supplier/?firm={city.elsewhere.pk}&{AT}"
        office = client_of(city.office).get(address)
        assert {line.customer for line in office.context["page"]} == {city.anchor, city.rival}
        team = client_of(city.team).get(address)
        assert [line.customer for line in team.context["page"]] == [city.anchor]
        assert "西区商用车" not in team.text
        stranger = f"/supply/attraction/supplier/?stranger={city.STRANGER}&{AT}"
        assert client_of(city.team).get(stranger).status_code == 200
        for asked in (f"stranger={city.STRANGER}", f"firm={city.supplier.pk}", "firm=x", ""):
            assert client_of(city.rival_team).get(f"/supply/attraction/supplier/?{asked}&{AT}").status_code == 404


class TestWhatWeighs:
    def test_the_weights_stand_in_the_address_and_decide(self, city: SupplyCity) -> None:
        city.analysed({city.elsewhere: 0.001, city.STRANGER: 0.09})
        assert [name for name, *_ in ranked(city.office)] == ["远山芯片有限公司", city.STRANGER]
        only_risk = "sales=0&buyers=0&sole=0&risk=10"
        assert [name for name, *_ in ranked(city.office, only_risk)] == [city.STRANGER, "远山芯片有限公司"]
        page = client_of(city.office).get(f"{LIST}&{only_risk}")
        assert [(each.name, each.share) for each in page.context["sliders"] if each.share] == [("risk", 1.0)]
        assert [round(row.score) for row in page.context["rows"]] == [100, 1]

    def test_without_a_run_it_says_so(self, city: SupplyCity) -> None:
        page = client_of(city.office).get(f"{LIST}&sales=x&risk=99")
        assert "停供代价还没有算过" in page.text
        assert {each.name: each.share for each in page.context["sliders"]}["risk"] is None

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("q=远山", 1),
            ("place=province", 0),
            ("place=beyond", 2),
            ("chain=chain-1", 1),
            ("q=无", 0),
            ("year=1999", 2),
        ],
    )
    def test_it_is_narrowed(self, city: SupplyCity, asked: str, found: int) -> None:
        assert len(ranked(city.office, asked)) == found


class TestWhatFollows:
    def test_a_visit_plan_says_why_and_leaves_open_who_goes(self, city: SupplyCity) -> None:
        answer = client_of(city.office).get(f"/supply/attraction/export.xlsx?{AT}")
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[arg-type]
        assert sheet is not None
        heads, first, *_ = list(sheet.iter_rows(values_only=True))
        told: dict[Any, Any] = dict(zip(heads, first, strict=True))
        assert (told["供应商"], told["所在地"], told["卖来（万元）"]) == ("远山芯片有限公司", "江苏省苏州市", 950)
        assert told["为什么值得去"] == "2家企业在买；2样东西只有它在供"
        assert (told["谁带队"], told["哪天去"], told["最近接触"]) == (None, None, "没有登记过")

    def test_a_firm_of_the_register_begins_a_visit_or_a_lead_which_tell_nobody_who_buys(self, city: SupplyCity) -> None:
        page = client_of(city.office).get(f"/supply/attraction/supplier/?firm={city.elsewhere.pk}&{AT}")
        subject = f"from=enterprises.Enterprise%3A{city.elsewhere.pk}"
        assert re.search(rf"/visits/new/\?[^\"]*{subject}", page.text)
        assert re.search(rf"/projects/new/\?[^\"]*{subject}", page.text)
        form = client_of(city.office).get(f"/visits/new/?{subject}").text
        assert "请远山芯片有限公司来布点" in form
        assert "汉江整车" not in form
        assert (
            client_of(city.office)
            .get(f"/visits/new/?from=enterprises.Enterprise%3A{city.supplier.pk}")
            .text.count("来布点")
            == 0
        )

    def test_takes_the_same_queries_at_twice_the_suppliers(self, city: SupplyCity) -> None:
        counts = []
        for number in range(4):
            city.bought_from_stranger(supplier_name=f"外地{number}厂", item=f"件{number}")
            if number % 2:
                with CaptureQueriesContext(connection) as seen:
                    assert client_of(city.office).get(LIST).status_code == 200
                counts.append(len(seen))
        assert counts[0] == counts[1]
