"""Every address is behind sign-in but for a short list, and every answer carries the same strict headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.plans.models import Plan

# A calendar program signs in nowhere: what it asks for is named by a secret.
ANONYMOUS = {
    "calendar/<str:token>.ics",
    "sign-in/",
    "sign-in/as/",
    "sign-in/identity/",
    "sign-in/identity/back/",
    "sign-out/",
}
PASSWORD = "right-horse-battery"
METHODS = ("get", "post", "put", "patch", "delete")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


ROUTES = sorted(set(routes(get_resolver())))
CLOSED = [route for route in ROUTES if route not in ANONYMOUS]


def address(route: str) -> str:
    """An address that the route answers; whether such a row exists does not matter to a stranger."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: "1" if found[1] == "int" else "x", route)


def test_the_walk_finds_the_pages() -> None:
    assert "" in CLOSED
    assert len(CLOSED) > len(ANONYMOUS)


@pytest.mark.once  # nothing is asked of the database before somebody signed in
@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_sign_in(method: str) -> None:
    """Before any database is asked: this test has none."""
    client, let_in = Client(), []
    for route in CLOSED:
        response = getattr(client, method)(address(route))
        if response.status_code != 302 or not response["Location"].startswith("/sign-in/?next="):
            let_in.append(route)
        client.cookies.clear()
    assert let_in == []


@pytest.mark.django_db
def test_an_unsafe_request_without_token_fails_everywhere(account: Callable[[str], User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("office"))
    answers = {route: client.post(address(route)).status_code for route in CLOSED}
    assert set(answers.values()) == {403}, answers


def give_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


# What every answer says besides its policy.
KEPT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Scripts and styles that stand in the page itself: each must carry the nonce of its answer.
INLINE = re.compile(r"<(?:script|style)\b(?![^>]*\bsrc=)([^>]*)>")
HANDLERS = re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|style)=[\"']", re.IGNORECASE)


def assert_strict(response: HttpResponse) -> None:
    directives = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert "unsafe-" not in response["Content-Security-Policy"]
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert {key: response[key] for key in KEPT} == KEPT
    assert "no-store" in response["Cache-Control"]
    assert re.fullmatch(r"[0-9A-F]{8}", response["X-Request-Reference"])
    if response["Content-Type"].startswith("text/html"):
        assert_nothing_inline(response.text, response["Content-Security-Policy"])


def assert_nothing_inline(page: str, policy: str) -> None:
    """No handler, no style, no script of its own but data and what carries the nonce; nothing from another site."""
    assert not HANDLERS.search(page)
    for attributes in INLINE.findall(page):
        nonce = re.search(r'nonce="([^"]+)"', attributes)
        assert 'type="application/json"' in attributes or (nonce and f"'nonce-{nonce[1]}'" in policy), attributes
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", page)


def test_every_answer_is_private_and_strict(xiangyang: Plan, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("office")
    for route in CLOSED:
        response = client.get(address(route))  # raises where a page breaks
        assert_strict(response)


@pytest.mark.django_db
def test_the_sign_in_page_is_private_and_strict() -> None:
    response = Client().get("/sign-in/")
    assert response.status_code == 200
    assert_strict(response)


@pytest.mark.django_db
def test_beyond_this_machine_only_https_is_spoken(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    plain = Client().get("/sign-in/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/sign-in/")
    assert Client().get("/sign-in/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.django_db
def test_an_unknown_address_shows_a_reference_and_nothing_inside(signed_in: Callable[[str], Client]) -> None:
    response = signed_in("chief").get("/no-such-page/")
    assert response.status_code == 404
    assert_strict(response)
    assert "Traceback" not in response.text
    assert "urlpatterns" not in response.text


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_name_look_the_same(account: Callable[[str], User], settings: Settings) -> None:
    settings.DEMONSTRATION = False
    give_password(account("clerk"))
    texts = []
    for name in ("clerk", "nobody"):
        response = Client().post("/sign-in/", {"username": name, "password": "wrong-horse"})
        assert response.status_code == 200
        texts.append(
            re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken"|nonce)[^>]*>', "", response.text).replace(name, "")
        )
    assert texts[0] == texts[1]


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.django_db
def test_signing_in_leads_to_the_page_asked_for_but_never_to_another_site(account: Callable[[str], User]) -> None:
    give_password(account("clerk"))
    client = Client()
    response = client.post("/sign-in/?next=/x", {"username": "clerk", "password": PASSWORD, "next": "/x"})
    assert response.status_code == 302
    assert response["Location"] == "/x"
    foreign = Client().post(
        "/sign-in/", {"username": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert foreign["Location"] == "/"
