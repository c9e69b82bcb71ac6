"""The list of firms and the page of one: who sees what, and a query count that does not grow with rows."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries, Settings

from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import (
    Contact,
    Enterprise,
    SavedView,
)
from lianzhang.enterprises.queries import listing
from lianzhang.records.models import AuditEvent

from .pages import client, named
from .world import City, uscc

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> City:
    return City()


def listed(answer: HttpResponse) -> list[str]:
    """The names on the list, in its order."""
    assert answer.status_code == 200
    return re.findall(r'<th scope="row" class="wrap"><a href="/firms/\d+/[^"]*">([^<]+)</a>', answer.text)


# --- the list
def test_a_firm_is_found_by_its_names_their_initials_and_its_code(city: City) -> None:
    firm = named(city, "宏远机械")
    named(city, "东风精铸")
    office = client(city.office)
    for text in ("宏远", "hyjx", firm.uscc[4:], "远 机"):
        assert listed(office.get("/firms/", {"q": text})) == ["宏远机械"], text
    assert "没有符合条件的企业" in office.get("/firms/", {"q": "没有这样的"}).text


def test_the_list_is_narrowed_by_what_stands_in_the_address(city: City) -> None:
    one, two = named(city, "甲"), named(city, "乙", region=city.districts[1], uscc="", industry="3670")
    city.on_chain(one, 0, role="anchor", segment=city.segments[0])
    city.on_chain(two, 1)
    city.honour(two)
    one.above_scale.create(year=2022)
    office = client(city.office)
    for query, names in {
        "chain=chain-0": ["甲"],
        "role=other": ["乙"],
        "chain=chain-0&segment=chain-0-up": ["甲"],
        "region=" + city.districts[1].code: ["乙"],
        "industry=36": ["乙"],
        "scale=2022": ["甲"],
        "honour=prov": ["乙"],
        "missing=uscc": ["乙"],
        "missing=segment": ["乙"],
        "where=outside": [],
        "state=active": ["乙", "甲"],
    }.items():
        assert sorted(listed(office.get(f"/firms/?{query}"))) == sorted(names), query


def test_the_list_is_as_of_a_day(city: City) -> None:
    city.on_chain(named(city, "甲"), 0, starts=date(2022, 6, 1))
    office = client(city.office)
    assert listed(office.get("/firms/?chain=chain-0&at=2022-05-31")) == []
    assert listed(office.get("/firms/?chain=chain-0&at=2022-06-01")) == ["甲"]


def test_the_list_sorts_by_output_and_shows_it_only_to_who_may_see_it(city: City) -> None:
    one, two = named(city, "甲"), named(city, "乙")
    city.statement(one, 2023, output=Decimal(5000))
    city.statement(two, 2023, output=Decimal(9000))
    named(city, "丙")
    page = client(city.office).get("/firms/?sort=output")
    assert listed(page) == ["乙", "甲", "丙"]
    book = openpyxl.load_workbook(io.BytesIO(client(city.office).get("/firms/export.xlsx?sort=output").content))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == ["乙", "甲", "丙"]
    assert "9,000<small>（2023）" in page.text
    assert "9,000<small>" not in client(city.user_as("bank")).get("/firms/?sort=output").text


def test_each_sees_the_firms_in_reach_and_counts_only_those(city: City) -> None:
    named(city, "甲")
    named(city, "乙", region=city.districts[1])
    page = client(city.user_as("district", region=city.districts[1])).get("/firms/")
    assert listed(page) == ["乙"]
    assert "名录里有1家企业" in page.text
    assert listed(client(city.user_as("district", region=city.districts[1])).get("/firms/", {"q": "甲"})) == []


def test_the_number_of_queries_does_not_grow_with_firms(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = client(city.office)

    def fill() -> None:
        firm = named(city, "")
        city.on_chain(firm)
        city.honour(firm)
        city.statement(firm)

    def queries() -> int:
        with django_assert_max_num_queries(66) as counted:
            assert office.get("/firms/").status_code == 200
        return len(counted)

    fill()
    queries()  # the first request of a session asks more
    few = queries()
    for _ in range(5):
        fill()
    queries()  # what is kept while the register stays the same is asked anew
    assert queries() == few


def test_an_empty_register_says_how_to_fill_it(city: City) -> None:
    assert "登记第一家" in client(city.office).get("/firms/").text
    assert "登记第一家" not in client(city.user_as("committee")).get("/firms/").text


def test_the_export_holds_what_is_filtered_and_text_stays_text(city: City) -> None:
    city.on_chain(named(city, "=1+1厂"), 0)
    named(city, "别家")
    answer = client(city.office).get("/firms/export.xlsx?chain=chain-0")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["=1+1厂"]
    assert {row[0].data_type for row in rows} == {"s"}
    assert AuditEvent.objects.filter(action="export").exists()


def test_pages_by_output_hold_each_firm_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS", 2)
    for number in range(5):
        firm = named(city, f"第{number}厂")
        if number % 2:
            city.statement(firm, 2023, output=Decimal(number))
    office = client(city.office)
    pages = [listed(office.get("/firms/", {"sort": "output", "page": number})) for number in (1, 2, 3)]
    assert pages == [["第3厂", "第1厂"], ["第0厂", "第2厂"], ["第4厂"]]


# --- views kept
def test_a_list_is_kept_under_a_name_by_oneself_for_oneself(city: City) -> None:
    office, other = client(city.office), client(city.clerk)
    named(city, "甲")
    office.post("/firms/views/", {"title": "缺代码", "query": "missing=uscc"})
    view = SavedView.objects.get()
    assert "缺代码" in office.get("/firms/").text
    assert "缺代码" not in other.get("/firms/").text
    assert other.post(f"/firms/views/{view.pk}/delete/").status_code == 404
    office.post(f"/firms/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_list_that_nothing_narrows_is_not_kept(city: City) -> None:
    answer = client(city.office).post("/firms/views/", {"title": "全部", "query": ""}, follow=True)
    assert "请先筛选" in answer.text
    assert not SavedView.objects.exists()


# --- the dossier
def test_the_dossier_answers_first_and_says_what_is_missing(city: City) -> None:
    firm = named(city, "宏远机械", uscc="")
    city.on_chain(firm, 0, role="anchor")
    city.statement(firm, 2022, output=Decimal(23000))
    city.statement(firm, 2021, output=Decimal(21000))
    city.honour(firm)
    text = re.sub(r"<[^>]*>", "", client(city.office).get(f"/firms/{firm.pk}/").text)
    assert "宏远机械：第1链的链主，2022年产值2.3亿元，持有1项称号。" in text
    assert "还缺统一社会信用代码、行业代码、环节、联系岗位，请补齐" in text


def test_who_sees_no_statements_and_contacts_sees_none(city: City) -> None:
    firm = named(city, "宏远机械")
    city.statement(firm, 2022, output=Decimal(23000))
    Contact.objects.create(enterprise=firm, post="办公室", phone="0710-3511111")
    for role in ("bank", "committee"):
        text = client(city.user_as(role)).get(f"/firms/{firm.pk}/").text
        assert "办公室" not in text
        assert ("2.3亿元" in text) == (role == "committee")
    assert client(city.user_as("district", region=city.districts[1])).get(f"/firms/{firm.pk}/").status_code == 404


def test_the_dossier_asks_as_often_however_much_hangs_on_the_firm(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    firm, office = named(city, "宏远机械"), client(city.office)

    def queries() -> int:
        with django_assert_max_num_queries(66) as counted:
            assert office.get(f"/firms/{firm.pk}/").status_code == 200
        return len(counted)

    def fill(year: int) -> None:
        city.on_chain(firm, 0, starts=date(year, 1, 1), ends=date(year, 2, 1), share=Decimal(10))
        city.honour(firm, granted=date(year, 3, 1))
        city.statement(firm, year)
        Contact.objects.create(enterprise=firm, post=str(year), phone="0710-3511111")

    fill(2021)
    queries()  # the first request of a session asks more
    few = queries()
    fill(2022)
    fill(2023)
    queries()  # so does the first after something was written
    assert queries() == few


def test_a_merged_firms_address_leads_to_the_one_that_goes_on(city: City) -> None:
    stays, goes = named(city, "甲"), named(city, "乙", uscc="")
    merge(stays=stays, goes=goes, versions=(0, 0), by=city.office)
    answer = client(city.office).get(f"/firms/{goes.pk}/?at=2022-12-31")
    assert answer.status_code == 302
    assert answer["Location"] == f"/firms/{stays.pk}/?at=2022-12-31"
    assert "并入他家" in client(city.office).get(answer["Location"]).text
    assert listed(client(city.office).get("/firms/")) == ["甲"]


def test_a_segment_is_suggested_with_its_words_and_taken_with_one_click(city: City) -> None:
    firm = named(city, "宏远机械", scope="铸件制造、销售")
    row = city.on_chain(firm, 0)
    office = client(city.office)
    page = office.get(f"/firms/{firm.pk}/").text
    assert "经营范围里有“铸件”" in page
    office.post(f"/firms/memberships/{row.pk}/segment/", {"segment": city.segments[0].pk, "version": 0})
    row.refresh_from_db()
    assert row.segment == city.segments[0]
    assert row.share == 100


# --- a firm's own account
def test_a_firm_is_led_to_its_own_page_and_sees_no_other(city: City) -> None:
    firm, other = named(city, "甲"), named(city, "乙")
    own = client(city.user_as("enterprise", organization=city.body(firm)))
    assert own.get("/firms/")["Location"] == f"/firms/{firm.pk}/"
    assert "我的企业" in own.get(f"/firms/{firm.pk}/").text
    assert own.get(f"/firms/{other.pk}/").status_code == 404


def test_a_firm_without_a_row_is_told_whom_to_ask(city: City) -> None:
    own = client(city.user_as("enterprise", organization=None))
    assert "市链长办" in own.get("/firms/").text


def test_forged_fields_of_a_firms_own_form_are_ignored(city: City) -> None:
    firm = named(city, "甲")
    own = client(city.user_as("enterprise", organization=city.body(firm)))
    forged = {"name": "乙", "uscc": uscc(77), "region": city.districts[1].pk, "state": "moved", "industry": "3670"}
    sent = {"address": "新址", "scope": "铸件", "version": 0} | forged
    assert own.post(f"/firms/{firm.pk}/edit/", sent).status_code == 302
    row = Enterprise.objects.get(pk=firm.pk)
    assert (row.name, row.uscc, row.region, row.state, row.industry) == ("甲", firm.uscc, firm.region, "active", "")
    assert (row.address, row.scope) == ("新址", "铸件")
    for page in ("rename", "state", "above-scale", "former-names", "memberships/new", "research-bodies/new", "merge"):
        assert own.post(f"/firms/{firm.pk}/{page}/", {"version": 1}).status_code == 403, page


# --- numbers
def test_a_number_is_revealed_on_one_answer_counted_and_on_record(city: City, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"reveal": 1}
    contact = Contact.objects.create(enterprise=named(city, "甲"), post="办公室", phone="0710-3511111")
    office = client(city.office)
    assert "3511111" not in office.get(f"/firms/{contact.enterprise_id}/").text
    assert "0710-3511111" in office.post(f"/firms/contacts/{contact.pk}/reveal/").text
    assert "3511111" not in office.get(f"/firms/{contact.enterprise_id}/").text
    assert office.post(f"/firms/contacts/{contact.pk}/reveal/").status_code == 429
    assert AuditEvent.objects.filter(action="contact.reveal").count() == 1
