"""Error pages: Chinese, with the reference that stands in the log, and nothing of what is inside."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

SECRET = "inside-42"


def failing(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    view.login_required = False  # type: ignore[attr-defined]
    return view


handler400 = "lianzhang.config.errors.bad_request"
handler500 = "lianzhang.config.errors.server_error"
urlpatterns = [
    path("broken/400/", failing(SuspiciousOperation(SECRET))),
    path("broken/403/", failing(PermissionDenied(SECRET))),
    path("broken/404/", failing(Http404(SECRET))),
    path("broken/500/", failing(RuntimeError(SECRET))),
    path("", include("lianzhang.config.urls")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_an_error_page_shows_the_reference_and_nothing_from_inside(status: int) -> None:
    response = Client(raise_request_exception=False).get(f"/broken/{status}/")
    assert response.status_code == status
    assert response["X-Request-Reference"] in response.text
    assert "unsafe-" not in response["Content-Security-Policy"]
    assert SECRET not in response.text
    assert 'lang="zh-CN"' in response.text


def test_a_stale_form_is_answered_in_the_same_way() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "lead", "password": "x"})
    assert response.status_code == 403
    assert response["X-Request-Reference"] in response.text
    assert "页面已过期" in response.text


def test_an_address_for_pressing_a_button_alone_says_so_when_it_is_opened(signed_in: Callable[[str], Client]) -> None:
    """As after an expired sign-in, which leads back to where the form was sent."""
    response = signed_in("office").get("/my/posts/act-as/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "这一步要在页面上办理" in response.text
    assert response["X-Request-Reference"] in response.text


def test_the_log_names_the_reference_that_the_page_shows(caplog: pytest.LogCaptureFixture) -> None:
    from lianzhang.config.middleware import ReferenceFilter

    caplog.handler.addFilter(ReferenceFilter())
    with caplog.at_level(logging.ERROR, logger="django.request"):
        response = Client(raise_request_exception=False).get("/broken/500/")
    assert {record.reference for record in caplog.records} == {response["X-Request-Reference"]}
