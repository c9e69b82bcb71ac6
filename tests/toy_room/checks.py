"""What one sees of the room in the house that has it installed; run by tests/contracts/test_new_room.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lianzhang.access import roles as access_roles
from lianzhang.accounts.models import User
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.row_pages import row_url
from lianzhang.operations.audit import Line
from lianzhang.plans.models import Plan
from lianzhang.records.history import history_of
from lianzhang.records.models import AuditEvent
from lianzhang.records.words import fact_word
from tests.contracts import test_access, test_classification
from tests.toy_room.actions import grant
from tests.toy_room.models import Wish
from tests.toy_room.permissions import Permission


@pytest.fixture
def wish(xiangyang: Plan) -> Wish:
    return Wish.objects.create(city=xiangyang.city, title="一座新桥", due=date(2022, 7, 20))


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office is given the permission, as a line of roles.toml gives it."""
    given = access_roles.roles()
    former = given["chain_office"]
    monkeypatch.setitem(given, "chain_office", replace(former, permissions=former.permissions | {"wish.grant"}))
    access_roles.check_roles()


@pytest.mark.usefixtures("office", "wish")
def test_its_navigation_entry_appears_for_those_who_may_open_it(signed_in: Callable[[str], Client]) -> None:
    assert 'href="/wishes/"' in signed_in("office").get("/").text
    assert "许愿池" not in signed_in("chief").get("/").text
    page = signed_in("office").get("/wishes/").text
    assert "一座新桥" in page
    assert "可以满足" in page
    assert signed_in("chief").get("/wishes/").status_code == 403


@pytest.mark.usefixtures("office")
def test_what_waits_and_falls_due_and_was_done_stands_on_the_desk(wish: Wish, signed_in: Callable[..., Client]) -> None:
    page = signed_in("office").get("/", {"at": "2022Q2"})
    # other rooms' rows come and go with the day on which the tests run
    wishes = [row for row in page.context["desk"].waiting.rows if row.link.page == "wish"]
    assert [row.link.args for row in wishes] == [(wish.pk,)]
    assert "等人满足" in page.text
    (day,) = (each for each in page.context["desk"].deadlines if each.on == wish.due)
    assert (day.days, day.groups[0].rows[0].note) == (20, "愿望到期")
    Wish.objects.update(granted=True)
    page = signed_in("office").get("/", {"at": "2022Q2"})
    assert page.context["desk"].changes.arrivals[0].tag == "愿望"


def test_a_chains_page_has_its_tab_and_what_it_asks_for(wish: Wish, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("chief").get("/chains/auto/", {"at": "2022Q2", "tab": "wishes"})
    assert (page.context["tab"].title, page.context["tab"].count) == ("愿望", "1")
    assert wish.title in page.text
    assert [each.link.args for each in page.context["page"].todo_of_rooms if each.link.page == "wish"] == [(wish.pk,)]


def test_it_is_found_by_whoever_sees_it(wish: Wish, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("chief").get("/search/", {"q": "新桥"})
    assert f'href="{row_url(Row("wish", wish.pk))}' in page.text
    assert signed_in("bank").get("/search/", {"q": "新桥"}).context["groups"] == []
    assert signed_in("bank").get(reverse("wish", args=[wish.pk])).status_code == 404


def test_its_permission_is_nobodys_until_a_role_is_given_it(wish: Wish, account: Callable[[str], User]) -> None:
    with pytest.raises(PermissionDenied):
        grant(wish=wish, by=account("office"))


@pytest.mark.usefixtures("office")
def test_its_acts_and_facts_have_words_in_the_log(wish: Wish, account: Callable[[str], User]) -> None:
    grant(wish=wish, by=account("office"))
    line = Line(AuditEvent.objects.latest("pk"))
    assert (line.word, line.business, fact_word(Wish, "wand")) == ("满足愿望", True, "魔杖")
    assert [each.act for each in history_of(wish)] == ["满足愿望"]


@pytest.mark.usefixtures("office")
def test_the_house_rules_hold_for_it(signed_in: Callable[[str], Client], account: Callable[[str], User]) -> None:
    test_classification.test_every_field_is_classified_once()
    test_access.test_a_rooms_manifest_names_the_permissions_that_it_defines()
    asked = {"account": account("office").username, "permission": str(Permission.GRANT_WISH)}
    assert "可以满足愿望" in signed_in("security_admin").get("/explain/", asked).text
