"""Lists of the register leave as workbooks: what the page shows, to those who may see the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from lianzhang.enterprises.duplicates import refind
from lianzhang.statements.models import PeriodLock
from tests.acting import seated
from tests.plans.reading import sheet_rows

from .pages import client, named
from .reported import report
from .world import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def test_each_declaration_is_a_row_and_a_register_without_one_says_so(city: City) -> None:
    city.cover("roles")
    taken_back = {"withdrawn_at": timezone.now(), "withdrawn_by": city.office, "withdrawn_reason": "漏了三家"}
    city.cover("honours", "nat", region=city.districts[0], **taken_back)
    rows = sheet_rows(client(city.office).get("/coverage/export.xlsx?at=2023-12-31"))
    told = [(row["申报"], row["哪一类"], row["范围"], row["撤回的理由"]) for row in rows]
    assert told[:2] == [("有效", "全部", "全市", None), ("已撤回", "国家级称号", "东区", "漏了三家")]
    assert {state for state, *_ in told[2:]} == {"没有申报"}


def test_locks_say_why_and_what_they_hold_up(city: City) -> None:
    report(city, city.firm(), "2022Q1", state="submitted")
    year = {"city": city.region, "register": "statements", "by": city.office, "reason": "已通报"}
    PeriodLock.objects.create(period_start=date(2022, 1, 1), period_end=date(2022, 12, 31), **year)
    (row,) = sheet_rows(client(city.office).get("/locks/export.xlsx"))
    assert (row["时期"], row["状态"], row["理由"], row["卡住的报表（份）"]) == ("2022年", "锁定", "已通报", 1)


def test_the_quality_of_each_region_is_a_row_and_nothing_owed_is_blank(city: City) -> None:
    city.firm(uscc="", region=city.districts[0])
    report(city, city.firm(region=city.districts[1]))
    rows = sheet_rows(client(city.office).get("/quality/export.xlsx?at=2023-06-30"))
    assert [(row["由谁办"], row["企业（家）"], row["缺统一社会信用代码（家）"]) for row in rows] == [
        ("东区", 1, 1),
        ("西区", 1, 0),
    ]
    assert [row["2022年未报（家）"] for row in rows] == [1, 0]
    assert [row["2023年一季度按期率（%）"] for row in rows] == [None, None]


def test_pairs_that_may_be_one_stand_side_by_side(city: City) -> None:
    one, two = named(city, "宏远机械有限公司"), named(city, "宏远机械股份有限公司", uscc="")
    refind(city.region)
    (row,) = sheet_rows(client(city.office).get("/firms/duplicates/export.xlsx"))
    assert (row["一家"], row["另一家"], row["一家的统一社会信用代码"]) == (one.name, two.name, one.uscc)
    assert row["依据"]


def test_the_firms_of_a_segment_stand_by_weight_with_the_output_that_counts(city: City) -> None:
    small, large = city.firm("小厂"), city.firm("大厂")
    for firm, output in ((small, 100), (large, 900)):
        city.on_chain(firm, segment=city.segments[0], share=Decimal(50))
        city.statement(firm, 2022, output=Decimal(output))
    city.on_chain(city.firm("别的环节"), segment=city.segments[1])
    rows = sheet_rows(client(city.office).get(f"/segments/{city.segments[0].pk}/export.xlsx?at=2022-12-31"))
    assert [(row["企业"], row["2022年产值（万元）"]) for row in rows] == [("大厂", 450), ("小厂", 50)]


def test_who_sees_no_statements_finds_no_output_in_a_segments_workbook(city: City) -> None:
    firm = city.firm("大厂")
    city.on_chain(firm, segment=city.segments[0])
    city.statement(firm, 2022, output=Decimal(900))
    (row,) = sheet_rows(client(city.user_as("bank")).get(f"/segments/{city.segments[0].pk}/export.xlsx?at=2022-12-31"))
    assert row["企业"] == "大厂"
    assert 900 not in row.values()


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [
        ("/coverage/export.xlsx", "bank", 200),
        ("/locks/export.xlsx", "bank", 200),
        ("/quality/export.xlsx", "bank", 403),
        ("/quality/export.xlsx", "district", 200),
        ("/firms/duplicates/export.xlsx", "committee", 403),
        ("/coverage/export.xlsx", "security_admin", 403),
        ("/locks/export.xlsx", "security_admin", 403),
    ],
)
def test_who_may_see_the_list_may_take_it(city: City, address: str, role: str, status: int) -> None:
    user = city.user_as(role) if role != "security_admin" else seated(role, role)
    assert client(user).get(address).status_code == status


def test_a_segment_of_another_city_is_not_there(city: City) -> None:
    assert client(City().office).get(f"/segments/{city.segments[0].pk}/export.xlsx").status_code == 404
