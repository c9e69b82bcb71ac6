"""The pages on titles: what stands on them, who sees and does what, and that more titles ask no more queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.honours.forms import GrantForm
from lianzhang.honours.models import Honour
from lianzhang.registry.models import HonourRule, HonourWindow
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AT = "?at=2022-12-31"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_register_says_what_is_held_what_runs_out_and_what_is_over() -> None:
    city = City()
    city.honour(city.firm("甲厂"), 0, date(2021, 1, 1), expires=date(2023, 3, 1))
    city.honour(city.firm("乙厂"), 1, date(2022, 1, 1))
    city.honour(city.firm("丙厂"), 0, date(2018, 1, 1), expires=date(2021, 1, 1))
    client = client_of(city.office)
    page = client.get(f"/honours/{AT}").text
    assert "国家级1项、省级1项" in page
    assert "1项半年内到期" in page
    assert ("甲厂" in page, "乙厂" in page, "丙厂" in page) == (True, True, False)
    assert "丙厂" in client.get(f"/honours/{AT}&state=lapsed").text
    only = client.get(f"/honours/{AT}&state=expiring").text
    assert ("甲厂" in only, "乙厂" in only) == (True, False)
    assert "乙厂" not in client.get(f"/honours/{AT}&q=甲厂").text
    assert "没有符合的荣誉" in client.get(f"/honours/{AT}&q=没有这家").text


def test_a_title_names_holders_windows_and_who_could_apply() -> None:
    city = City()
    below, above = city.kinds
    below.ladder = above
    below.save()
    HonourRule.objects.create(kind=above, order=1, item="revenue", comparator=">=", value=5000, text="五千万以上")
    HonourWindow.objects.create(kind=above, opens=date(2023, 2, 1), closes=date(2023, 3, 1))
    firm = city.firm("近了厂")
    city.honour(firm, 0, date(2021, 1, 1))
    city.statement(firm, 2022, revenue=4200)
    client = client_of(city.office)
    page = client.get(f"/honours/kinds/nat/{AT}").text
    assert "营业收入4,200万元，差800万元" in page
    assert "2023-02-01" in page
    assert client.get(f"/honours/kinds/nat/candidates.xlsx{AT}").status_code == 200
    assert client.get("/honours/kinds/none/").status_code == 404


def test_a_grant_is_recorded_from_the_form_and_refused_with_the_reason_at_its_field() -> None:
    city = City()
    firm, client = city.firm("甲厂", founded=date(2022, 5, 1)), client_of(city.office)
    sent = {"kind": "prov", "firm": "甲厂", "granted": "2022-04-01", "source": "名单"}
    answer = client.post("/honours/new/", sent)
    assert answer.status_code == 422
    assert "早于企业成立日期" in answer.text
    assert "名录里没有这家企业" in client.post("/honours/new/", sent | {"firm": "没有厂"}).text
    city.firm("示例（东区）宏远机械有限公司")
    told = client.post("/honours/new/", sent | {"firm": "示例宏远机械厂"}).text
    assert "是不是“示例（东区）宏远机械有限公司”" in told
    form = GrantForm(sent | {"firm": "示例(东区) 宏远机械有限公司"}, by=city.office, city=city.region.pk)
    assert str(form["firm"].errors) == ""
    answer = client.post("/honours/new/", sent | {"granted": "2022-06-01", "firm": firm.uscc})
    row = Honour.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/honours/{row.pk}/")


def test_a_stale_form_is_told_so_and_keeps_what_was_typed() -> None:
    city = City()
    row, client = city.honour(city.firm()), client_of(city.office)
    form = {"version": 0, "granted": "2021-01-01", "source": "新名单", "batch": "第一批"}
    assert client.post(f"/honours/{row.pk}/change/", form).status_code == 302
    answer = client.post(f"/honours/{row.pk}/change/", form | {"batch": "第二批"})
    assert answer.status_code == 409
    assert "第二批" in answer.text
    assert Honour.objects.get().batch == "第一批"


def test_who_may_not_record_sees_no_form_and_is_refused() -> None:
    city = City()
    row = city.honour(city.firm())
    for role in ("chief", "bank"):
        client = client_of(city.user_as(role))
        assert "撤销这条记录" not in client.get(f"/honours/{row.pk}/").text
        assert client.post(f"/honours/{row.pk}/withdraw/", {"version": 0, "reason": "a"}).status_code == 403
    assert client_of(City().office).get(f"/honours/{row.pk}/").status_code == 404


def test_a_firm_sees_its_own_titles_alone() -> None:
    city = City()
    own, other = city.firm("自家厂"), city.firm("别家厂")
    mine, theirs = city.honour(own), city.honour(other)
    client = client_of(city.user_as("enterprise", organization=city.body(own)))
    page = client.get("/honours/").text
    assert ("自家厂" in page, "别家厂" in page) == (True, False)
    assert (client.get(f"/honours/{mine.pk}/").status_code, client.get(f"/honours/{theirs.pk}/").status_code) == (
        200,
        404,
    )


def test_the_firm_behind_a_title_is_no_door_for_those_who_do_not_see_it() -> None:
    city = City()
    firm = city.firm(region=city.districts[1])
    row = city.honour(firm)
    page = client_of(city.user_as("district", region=city.districts[0])).get(f"/honours/{row.pk}/").text
    assert firm.name in page
    assert f'href="/firms/{firm.pk}/' not in page


def test_the_number_of_queries_does_not_grow_with_titles() -> None:
    city = City()
    client = client_of(city.office)
    HonourRule.objects.create(kind=city.kinds[0], order=1, item="above_scale", text="规上")

    def queries() -> list[int]:
        counts = []
        for address in (f"/honours/{AT}", f"/honours/kinds/prov/{AT}"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    city.honour(city.firm())
    queries()
    before = queries()
    for _ in range(8):
        city.honour(city.firm(), granted=date(2021, 1, 1))
    assert queries() == before


def test_the_list_leaves_as_a_workbook() -> None:
    city = City()
    city.honour(city.firm("=甲厂"))
    answer = client_of(city.office).get(f"/honours/export.xlsx{AT}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
