"""Around every signed-in request: a session ends when nobody works in it or it has lasted long enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from .models import User
from .requests import SignedInRequest
from .second_factor import gate
from .sessions import begin, forget, seen

__all__ = ["SessionLimits"]

CHANGE = "password_change"
# Noted no oftener: a page is a read, not a write.
NOTED = timedelta(minutes=1)


class SessionLimits:
    """Idle and absolute limits (ASVS 5.0, 7.3), and a password that must be changed first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        if isinstance(request.user, User):
            if word := _over(request):
                forget(request.session.session_key)
                logout(request)
                messages.info(request, word)
                return redirect_to_login(request.get_full_path())
            if (first := _first(request)) and request.path not in _open(first):
                asked = request.get_full_path() if request.method == "GET" and first == CHANGE else ""
                return redirect(reverse(first) + (f"?{urlencode({'next': asked})}" if asked not in ("", "/") else ""))
        return self.get_response(request)


def _over(request: SignedInRequest) -> str:
    """Why the session is over, or nothing."""
    now = timezone.now().timestamp()
    since, last = request.session.get("since"), request.session.get("seen")
    if since is None or last is None:
        begin(request, request.user)
        return ""
    if now - since > settings.SESSION_LONGEST.total_seconds():
        return "登录已满最长时限，请重新登录。"
    if now - last > settings.SESSION_IDLE.total_seconds():
        return "您有一段时间没有操作，为安全起见已退出，请重新登录。"
    if now - last > NOTED.total_seconds():
        seen(request)
    return ""


def _must_change(user: User) -> bool:
    days = settings.PASSWORD_DAYS
    old = bool(days) and timezone.now() - user.password_set_at > timedelta(days=days)
    return user.must_change_password or old


def _first(request: SignedInRequest) -> str:
    """The page that stands before all others: the second factor, then a password of one's own."""
    if where := gate(request):
        return {"check": "second_factor_check", "enrol": "second_factor"}[where]
    return CHANGE if _must_change(request.user) else ""


def _open(first: str) -> set[str]:
    return {reverse(first), reverse("sign_out")}
