"""Error pages that show the request's reference, even when nothing but the template can be trusted.

404 and 403 need nothing from here: Django hands them the full context."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader

TOO_LARGE = "上传的内容太大，没有收下。单个文件不超过20MB；请压缩图片或拆分后再传。"


def _page(request: HttpRequest, status: int, template: str, message: str = "") -> HttpResponse:
    # No context processors: they may ask the database, which may be what broke.
    context = {"reference": getattr(request, "reference", ""), "message": message}
    return HttpResponse(loader.get_template(template).render(context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, "400.html", TOO_LARGE if isinstance(exception, RequestDataTooBig) else "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    return _page(request, 403, "403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html")
