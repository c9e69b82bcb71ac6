"""Every file that leaves the house goes through here: kept under its Chinese name, and on record."""

from __future__ import annotations

from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from lianzhang.records.actions import record

__all__ = ["download", "workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def download(request: HttpRequest, content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, never to open in the page (RFC 6266); an event tells who took what from which page."""
    account = request.user.get_username()
    record("export", request.path, by=str(request.user), account=account, file=name, asked=request.GET.urlencode())
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def workbook(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    return download(request, content, f"{name}.xlsx", XLSX)
