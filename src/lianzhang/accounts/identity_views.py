"""To the city's identity service and back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from . import identity as service
from .signals import tell_refused

__all__ = ["identity", "identity_back"]

FORBIDDEN = 403
NEXT = "after_identity"


@login_not_required
@require_safe
def identity(request: HttpRequest) -> HttpResponse:
    _there()
    request.session[NEXT] = request.GET.get("next", "")
    try:
        return service.send(request, request.build_absolute_uri(reverse("identity_back")))
    except service.Refused as refused:
        return _refuse(request, refused)


@login_not_required
@require_safe
def identity_back(request: HttpRequest) -> HttpResponse:
    _there()
    after = request.session.pop(NEXT, "")
    try:
        user = service.account_of(service.proven(request))
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
