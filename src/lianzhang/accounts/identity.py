"""Signing in with the city's own identity service (OpenID Connect): it proves who one is, and makes no account.

The first time, a claim of its answer names the account; from then on the service's own number (`sub`) finds it."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from lianzhang.records.api import record

from . import sessions
from .models import Identity, User

__all__ = ["Refused", "account_of", "proven", "send", "unlink"]

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds for each answer of the service
SILENT = "身份服务没有应答，或应答不合规范；请稍后再试，或用账号和口令登录。"


class Refused(Exception):
    """Why the service's answer opens no account, in words; `name` is whom it spoke of."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.name = name


def _service() -> Any:
    """Made anew for each sign-in: the service may change its addresses and keys.

    Its library is large: a house without an identity service never loads it.
    """
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "identity",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def _faults() -> tuple[type[Exception], ...]:
    """What can go wrong between here and the service."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    return AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError


def send(request: HttpRequest, back: str) -> HttpResponse:
    """To the service, with state, nonce and a PKCE challenge that only this session can answer."""
    try:
        answer: HttpResponse = _service().authorize_redirect(request, back)
    except _faults() as fault:
        log.warning("the identity service cannot be asked: %s", fault)
        raise Refused(SILENT) from fault
    return answer


def proven(request: HttpRequest) -> dict[str, Any]:
    """What the service says of who came back: its signature, issuer, audience, time and nonce hold."""
    issuer = {"iss": {"essential": True, "value": settings.OIDC_ISSUER}}
    try:
        return dict(_service().authorize_access_token(request, claims_options=issuer)["userinfo"])
    except _faults() as fault:
        log.warning("the identity service's answer does not hold: %s", type(fault).__name__)
        raise Refused("这次登录没有完成：取消了，等得太久，或应答核对不上。请重新登录。") from fault


@transaction.atomic
def account_of(claims: dict[str, Any]) -> User:
    """The account that opens; raises Refused when there is none, and makes none."""
    here = Identity.objects.filter(issuer=settings.OIDC_ISSUER)
    name = str(claims.get(settings.OIDC_CLAIM) or "")
    known = here.select_related("user").filter(subject=claims["sub"]).first()
    user = known.user if known else User.objects.filter(username=name).first() if name else None
    if user is None:
        raise Refused(f"身份已经核实（{name or '没有写明账号'}），但本系统没有对应的账号；请安全管理员建立。", name)
    if not user.is_active:
        raise Refused(f"账号“{user.username}”已停用；请联系安全管理员。", name)
    if known is None:
        if here.filter(user=user).exists():
            raise Refused(f"账号“{name}”已关联另一个人的身份；换了人，请安全管理员先解除关联。", name)
        here.get_or_create(issuer=settings.OIDC_ISSUER, subject=claims["sub"], defaults={"user": user})
        record("identity.link", user, by=user)
    return user


@transaction.atomic
def unlink(*, user: User, by: Any) -> int:
    """Forget whose account it is, so that the next person of that name can sign in; its sessions end."""
    count, _ = Identity.objects.filter(user=user).delete()
    if count:
        sessions.end_all(user=user, by=by)
        record("identity.unlink", user, by=by, of=user.username)
    return count
