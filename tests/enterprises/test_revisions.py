"""The revision of a city's register is asked for once in a page, and never kept past a write."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext

from lianzhang.enterprises.middleware import RevisionOnce
from lianzhang.enterprises.revisions import revision, touch
from lianzhang.registry.models import Region


def read_twice(method: str, *, write: bool) -> tuple[int, bool]:
    """How many queries the second reading took, and whether both read the same."""
    city = Region.objects.create(code="1", name="市", kind="city")
    touch(city.pk)
    request = HttpRequest()
    request.method = method
    seen: list[tuple[int, bool]] = []

    def page(_: HttpRequest) -> HttpResponse:
        first = revision(city.pk)
        if write:
            touch(city.pk)
        with CaptureQueriesContext(connection) as queries:
            second = revision(city.pk)
        seen.append((len(queries), first == second))
        return HttpResponse()

    RevisionOnce(page)(request)
    return seen[0]


def test_a_page_asks_once(db: None) -> None:
    assert read_twice("GET", write=False) == (0, True)


def test_a_write_in_a_page_is_seen(db: None) -> None:
    assert read_twice("GET", write=True) == (1, False)


def test_an_act_asks_each_time(db: None) -> None:
    assert read_twice("POST", write=False) == (1, True)


def test_the_next_page_asks_anew(db: None) -> None:
    city = Region.objects.create(code="1", name="市", kind="city")
    touch(city.pk)
    request = HttpRequest()
    request.method = "GET"
    RevisionOnce(lambda _: HttpResponse(str(revision(city.pk))))(request)
    first = revision(city.pk)
    touch(city.pk)
    answer = RevisionOnce(lambda _: HttpResponse(str(revision(city.pk))))(request)
    assert answer.content.decode() != str(first)
