"""Which state of a city's register one looks at: every act that writes into it says so here, in its transaction.

What is summed up over thousands of rows may be kept under this value for as long as it stays the same."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from .models import Revision

__all__ = ["RevisionOnce", "revision", "touch"]

# What this request has read so far, by city; None outside of requests that only read.
_read: ContextVar[dict[int, UUID | None] | None] = ContextVar("revisions read", default=None)


def touch(city: int) -> None:
    """The register of `city` (a primary key) is about to be another than it was."""
    Revision.objects.update_or_create(city_id=city, defaults={"value": uuid4()})
    if (read := _read.get()) is not None:
        read.pop(city, None)


def revision(city: int) -> UUID | None:
    """None while nothing was ever written through an act: then nothing may be kept. One query, in a page only once."""
    read = _read.get()
    if read is not None and city in read:
        return read[city]
    value = Revision.objects.filter(city_id=city).values_list("value", flat=True).first()
    if read is not None:
        read[city] = value
    return value


class RevisionOnce:
    """A request that only reads asks for the revision once. What others write meanwhile, the next one sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        token = _read.set({})
        try:
            return self.get_response(request)
        finally:
            _read.reset(token)
