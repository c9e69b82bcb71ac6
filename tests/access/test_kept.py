"""What was typed outlives the session: it waits, in no page and for one account alone, until that account is back."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lianzhang.access.kept import LARGEST, MOST
from lianzhang.access.opened import FIELD
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from tests.papers import PDF

from .test_opened import NAME, SHOWN, Person, carried, offered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "right-horse-battery"


@pytest.fixture
def person() -> Person:
    """Signed in by password, as the session must end and begin again."""
    person = Person()
    with_password(person.user)
    person.client = signed_in(Client(), person.user)
    return person


def with_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def signed_in(client: Client, user: User, then: str = "/") -> Client:
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": then})
    assert answer.status_code == 302, answer.text
    return client


def leave_alone(client: Client, minutes: int) -> None:
    session = client.session
    session["seen"] = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    session.save()


def long_ago(client: Client) -> None:
    session = client.session
    session["since"] = (timezone.now() - timedelta(hours=13)).timestamp()
    session.save()


ENDINGS = {
    "idle": lambda client: leave_alone(client, 31),
    "twelve hours": long_ago,
    "signed out in another tab": lambda client: client.post("/sign-out/"),
    "ended by an administrator": lambda client: Session.objects.all().delete(),
    "cookies lost": lambda client: client.cookies.clear(),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_form_sent_after_its_session_ended_is_shown_again_to_its_account(person: Person, ending: str) -> None:
    form = person.open("/firms/new/") | {"name": NAME, "address": "园区路1号", "password": "right-horse"}
    ENDINGS[ending](person.client)
    answer = person.client.post("/firms/new/", form)
    assert answer["Location"] == "/sign-in/?next=/my/kept/"
    page = person.client.get(answer["Location"])
    assert "您填的内容留着" in page.text
    assert SHOWN not in page.text
    shown = signed_in(person.client, person.user, "/my/kept/").get("/my/kept/")
    assert SHOWN in shown.text
    assert "right-horse" not in shown.text
    assert not Enterprise.objects.exists()
    assert "您有填好还没有交成的表" in person.client.get("/").text
    done = person.client.post(*offered(shown), follow=True)
    assert done.status_code == 200
    assert Enterprise.objects.get().name == NAME
    assert "您有填好还没有交成的表" not in person.client.get("/").text


class TestFilledInAgain:
    """On the page that the form stood on, by the browser; the page says with what."""

    @pytest.fixture
    def back(self, person: Person) -> str:
        """Signed in again: the address by which the form is filled in."""
        firm = person.here.firm()
        form = person.open(f"/firms/{firm.pk}/edit/") | {"name": NAME, "version": "7", "password": "right-horse"}
        person.client.post("/sign-out/")
        where = f"/firms/{firm.pk}/edit/"
        person.client.post(where, form, headers={"Referer": f"http://testserver{where}?tab=1"})
        signed_in(person.client, person.user)
        return self.link(person.client.get("/my/kept/").text)

    @staticmethod
    def link(page: str) -> str:
        link = re.search(r'href="([^"]*)"\s*>回到原来的表再改', page)
        assert link
        return html.unescape(link[1])

    @staticmethod
    def told(page: str) -> dict[str, Any] | None:
        told = re.search(r'<script id="refill" type="application/json">(.*?)</script>', page)
        return json.loads(told[1]) if told else None

    def test_with_every_word_and_what_was_seen_of_the_row_but_no_password(self, person: Person, back: str) -> None:
        told = self.told(person.client.get(back).text)
        assert told
        assert back.startswith(f"{told['action']}?tab=1&")
        assert sorted(told["fields"]) == [["name", NAME], ["version", "7"]]

    def test_in_no_other_page_and_for_no_other_post(self, person: Person, back: str) -> None:
        plain = back.partition("?")[0]
        assert self.told(person.client.get(plain).text) is None
        assert self.told(person.client.get(f"{plain}?kept=other").text) is None
        person.act_as(1)
        assert self.told(person.client.get("/" + back.partition("/edit/")[2]).text) is None
        assert "以“" in person.client.get("/my/kept/").text

    def test_not_over_what_is_typed_there_since(self, person: Person, back: str) -> None:
        answer = person.client.post(back, person.open(back) | {"name": "", "version": "7"})
        assert answer.status_code >= 400
        assert self.told(answer.text) is None


def test_the_token_is_a_fresh_one(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person.user)
    page = client.get("/firms/new/")
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    client.cookies["session"] = "gone"
    sent = {FIELD: carried(page), "name": NAME, "csrfmiddlewaretoken": token}
    assert client.post("/firms/new/", sent)["Location"] == "/sign-in/?next=/my/kept/"
    client.force_login(person.user)  # a new secret for tokens
    where, again = offered(client.get("/my/kept/"))
    assert again["csrfmiddlewaretoken"] != token
    assert client.post(where, again).status_code == 302


def test_another_account_gets_nothing_of_it(person: Person) -> None:
    form = person.open("/firms/new/") | {"name": NAME}
    person.client.post("/sign-out/")
    person.client.post("/firms/new/", form)
    with_password(person.here.office)
    signed_in(person.client, person.here.office)
    assert person.client.get("/my/kept/")["Location"] == "/"
    assert NAME not in str(dict(person.client.session))
    person.client.post("/sign-out/")
    signed_in(person.client, person.user)
    assert person.client.get("/my/kept/")["Location"] == "/"


def test_what_no_page_of_ours_made_is_not_kept(person: Person) -> None:
    """Else another site could send words, and have them shown to who signs in as their own."""
    mark = person.open("/firms/new/")[FIELD]
    stranger = Client()
    for sent in ({"name": NAME}, {"name": NAME, FIELD: mark[:-1] + "?"}):
        assert stranger.post("/firms/new/", sent)["Location"] == "/sign-in/?next=/firms/new/"
    assert "session" not in stranger.cookies


def test_a_button_alone_and_what_is_too_long_are_not_kept(person: Person) -> None:
    form = person.open("/firms/new/")
    person.client.post("/sign-out/")
    for more in ({"version": "1"}, {"name": "长" * (LARGEST + 1)}):
        answer = person.client.post("/firms/new/", form | more)
        assert answer["Location"] == "/sign-in/?next=/firms/new/"


def test_the_last_few_are_kept_and_each_can_be_let_go(person: Person) -> None:
    form = person.open("/firms/new/")
    person.client.post("/sign-out/")
    for number in range(MOST + 1):
        person.client.post("/firms/new/", form | {"name": f"企业{number}"})
    signed_in(person.client, person.user)
    shown = person.client.get("/my/kept/")
    assert "企业0" not in shown.text
    assert shown.text.count("不要了") == MOST
    rest = person.client.post(*offered(shown, "不要了"), follow=True)
    assert rest.text.count("不要了") == MOST - 1


def test_a_file_is_never_kept_and_asked_for_again(person: Person) -> None:
    firm = person.here.firm()
    form = person.open(f"/firms/{firm.pk}/") | {"next": "/", "title": "批复"}
    person.client.post("/sign-out/")
    upload = SimpleUploadedFile("批复.pdf", PDF)
    person.client.post(f"/attachments/to/enterprises.Enterprise/{firm.pk}/", form | {"file": upload})
    signed_in(person.client, person.user)
    assert "文件留不住，请再选一次：批复.pdf" in person.client.get("/my/kept/").text


def test_a_script_that_meets_an_ended_session_loads_the_page_anew(person: Person) -> None:
    mark = person.open("/firms/")[FIELD]
    person.client.post("/sign-out/")
    answer = person.client.post("/firms/contacts/1/reveal/", headers={"HX-Request": "true", "X-Opened-For": mark})
    assert (answer.status_code, answer["HX-Refresh"]) == (401, "true")


class TestAfterSigningInElsewhere:
    """The token on the page is an old one then."""

    @pytest.fixture
    def client(self, person: Person) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(person.user)
        return client

    def test_every_word_is_shown_with_a_fresh_token(self, person: Person, client: Client) -> None:
        form = {FIELD: carried(client.get("/firms/new/")), "name": NAME, "csrfmiddlewaretoken": "a" * 64}
        answer = client.post("/firms/new/", form)
        assert answer.status_code == 403
        assert SHOWN in answer.text
        assert client.post(*offered(answer)).status_code == 302
        assert Enterprise.objects.get().name == NAME

    def test_another_account_is_shown_none(self, person: Person, client: Client) -> None:
        form = {FIELD: carried(client.get("/firms/new/")), "name": NAME, "csrfmiddlewaretoken": "a" * 64}
        client.force_login(person.here.office)
        answer = client.post("/firms/new/", form)
        assert answer.status_code == 403
        assert SHOWN not in answer.text

    def test_words_from_another_site_are_not_offered_for_sending(self, person: Person, client: Client) -> None:
        theirs = Client()
        theirs.force_login(person.here.office)
        for mark in ("", carried(theirs.get("/firms/new/"))):
            answer = client.post("/firms/new/", {"name": NAME, FIELD: mark})
            assert answer.status_code == 403
            assert SHOWN not in answer.text
