"""The pages on firms: who sees what, what a form may write, and a query count that does not grow with rows."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from lianzhang.accounts.models import User
from lianzhang.enterprises.firms.duplicates import refind
from lianzhang.enterprises.firms.merging import merge
from lianzhang.enterprises.firms.queries import listing
from lianzhang.enterprises.models import (
    Contact,
    DuplicateCandidate,
    Enterprise,
    FormerName,
    Membership,
    NotSame,
    SavedView,
)
from lianzhang.enterprises.naming import search_text
from lianzhang.kernel.seen import as_seen
from lianzhang.records.models import AuditEvent

from .world import START, City, uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def named(city: City, name: str, **more: Any) -> Enterprise:
    firm = city.firm(name, **more)
    Enterprise.objects.filter(pk=firm.pk).update(search=search_text(name, (), firm.uscc))
    return firm


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
    assert "9,000万元" in page.text
    assert "9,000万元" not in client(city.seat("bank")).get("/firms/?sort=output").text


def test_each_sees_the_firms_in_reach_and_counts_only_those(city: City) -> None:
    named(city, "甲")
    named(city, "乙", region=city.districts[1])
    page = client(city.seat("district", region=city.districts[1])).get("/firms/")
    assert listed(page) == ["乙"]
    assert "名录里有1家企业" in page.text
    assert listed(client(city.seat("district", region=city.districts[1])).get("/firms/", {"q": "甲"})) == []


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
        with django_assert_max_num_queries(60) as counted:
            assert office.get("/firms/").status_code == 200
        return len(counted)

    fill()
    queries()  # the first request of a session asks more
    few = queries()
    for _ in range(5):
        fill()
    assert queries() == few


def test_an_empty_register_says_how_to_fill_it(city: City) -> None:
    assert "登记第一家" in client(city.office).get("/firms/").text
    assert "登记第一家" not in client(city.seat("committee")).get("/firms/").text


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
        text = client(city.seat(role)).get(f"/firms/{firm.pk}/").text
        assert "办公室" not in text
        assert ("2.3亿元" in text) == (role == "committee")
    assert client(city.seat("district", region=city.districts[1])).get(f"/firms/{firm.pk}/").status_code == 404


def test_the_dossier_asks_as_often_however_much_hangs_on_the_firm(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    firm, office = named(city, "宏远机械"), client(city.office)

    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
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


# --- forms
def test_a_firm_is_entered_and_put_on_a_chain_in_one_form(city: City) -> None:
    sent = {"name": "宏远机械", "region": city.districts[0].pk, "chain": city.chains[0].pk, "starts": "2022-01-01"}
    answer = client(city.seat("chain_team", chains=[city.chains[0]])).post("/firms/new/", sent)
    firm = Enterprise.objects.get()
    assert answer["Location"] == f"/firms/{firm.pk}/"
    assert firm.memberships.get().chain == city.chains[0]


def test_a_refused_form_keeps_what_was_typed_and_says_where(city: City) -> None:
    answer = client(city.office).post("/firms/new/", {"name": "宏远", "uscc": "123", "address": "园区路1号"})
    assert answer.status_code == 422
    assert "统一社会信用代码是18位" in answer.text
    assert 'value="园区路1号"' in answer.text
    assert not Enterprise.objects.exists()


def test_a_stale_form_says_what_differs_and_keeps_every_typed_word(city: City) -> None:
    firm = named(city, "宏远机械")
    office, form = client(city.office), {"region": city.districts[0].pk, "uscc": firm.uscc, "version": 0}
    client(city.clerk).post(f"/firms/{firm.pk}/edit/", form | {"address": "一号"})
    answer = office.post(f"/firms/{firm.pk}/edit/", form | {"address": "二号"})
    assert answer.status_code == 409
    assert "地址：库里是“一号”，您填的是“二号”" in answer.text
    assert city.clerk.label in answer.text
    assert 'name="version" value="1"' in answer.text
    assert office.post(f"/firms/{firm.pk}/edit/", form | {"address": "二号", "version": 1}).status_code == 302
    firm.refresh_from_db()
    assert firm.address == "二号"


def test_a_stale_contact_form_says_what_changed(city: City) -> None:
    contact = Contact.objects.create(enterprise=named(city, "甲"), post="办公室", phone="0710-3511111")
    seen = as_seen({"岗位": "厂办", "电话": contact.masked, "说明": ""})
    answer = client(city.office).post(f"/firms/contacts/{contact.pk}/change/", {"post": "生产部", "seen": seen})
    assert answer.status_code == 409
    assert "您看到的是“厂办”，现在是“办公室”" in answer.text


def test_who_keeps_no_register_has_no_forms(city: City) -> None:
    firm = named(city, "甲")
    row = city.on_chain(firm)
    for role in ("committee", "bank"):
        reader = client(city.seat(role))
        for address in (
            "/firms/new/",
            "/firms/bulk/",
            "/firms/duplicates/",
            f"/firms/{firm.pk}/edit/",
            f"/firms/{firm.pk}/rename/",
            f"/firms/memberships/{row.pk}/end/",
        ):
            assert reader.get(address).status_code == 403, address
        assert "修改</a>" not in reader.get(f"/firms/{firm.pk}/").text


def test_a_district_reaches_no_form_of_anothers_firm(city: City) -> None:
    firm = named(city, "甲")
    row, contact = city.on_chain(firm), Contact.objects.create(enterprise=firm, post="办", phone="0710-3511111")
    other = client(city.seat("district", region=city.districts[1]))
    assert other.get(f"/firms/{firm.pk}/edit/").status_code == 404
    assert other.post(f"/firms/contacts/{contact.pk}/reveal/").status_code == 404
    # That a firm is on a chain is published, so the row is in sight; to change it is not.
    assert other.post(f"/firms/memberships/{row.pk}/withdraw/", {"reason": "试", "version": 0}).status_code == 403
    assert Membership.objects.filter(pk=row.pk).exists()


# --- a firm's own account
def test_a_firm_is_led_to_its_own_page_and_sees_no_other(city: City) -> None:
    firm, other = named(city, "甲"), named(city, "乙")
    own = client(city.seat("enterprise", organization=city.body(firm)))
    assert own.get("/firms/")["Location"] == f"/firms/{firm.pk}/"
    assert "我的企业" in own.get(f"/firms/{firm.pk}/").text
    assert own.get(f"/firms/{other.pk}/").status_code == 404


def test_a_firm_without_a_row_is_told_whom_to_ask(city: City) -> None:
    own = client(city.seat("enterprise", organization=None))
    assert "市工促办" in own.get("/firms/").text


def test_forged_fields_of_a_firms_own_form_are_ignored(city: City) -> None:
    firm = named(city, "甲")
    own = client(city.seat("enterprise", organization=city.body(firm)))
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


# --- one and the same
def test_candidates_are_compared_merged_or_said_to_be_two(city: City) -> None:
    one, two = named(city, "宏远机械有限公司"), named(city, "宏远机械股份有限公司", uscc="")
    three = named(city, "宏远机械公司", uscc="")
    assert refind(city.region) == 3
    office = client(city.office)
    assert "有3对企业像是同一家" in office.get("/firms/duplicates/").text
    page = office.get(f"/firms/{one.pk}/merge/?other={two.pk}").text
    assert "曾用名</dt><dd>移过来1条" in page
    office.post(f"/firms/{one.pk}/not-same/", {"other": three.pk, "reason": "母子公司"})
    assert NotSame.objects.get().reason == "母子公司"
    office.post(f"/firms/{one.pk}/merge/", {"other": two.pk, "version": 0, "other_version": 0})
    two.refresh_from_db()
    assert two.merged_into == one
    assert refind(city.region) == 0  # judged once, never asked again
    assert not DuplicateCandidate.objects.exists()


def test_a_merge_that_is_refused_says_what_to_do_first(city: City) -> None:
    one, two = named(city, "甲"), named(city, "乙")
    answer = client(city.office).post(f"/firms/{one.pk}/merge/", {"other": two.pk, "version": 0, "other_version": 0})
    assert answer.status_code == 422
    assert "先更正填错的那个" in answer.text


def test_a_merge_over_a_firm_that_changed_is_not_done(city: City) -> None:
    one, two = named(city, "甲"), named(city, "乙", uscc="")
    sent = {"other": two.pk, "version": 3, "other_version": 0}
    assert client(city.office).post(f"/firms/{one.pk}/merge/", sent).status_code == 409
    two.refresh_from_db()
    assert two.merged_into is None


def test_of_a_firm_of_another_city_nothing_is_told(city: City) -> None:
    one, foreign = named(city, "甲"), City().firm()
    office = client(city.office)
    assert office.get(f"/firms/{one.pk}/merge/?other={foreign.pk}").status_code == 404
    assert office.post(f"/firms/{one.pk}/not-same/", {"other": foreign.pk, "reason": "试"}).status_code == 404


# --- many at once
def test_a_bulk_edit_is_looked_at_done_and_undone(city: City) -> None:
    for name in ("甲", "乙", "丙"):
        named(city, name)
    named(city, "丁", region=city.districts[1])
    office, where = client(city.office), f"/firms/bulk/?region={city.districts[0].code}"
    sent = {"change": "region", "region": city.districts[1].pk}
    page = office.post(where, sent).text
    assert "选中的3家里，会改3家：改区域：西区" in page
    assert Enterprise.objects.filter(region=city.districts[1]).count() == 1
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token
    office.post(where, sent | {"token": token[1], "sure": "yes"})
    assert Enterprise.objects.filter(region=city.districts[1]).count() == 4
    undo = re.search(r'name="bulk_edit" value="(\d+)"', office.get("/firms/bulk/").text)
    assert undo
    office.post("/firms/bulk/undo/", {"bulk_edit": undo[1]})
    assert Enterprise.objects.filter(region=city.districts[1]).count() == 1


def test_a_bulk_edit_without_a_look_is_not_done(city: City) -> None:
    named(city, "甲")
    sent = {"change": "region", "region": city.districts[1].pk, "sure": "yes"}
    assert client(city.office).post("/firms/bulk/", sent).status_code == 409
    assert Enterprise.objects.get().region == city.districts[0]


def test_a_bulk_edit_says_who_cannot_be_changed_and_changes_nobody(city: City) -> None:
    first = named(city, "甲")
    named(city, "乙")
    city.on_chain(first, 1)
    sent = {"change": "membership", "chain": city.chains[0].pk, "role": "core", "starts": START, "share": "50"}
    page = client(city.office).post("/firms/bulk/", sent).text
    assert "1家不能这样改，所以一家也不会改" in page
    assert "第2链已计100%" in page
    assert "确认，改" not in page


def test_former_names_are_shown_and_taken_off(city: City) -> None:
    firm = named(city, "甲")
    former = FormerName.objects.create(enterprise=firm, name="老厂")
    office = client(city.office)
    assert "老厂" in office.get(f"/firms/{firm.pk}/").text
    office.post(reverse("firm_former_name_remove", args=[firm.pk]), {"former": former.pk})
    assert not FormerName.objects.exists()
