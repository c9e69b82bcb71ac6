"""A reference for each request, the same on the page, in the header and in the log."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.config.middleware import ClientAddress, PrivatePages, ReferenceFilter, RequestReference


def reference_in_log() -> str:
    record = logging.makeLogRecord({})
    ReferenceFilter().filter(record)
    return record.reference  # type: ignore[attr-defined]


def test_page_header_and_log_show_the_same_reference() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend([request.reference, reference_in_log()])  # type: ignore[attr-defined]
        return HttpResponse()

    response = RequestReference(view)(HttpRequest())
    assert {response["X-Request-Reference"]} == set(seen)


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "192.0.2.1", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, header: str, seen: str, settings: Settings) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": header})
    found: list[str] = []
    ClientAddress(lambda asked: found.append(asked.META["REMOTE_ADDR"]) or HttpResponse())(request)  # type: ignore[func-returns-value]
    assert found == [seen]


def test_references_differ_between_requests_and_end_with_them() -> None:
    answer = RequestReference(lambda _request: HttpResponse())
    assert answer(HttpRequest())["X-Request-Reference"] != answer(HttpRequest())["X-Request-Reference"]
    assert reference_in_log() == "-"


def test_a_page_is_not_kept_unless_its_view_says_otherwise() -> None:
    assert PrivatePages(lambda _request: HttpResponse())(HttpRequest())["Cache-Control"] == "no-store"
    own = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert PrivatePages(lambda _request: own)(HttpRequest())["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(("where", "status"), [("/targets/\x00/", 404), ("/search/?q=%00", 400)])
@pytest.mark.django_db
def test_a_nul_in_an_address_is_refused_before_a_database_is_asked(where: str, status: int, client: Client) -> None:
    client.force_login(User.objects.create_user("clerk"))
    assert client.get(where).status_code == status
