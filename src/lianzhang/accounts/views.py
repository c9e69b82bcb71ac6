"""Signing in, changing one's password, and one's sessions."""

from __future__ import annotations

import ipaddress
from base64 import b32encode
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.kernel.forms import back_to
from lianzhang.records.api import record

from . import second_factor as factor
from . import sessions
from .forms import FactorForm, PasswordForm, SignInForm, TokenForm
from .identity_views import may_link
from .models import SignedIn, User
from .passwords import remember
from .proving import NOT_PROVEN, proves
from .requests import SignedInRequest
from .throttling import remember_device

__all__ = ["SignIn", "end_others", "end_session", "locked_out", "my_sessions", "password_change", "sign_in_as"]

UNPROCESSABLE, TOO_MANY = 422, 429


def offered(request: HttpRequest) -> list[User]:
    """The demonstration's accounts, one click each: only in demonstration, and only to who sits at this machine."""
    if not settings.DEMONSTRATION or not _here(request):
        return []
    by_name = User.objects.in_bulk(settings.DEMONSTRATION_ACCOUNTS, field_name="username")
    return [by_name[name] for name in settings.DEMONSTRATION_ACCOUNTS if name in by_name]


def _here(request: HttpRequest) -> bool:
    """At this machine: not through a proxy on it, which would make the whole world look local."""
    if any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class SignIn(LoginView):
    """An unknown name and a wrong password look the same, in time too: Django hashes for both."""

    redirect_authenticated_user = True
    authentication_form = SignInForm

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        remember_device(self.request, response, form.get_user().get_username())
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {
            "offered": offered(self.request),
            "identity_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        }


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click into a demonstration account. Elsewhere this address is not there."""
    username = request.POST.get("username", "")
    user = next((each for each in offered(request) if each.username == username and each.is_active), None)
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return redirect("/")


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What a locked account and an unknown one both get."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=TOO_MANY)


@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = PasswordForm(request, *([request.POST] if request.method == "POST" else []))
    if form.is_bound and form.is_valid():
        asked = user.must_change_password or "next" in request.POST
        _change(request, user, form)
        messages.success(request, "口令已改；您在别处的登录都已退出。")
        return back_to(request) if asked else redirect("my_posts")
    context = {"form": form, "must": user.must_change_password, "next": request.GET.get("next")}
    return render(request, "accounts/password.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@transaction.atomic
def _change(request: SignedInRequest, user: User, form: PasswordForm) -> None:
    current = User.objects.get(pk=user.pk)
    remember(current)
    user.set_password(form.cleaned_data["new_password1"])
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password", "password_set_at"])
    sessions.end_all(user=user, by=user, but=request.session.session_key or "")
    record("password.change", user, by=user)
    sessions.forget(request.session.session_key)
    update_session_auth_hash(request, user)
    sessions.begin(request, user)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Set up an authenticator, or another one. The recovery codes stand on the one answer after it."""
    user = request.user
    form = FactorForm(*([request.POST] if request.method == "POST" else []), replaces=factor.has_device(user))
    codes = _enrol(request, form) if form.is_bound and form.is_valid() else []
    device = factor.enrolling(user) if not codes else None
    context = {
        "form": form,
        "codes": codes,
        "on": factor.has_device(user),
        "left": factor.recovery_left(user),
        "must": settings.REQUIRE_SECOND_FACTOR,
        "qr": factor.qr_of(device) if device else "",
        "secret": b32encode(device.bin_key).decode() if device else "",
    }
    return render(request, "accounts/second_factor.html", context, status=UNPROCESSABLE if form.errors else 200)


def _enrol(request: SignedInRequest, form: FactorForm) -> list[str]:
    """The recovery codes of the new authenticator; none where something that was typed is wrong."""
    typed = form.cleaned_data
    if not proves(request, typed.pop("password")):
        form.add_error("password", NOT_PROVEN)
        return []
    try:
        return factor.confirm(request=request, user=request.user, **typed)
    except ValidationError as refused:
        form.add_error(None, refused)
        return []


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_check(request: SignedInRequest) -> HttpResponse:
    if factor.gate(request) != "check":
        return redirect("/")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            factor.check(request=request, user=request.user, token=form.cleaned_data["token"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("/")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/second_factor_check.html", {"form": form}, status=status)


@require_safe
def my_sessions(request: SignedInRequest) -> HttpResponse:
    context = {
        "rows": sessions.live(request.user),
        "here": request.session.session_key,
        "identity_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "may_link": may_link(request),
        "linked": request.user.identities.filter(issuer=settings.OIDC_ISSUER).first(),
    }
    return render(request, "accounts/sessions.html", context)


@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own only: a session of somebody else is not there."""
    sessions.end(row=get_object_or_404(SignedIn, pk=pk, user=request.user), by=request.user)
    messages.success(request, "已退出那一处登录。")
    return redirect("my_sessions")


@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    count = sessions.end_all(user=request.user, by=request.user, but=request.session.session_key or "")
    messages.success(request, f"已退出另外{count}处登录。" if count else "没有别处的登录。")
    return redirect("my_sessions")
