"""To the city's identity service and back: to sign in, or to link the identity to the account one is signed in as."""

from __future__ import annotations

from time import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from . import identity as service
from .models import User
from .proving import NOT_PROVEN, proves
from .requests import SignedInRequest
from .signals import tell_refused

__all__ = ["identity", "identity_back", "identity_link", "may_link"]

FORBIDDEN = 403
NEXT = "after_identity"
LINKING = "linking_identity"
MOMENT = 600  # seconds from the password to the service


@login_not_required
@require_safe
def identity(request: HttpRequest) -> HttpResponse:
    _there()
    request.session[NEXT] = request.GET.get("next", "")
    request.session.pop(LINKING, None)
    return _send(request)


@require_http_methods(["GET", "HEAD", "POST"])
def identity_link(request: SignedInRequest) -> HttpResponse:
    """The owner's own act: the password first; then, by a link that the page shows from there on, to the service.

    A form that led to another site would be stopped by the browser, as the content security policy asks.
    """
    _there()
    if request.method != "POST":
        return _send(request) if may_link(request) else redirect("my_sessions")
    if proves(request, request.POST.get("password", "")):
        request.session[LINKING] = [request.user.pk, time()]
    else:
        messages.error(request, f"没有关联：{NOT_PROVEN}")
    return redirect("my_sessions")


def may_link(request: SignedInRequest) -> bool:
    """Whether who is signed in gave the password for it a moment ago."""
    who, since = request.session.get(LINKING) or (None, 0)
    return who == request.user.pk and 0 <= time() - since < MOMENT


def _send(request: HttpRequest) -> HttpResponse:
    try:
        return service.send(request, request.build_absolute_uri(reverse("identity_back")))
    except service.Refused as refused:
        return _refuse(request, refused)


@login_not_required
@require_safe
def identity_back(request: SignedInRequest) -> HttpResponse:
    _there()
    after, linking = request.session.pop(NEXT, ""), isinstance(request.user, User) and may_link(request)
    request.session.pop(LINKING, None)
    try:
        claims = service.proven(request)
        if linking:
            service.link(user=request.user, claims=claims)
            messages.success(request, f"已关联；以后可以用{settings.OIDC_NAME}登录这个账号。")
            return redirect("my_sessions")
        user = service.account_of(claims)
    except service.Refused as refused:
        return _refuse(request, refused)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return redirect(after if ours else settings.LOGIN_REDIRECT_URL)


def _there() -> None:
    if not settings.OIDC_ISSUER:
        raise Http404


def _refuse(request: HttpRequest, refused: service.Refused) -> HttpResponse:
    tell_refused(request, refused.name, way="统一身份认证")
    context = {"reason": str(refused), "name": settings.OIDC_NAME}
    return render(request, "accounts/identity_refused.html", context, status=FORBIDDEN)
