"""Signing in with the city's own identity service (OpenID Connect): it proves who one is, and makes no account.

The service's own number (`sub`) finds the account, once its owner, signed in by password, has linked the two. A name
that the service tells opens and links nothing: at many a service people choose theirs."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from lianzhang.records.api import record

from . import sessions
from .models import Identity, User

__all__ = ["Refused", "account_of", "link", "proven", "send", "unlink"]

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


def _known(claims: dict[str, Any]) -> Identity | None:
    here = Identity.objects.select_related("user")
    return here.filter(issuer=settings.OIDC_ISSUER, subject=claims["sub"]).first()


def account_of(claims: dict[str, Any]) -> User:
    """The account that opens; raises Refused when none is linked, and makes none."""
    name, known = str(claims.get(settings.OIDC_CLAIM) or ""), _known(claims)
    if known is None:
        raise Refused(
            f"身份已经核实（{name or '没有写明账号'}），但还没有关联本系统的账号。有账号的，请用账号和口令登录一次，"
            "在“登录会话”里关联；没有账号的，请安全管理员建立。",
            name,
        )
    if not known.user.is_active:
        raise Refused(f"账号“{known.user.username}”已停用；请联系安全管理员。", name)
    return known.user


@transaction.atomic
def link(*, user: User, claims: dict[str, Any]) -> Identity:
    """From now on this identity opens the account of who is signed in. Raises Refused where either has another."""
    User.objects.select_for_update().get(pk=user.pk)
    known = _known(claims)
    if known is not None and known.user_id != user.pk:
        raise Refused("这个身份已关联另一个账号；请安全管理员先解除那一个。")
    if known is not None:
        return known
    if user.identities.filter(issuer=settings.OIDC_ISSUER).exists():
        raise Refused("您的账号已关联另一个身份；请安全管理员先解除关联。")
    made = Identity.objects.create(issuer=settings.OIDC_ISSUER, subject=claims["sub"], user=user)
    record("identity.link", user, by=user)
    return made


@transaction.atomic
def unlink(*, user: User, by: Any) -> int:
    """Forget whose account it is, so that its owner can link another identity; its sessions end."""
    count, _ = Identity.objects.filter(user=user).delete()
    if count:
        sessions.end_all(user=user, by=by)
        record("identity.unlink", user, by=by, of=user.username)
    return count
