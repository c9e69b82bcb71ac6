"""Every file that leaves the house goes through here: counted, kept under its Chinese name, and on record."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse

from lianzhang.access.requests import Request
from lianzhang.records.api import record

from .limits import hold

__all__ = ["Content", "download", "workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A file, or what makes it: the latter is not called for somebody who has taken too many.
Content = bytes | Callable[[], bytes]


def download(request: Request, content: Content, name: str, kind: str) -> HttpResponse:
    """A file to keep, never to open in the page (RFC 6266); an event tells who took what from which page."""
    hold(request, "export")
    made = content() if callable(content) else content
    with transaction.atomic():
        record("export", request.path, by=request.user, file=name, asked=request.GET.urlencode())
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": disposition})


def workbook(request: Request, content: Content, name: str) -> HttpResponse:
    return download(request, content, f"{name}.xlsx", XLSX)
