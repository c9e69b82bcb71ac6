"""Every form of every page says for which post and plan it was opened, and no address writes for another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from lianzhang.access.models import Assignment
from lianzhang.access.opened import FIELD, OF_THE_ACCOUNT, opened_for
from lianzhang.access.roles import roles
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS
from tests.acting import active

from .test_matrix import BEFORE, Rows, address, names, rows, shared_out

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("quick_passwords")]

__all__ = ["rows"]  # the fixture

PLAN = BEFORE.name  # not the one in force


class Forms(HTMLParser):
    """The POST forms of a page: where each goes and what its hidden fields carry; and where scripts post to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.scripted: list[tuple[str, bool]] = []
        self.header = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "body":
            self.header = "X-Opened-For" in given.get("hx-headers", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action", ""), {}))
        if tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1][1][given.get("name", "")] = given.get("value", "")
        self.scripted += [(given[name], self.header) for name in ("hx-post", "hx-put", "hx-delete") if name in given]


def seen(carried: dict[str, str]) -> str:
    """The plan that a form was opened in; administrators are in none."""
    opened = opened_for(RequestFactory().post("/", carried))
    return opened.plan if opened else ""


def pages(rows: Rows) -> Iterator[tuple[str, str, Forms]]:
    """Each page as it is seen from the government and from outside it, under the plan that is over."""
    inside = ["office", *(who.username for who in DEMONSTRATORS)]
    outside = [who.username for who in DEMONSTRATORS if roles()[who.role].outside]
    for who, asked in (*shared_out(inside, "GET").items(), *shared_out(outside, "GET").items()):
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=who))
        for name in asked:
            answer = client.get(f"{address(name, rows)}?plan={PLAN}")
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                yield who, name, Forms(answer.text)


def test_each_form_of_each_page_says_what_it_was_opened_for_and_goes_to_that_plan(rows: Rows) -> None:
    bare, astray, forms = set(), set(), 0
    account_pages = {reverse(name) for name in OF_THE_ACCOUNT if not re.search("session_end|_send", name)}
    for who, name, page in pages(rows):
        for action, carried in page.forms:
            forms += 1
            if FIELD not in carried:
                bare.add((who, name, action))
            asked = urlsplit(action)
            own = asked.path in account_pages or asked.path.startswith("/my/sessions/")
            if action and not own and seen(carried) == PLAN and parse_qs(asked.query).get("plan") != [PLAN]:
                astray.add((name, re.sub(r"\d+", "1", asked.path)))
        bare |= {(who, name, where) for where, header in page.scripted if not header}
    assert forms > 250
    assert sorted(bare) == []
    assert sorted(astray) == []


def test_no_address_takes_a_form_that_was_opened_for_another_post(rows: Rows) -> None:
    office = User.objects.get(username="office")
    active(office, "head_chief", rows["plan"].city)
    client = Client(raise_request_exception=False)
    client.force_login(office)
    page = client.get("/")
    carried = re.search(rf'name="{FIELD}" value="([^"]+)"', page.text)
    assert carried
    other = Assignment.objects.filter(user=office).exclude(pk=page.context["acting"].pk).get()
    client.post(reverse("act_as"), {"assignment": other.pk})
    answers = {
        name: client.post(address(name, rows), {FIELD: carried[1], "reason": "我写的"})
        for name in sorted(set(names()) - OF_THE_ACCOUNT)
    }
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 409} == {}
    assert all("我写的" in answer.text for answer in answers.values())
