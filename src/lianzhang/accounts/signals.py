"""Every sign-in, failure, lockout and sign-out is on record."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from lianzhang.records.api import current_origin, origin, record

from .models import User
from .sessions import begin, forget

SIGN_IN = "accounts.sign_in"
# By the page one came in through; a password otherwise.
WAYS = {"sign_in_as": "演示", "identity_back": "统一身份认证"}


def _address(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request else ""


@transaction.atomic
def _tell(request: HttpRequest | None, action: str, row: Any, **who: Any) -> None:
    with origin(current_origin()._replace(address=_address(request))):
        record(action, row, **who)


def tell_refused(request: HttpRequest | None, name: str, **facts: str) -> None:
    """The name is kept as it was given, shortened; what was typed as a password never."""
    _tell(request, "sign_in.failed", SIGN_IN, by="未登录", account=name[:60], **facts)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    begin(request, user)
    here = getattr(request, "resolver_match", None)
    way = WAYS.get(here.url_name if here else "", "口令")
    _tell(request, "sign_in", user, by=user, way=way)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        forget(request.session.session_key)
        _tell(request, "sign_out", user, by=user)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    tell_refused(request, str(credentials.get("username", "")))


@receiver(user_locked_out)
def locked(request: HttpRequest, username: str = "", **_: Any) -> None:
    _tell(request, "sign_in.locked", SIGN_IN, by="未登录", account=str(username)[:60])
