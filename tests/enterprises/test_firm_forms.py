"""What is written on the pages of firms: forms that are refused or stale, two merged into one, many changed at once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from lianzhang.enterprises.duplicates import refind
from lianzhang.enterprises.models import (
    Contact,
    DuplicateCandidate,
    Enterprise,
    FormerName,
    Membership,
    NotSame,
)
from lianzhang.kernel.stale import as_seen

from .pages import client, named
from .world import START, City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


# --- one firm
def test_a_firm_is_entered_and_put_on_a_chain_in_one_form(city: City) -> None:
    sent = {"name": "宏远机械", "region": city.districts[0].pk, "chain": city.chains[0].pk, "starts": "2022-01-01"}
    answer = client(city.user_as("chain_team", chains=[city.chains[0]])).post("/firms/new/", sent)
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
        reader = client(city.user_as(role))
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
    other = client(city.user_as("district", region=city.districts[1]))
    assert other.get(f"/firms/{firm.pk}/edit/").status_code == 404
    assert other.post(f"/firms/contacts/{contact.pk}/reveal/").status_code == 404
    # That a firm is on a chain is published, so the row is in sight; to change it is not.
    assert other.post(f"/firms/memberships/{row.pk}/withdraw/", {"reason": "试", "version": 0}).status_code == 403
    assert Membership.objects.filter(pk=row.pk).exists()


def test_former_names_are_shown_and_taken_off(city: City) -> None:
    firm = named(city, "甲")
    former = FormerName.objects.create(enterprise=firm, name="老厂")
    office = client(city.office)
    assert "老厂" in office.get(f"/firms/{firm.pk}/").text
    office.post(reverse("firm_former_name_remove", args=[firm.pk]), {"former": former.pk})
    assert not FormerName.objects.exists()


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
