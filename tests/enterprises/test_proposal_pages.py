"""Places on chains that are asked for, on pages: from the firm's page to the answer; what others are told, nothing."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.enterprises import proposal_actions as acts
from lianzhang.enterprises.models import Membership, MembershipProposal
from lianzhang.enterprises.pinyin import search_text
from tests.written import touch

from .asking import WHY, Town
from .pages import client

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def town() -> Town:
    town = Town()
    type(town.own).objects.filter(pk=town.own.pk).update(search=search_text(town.own.name, (), town.own.uscc))
    return town


def form(town: Town, **more: object) -> dict[str, object]:
    plain = {"chain": town.chains[0].pk, "role": "core", "share": "60", "starts": "2022-01-01", "source": "名单第12家"}
    return plain | more


def test_a_team_asks_from_the_firms_page_and_the_district_agrees(town: Town) -> None:
    team, district = client(town.team), client(town.district)
    page = team.get(f"/firms/{town.own.pk}/").text
    assert f'href="/firms/{town.own.pk}/proposals/new/"' in page
    assert f"/firms/{town.own.pk}/memberships/new/" not in page
    assert team.post(f"/firms/{town.own.pk}/proposals/new/", form(town)).status_code == 302
    row = MembershipProposal.objects.get()
    assert f'href="/proposals/{row.pk}/"' in team.get(f"/firms/{town.own.pk}/").text
    assert re.search(r'href="#proposals"\s*>1件在链提请', client(town.district).get(f"/firms/{town.own.pk}/").text)
    assert "在链登记等您同意" in district.get("/").text
    listed = district.get("/proposals/?mine=decide").text
    assert "宏远机械" in listed
    page = district.get(f"/proposals/{row.pk}/").text
    assert f'action="/proposals/{row.pk}/agree/"' in page
    assert district.post(f"/proposals/{row.pk}/agree/", {"version": row.version}).status_code == 302
    assert town.own.memberships.get().role == "core"
    assert "在链登记等您同意" not in district.get("/").text


def test_a_change_is_asked_for_on_the_form_as_it_was_opened_and_one_that_changes_nothing_is_refused(town: Town) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    place = town.on_chain(town.own, starts=tomorrow)
    team, where = client(town.team), f"/firms/memberships/{place.pk}/propose-change/"
    opened = team.get(where)
    assert opened.status_code == 200
    fields = {name: box.value() for box in opened.context["form"] if (name := box.html_name)}
    sent = {name: "" if value is None else value for name, value in fields.items()} | {"source": "名单"}
    same = team.post(where, sent)
    assert same.status_code == 422
    assert "没有要改的" in same.text
    assert not MembershipProposal.objects.exists()
    assert team.post(where, sent | {"role": "core"}).status_code == 302
    assert MembershipProposal.objects.get().role == "core"


def test_what_only_waits_stands_in_no_list_search_or_export(town: Town) -> None:
    chain = town.chains[0]
    seen = ("/firms/?chain=" + chain.code, f"/chains/{chain.code}/?tab=firms")
    town.asked()
    for by in (town.team, town.office):
        assert all("宏远机械" not in client(by).get(page).text for page in seen)
    book = load_workbook(io.BytesIO(client(town.team).get("/firms/export.xlsx").content))
    assert all(chain.name not in str(cell or "") for row in book.active.iter_rows(values_only=True) for cell in row)
    for number in ("/firms/contacts/{}/reveal/", "/firms/contacts/{}/change/"):
        address = number.format(town.own.contacts.get().pk)
        assert client(town.team).post(address, {"post": "新"}).status_code == 404
    assert client(town.team).get(f"/firms/{town.own.pk}/edit/").status_code == 403
    assert "3511111" not in client(town.team).get(f"/firms/{town.own.pk}/").text


def test_one_of_others_is_like_one_that_is_not_there(town: Town) -> None:
    row = town.asked()
    for by in (
        town.user_as("chain_team", chains=town.chains[1:]),
        town.user_as("district", region=town.districts[1]),
        Town().office,
    ):
        other = client(by)
        assert other.get(f"/proposals/{row.pk}/").status_code == 404
        for step in ("agree", "decline", "withdraw"):
            assert other.post(f"/proposals/{row.pk}/{step}/", {"version": 0, **WHY}).status_code == 404
        assert "宏远机械" not in other.get("/proposals/").text
        assert "宏远机械" not in other.post("/proposals/agree/", {"pk": row.pk, f"version-{row.pk}": 0}).text
        assert load_workbook(io.BytesIO(other.get("/proposals/export.xlsx").content)).active.max_row == 1
    team = client(town.user_as("chain_team", chains=town.chains[1:]))
    assert "等待同意" not in team.get(f"/firms/{town.own.pk}/").text
    row.refresh_from_db()
    assert row.state == "waiting"


def test_who_asks_and_for_which_firm_is_not_taken_from_the_form(town: Town) -> None:
    other = town.firm()
    forged = {"entered_by": town.office.pk, "post": 1, "authors": "", "state": "agreed", "enterprise": other.pk}
    client(town.team).post(f"/firms/{town.own.pk}/proposals/new/", form(town, **forged))
    row = MembershipProposal.objects.get()
    assert (row.enterprise, row.entered_by, row.state) == (town.own, town.team, "waiting")
    assert row.authors == (town.team.pk,)
    assert row.post == town.team.assignments.get().post
    assert not Membership.objects.exists()
    foreign = client(town.team).post(f"/firms/{other.pk}/proposals/new/", form(town, chain=town.chains[1].pk))
    assert foreign.status_code == 422
    assert client(town.office).get(f"/firms/{town.own.pk}/proposals/new/").status_code == 403


def test_a_second_tab_is_told_what_happened_meanwhile(town: Town) -> None:
    row = town.asked()
    acts.withdraw(row=row, version=row.version, by=town.team)
    answer = client(town.district).post(f"/proposals/{row.pk}/decline/", {"version": 0, **WHY})
    assert answer.status_code == 409
    assert WHY["reason"] in answer.text
    assert "撤回" in answer.text


def test_a_refusal_stands_on_the_desk_of_the_post_that_asked_with_its_reason(town: Town) -> None:
    row, team = town.asked(), client(town.team)
    client(town.district).post(f"/proposals/{row.pk}/decline/", {"version": 0, **WHY})
    assert "在链提请没有同意" in team.get("/").text
    assert WHY["reason"] in team.get(f"/proposals/{row.pk}/").text
    MembershipProposal.objects.update(decided_at=timezone.now() - timedelta(days=15))
    touch(town.region.pk)
    assert "在链提请没有同意" not in team.get("/").text


def test_one_that_no_longer_fits_says_why_on_its_page(town: Town) -> None:
    row = town.asked()
    town.on_chain(town.own, 1)
    answer = client(town.district).post(f"/proposals/{row.pk}/agree/", {"version": 0})
    assert answer.status_code == 422
    assert "超过100%" in answer.text


def test_a_firm_asks_for_what_it_may_not_write(town: Town) -> None:
    place = town.on_chain(town.own)
    itself = client(town.user_as("enterprise", organization=town.body(town.own)))
    page = itself.get(f"/firms/{town.own.pk}/").text
    assert f"/firms/memberships/{place.pk}/propose-end/" in page
    sent = {"version": 0, "ends": "2024-01-01", "reason": "转产"}
    assert itself.post(f"/firms/memberships/{place.pk}/propose-end/", sent).status_code == 302
    place.refresh_from_db()
    assert place.ends is None
    row = MembershipProposal.objects.get()
    client(town.team).post(f"/proposals/{row.pk}/agree/", {"version": 0})  # it stands on the team's chain today
    place.refresh_from_db()
    assert str(place.ends) == "2024-01-01"


def test_several_are_looked_at_and_agreed_to_at_once(town: Town) -> None:
    rows, district = [town.asked(), town.asked(firm=town.firm())], client(town.district)
    asked = "&".join(f"pk={row.pk}" for row in rows)
    assert "选中的2件都可以同意" in district.get(f"/proposals/agree/?{asked}").text
    sent = {"pk": [row.pk for row in rows]} | {f"version-{row.pk}": row.version for row in rows}
    stale = district.post("/proposals/agree/", sent | {f"version-{rows[0].pk}": 7})
    assert stale.status_code == 409
    assert not Membership.objects.exists()
    assert "已同意2件" in district.post("/proposals/agree/", sent, follow=True).text
    assert Membership.objects.count() == 2


def test_the_chains_page_says_what_waits_to_those_who_may_see_it(town: Town) -> None:
    town.asked()
    page = f"/chains/{town.chains[0].code}/"
    assert "看1件在等同意的在链提请" in client(town.team).get(page).text
    assert "答复1件在链提请" in client(town.office).get(page).text
    assert "在链提请" not in client(town.user_as("committee")).get(page).text


def test_the_number_of_queries_does_not_grow_with_what_is_asked(town: Town) -> None:
    counts = []
    for _ in range(2):
        for firm in [town.firm() for _ in range(3)]:
            town.asked(firm=firm)
        asked = "&".join(f"pk={key}" for key in MembershipProposal.objects.values_list("pk", flat=True))
        for address in ("/proposals/?mine=decide", f"/proposals/agree/?{asked}", "/proposals/export.xlsx"):
            office = client(town.office)
            with CaptureQueriesContext(connection) as caught:
                assert office.get(address).status_code == 200
            counts.append(len(caught))
    assert all(late <= early for early, late in zip(counts[:3], counts[3:], strict=True)), counts


def test_a_teams_bulk_bar_asks_and_the_offices_has_no_such_choice(town: Town) -> None:
    sent = form(town, change="proposal")
    team = client(town.team)
    look = team.post("/firms/bulk/", sent)
    assert "会改1家" in look.text
    done = team.post("/firms/bulk/", sent | {"sure": "yes", "token": look.context["plan"].token}, follow=True)
    assert "已提请1家" in done.text
    assert MembershipProposal.objects.get().reason == "名单第12家"
    assert client(town.office).post("/firms/bulk/", sent).status_code == 422
