"""What a request keeps of the register while it lasts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .revisions import reading_once

__all__ = ["RevisionOnce"]


class RevisionOnce:
    """A request that only reads asks for the revision once. What others write meanwhile, the next one sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)
