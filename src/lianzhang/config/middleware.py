"""Around every request: whom it comes from, a reference to find it in the log, and headers that keep pages private."""

from __future__ import annotations

import ipaddress
import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]

_reference: ContextVar[str] = ContextVar("reference", default="-")


class RequestReference:
    """Give each request a short reference: shown on error pages, written on every log line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = secrets.token_hex(4).upper()
        request.reference = reference  # type: ignore[attr-defined]  # others ask by getattr: tests have none
        token = _reference.set(reference)
        try:
            response = self.get_response(request)
        finally:
            _reference.reset(token)
        response["X-Request-Reference"] = reference
        return response


class ClientAddress:
    """Behind proxies of ours REMOTE_ADDR is theirs: take the address that the outermost of them saw.

    Each proxy appends whom it heard; what a client itself wrote into the header stands before that and is not believed.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < settings.PROXIES <= len(hops) and _is_address(hops[-settings.PROXIES]):
            request.META["REMOTE_ADDR"] = hops[-settings.PROXIES]
        return self.get_response(request)


UNSTORABLE = "内容里有不能保存的字符（空字符），一个字也没有写；请返回上一页删去后再提交。"


class NoNulls:
    """A NUL stands in no address or form of ours and no PostgreSQL text can hold one: refused before a view reads it.

    So is a form that cannot be read at all, as one of too many fields: not each view is to meet that."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if any("\x00" in text for name, texts in request.POST.lists() for text in (name, *texts)):
            return render(request, "400.html", {"message": UNSTORABLE}, status=400)
        return None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class ReferenceFilter(logging.Filter):
    """Adds the current request's reference to a log record; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = _reference.get()
        return True


class PrivatePages:
    """Pages hold internal figures: nothing between server and reader may keep a copy.

    Stands inside WhiteNoise, so static files keep their own long caching."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response
