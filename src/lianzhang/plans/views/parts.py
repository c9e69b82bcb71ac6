"""What every page of a plan needs: a plan to look at, and a workbook to hand out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianzhang.access.doors import may
from lianzhang.access.permissions import Permission

__all__ = ["needs_plan", "workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def needs_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who read plans; while none is loaded, answer with how to load one."""

    @wraps(view)
    def looking(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not may(request.user, Permission.READ_PLAN):
            raise PermissionDenied
        if request.viewpoint is None:  # type: ignore[attr-defined]
            return render(request, "plans/no_plan.html")
        return view(request, *args, **named)

    return looking


def workbook(content: bytes, name: str) -> HttpResponse:
    """An XLSX file to keep, under a Chinese name (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
