"""Error pages that show the request's reference, even when nothing but the template can be trusted.

404 needs nothing from here: Django hands it the full context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.template import loader

from lianzhang.access.api import Request, TooOften, form_sent, own_form_sent, show_kept
from lianzhang.accounts.api import HashingBusy
from lianzhang.kernel.stale import RowGone
from lianzhang.work.api import show_gone

TOO_LARGE = "上传的内容太大，没有收下。单个文件不超过20MB；请压缩图片或拆分后再传。"
TOO_MANY = "一次提交的项太多，没有收下，也没有改动。请退回上一页，少选一些，分几次提交。"
AGAIN = 10  # seconds after which whoever found no turn tries again


def _page(request: HttpRequest, status: int, template: str, message: str = "", **more: Any) -> HttpResponse:
    # No context processors: they may ask the database, which may be what broke.
    context = {"reference": getattr(request, "reference", ""), "message": message} | more
    return HttpResponse(loader.get_template(template).render(context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = TOO_LARGE if isinstance(exception, RequestDataTooBig) else ""
    if isinstance(exception, (TooManyFieldsSent, TooManyFilesSent)):
        message = TOO_MANY
    return _page(request, 400, "400.html", message)


def csrf_failure(request: Request, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """As after signing in elsewhere. A form of ours keeps its words; who signed out meanwhile signs in first."""
    if not request.user.is_authenticated and form_sent(request):
        return redirect_to_login(request.get_full_path())
    if own := own_form_sent(request):
        return show_kept(request, own, status=403, why="token")
    return _page(request, 403, "403_csrf.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """With the words made for whoever tried; those of an exception that has none are its own."""
    context = {"refusal": getattr(exception, "words", "")}
    return HttpResponseForbidden(loader.get_template("403.html").render(context, request))


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html")


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """Met by who signs in again after an unsaved step: the way back leads to an address that only takes a POST."""
    response = _page(request, 405, "405.html")
    response["Allow"] = methods
    return response


def too_often(request: HttpRequest, refused: TooOften) -> HttpResponse:
    again = request.get_full_path() if request.method == "GET" else ""
    response = _page(request, 429, "429.html", word=refused.word, seconds=refused.seconds, again=again)
    response["Retry-After"] = str(refused.seconds)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    response = _page(request, 503, "503.html", seconds=AGAIN)
    response["Retry-After"] = str(AGAIN)
    return response


class ReadableRefusals:
    """Refusals for which Django has no page: too often, too many at once, a row gone, an address only for a button."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return not_allowed(request, response["Allow"]) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RowGone):
            return show_gone(request, exception)
        if isinstance(exception, HashingBusy):
            return busy(request)
        return too_often(request, exception) if isinstance(exception, TooOften) else None
