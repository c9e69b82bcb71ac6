"""A reference for each request, the same on the page, in the header and in the log."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from lianzhang.config.middleware import PrivatePages, ReferenceFilter, RequestReference


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


def test_references_differ_between_requests_and_end_with_them() -> None:
    answer = RequestReference(lambda _request: HttpResponse())
    assert answer(HttpRequest())["X-Request-Reference"] != answer(HttpRequest())["X-Request-Reference"]
    assert reference_in_log() == "-"


def test_a_page_is_not_kept_unless_its_view_says_otherwise() -> None:
    assert PrivatePages(lambda _request: HttpResponse())(HttpRequest())["Cache-Control"] == "no-store"
    own = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert PrivatePages(lambda _request: own)(HttpRequest())["Cache-Control"] == "max-age=60"
