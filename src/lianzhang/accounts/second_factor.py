"""A second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for the day the phone is lost.

A code works once; guesses are slowed down. What was passed stands in the session, and ends with it."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django_otp import devices_for_user, user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lianzhang.records.api import record

from . import sessions
from .models import User
from .requests import SignedInRequest

__all__ = ["check", "confirm", "enrolling", "gate", "has_device", "qr_of", "recovery_left", "remove"]

FLAG = "second_factor"
PASSED, ASKED, NONE = "passed", "asked", "none"
RECOVERY_CODES = 10
WRONG = "码不对，或已用过；请等验证器换一个新码再输。连续输错要等一会儿。"


def has_device(user: User) -> bool:
    return user_has_device(user)


def gate(request: SignedInRequest) -> str:
    """Where a signed-in session must go first: "check", "enrol", or nowhere."""
    state = request.session.get(FLAG)
    if state is None:
        state = request.session[FLAG] = ASKED if has_device(request.user) else NONE
    if state == ASKED:
        return "check"
    return "enrol" if state == NONE and settings.REQUIRE_SECOND_FACTOR else ""


def enrolling(user: User) -> TOTPDevice:
    """The authenticator that is being set up; it counts once its first code was right."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})
    return device


def qr_of(device: TOTPDevice) -> str:
    """The QR code as a data address, for an <img>."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=2, dark="#1a2330", light="#fff")


def confirm(*, request: HttpRequest, user: User, token: str, current: str = "") -> list[str]:
    """Begin to use the authenticator that shows `token`; the recovery codes, shown once.

    Where another is in use, `current` is a code of that one, or a recovery code; it is spent, and a wrong one slows
    down the next, as at sign-in. Raises ValidationError at the code that is wrong.
    """
    with transaction.atomic():  # looked at before the code in use is spent, and taken back: it is looked at again
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        shown = device is not None and device.verify_token(token)
        transaction.set_rollback(True)
    if not shown:
        raise ValidationError({"token": WRONG})
    if has_device(user) and _match(user, _typed(current)) is None:
        with transaction.atomic():
            record("second_factor.failed", user, by=user)
        raise ValidationError({"current": WRONG})
    return _begin_to_use(request, user, token)


@transaction.atomic
def _begin_to_use(request: HttpRequest, user: User, token: str) -> list[str]:
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(token):
        raise ValidationError({"token": WRONG})
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    codes = _new_recovery_codes(user)
    request.session[FLAG] = PASSED
    sessions.end_all(user=user, by=user, but=request.session.session_key or "")
    record("second_factor.enrol", user, by=user)
    return codes


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def _typed(token: str) -> str:
    return token.strip().replace(" ", "")


def check(*, request: HttpRequest, user: User, token: str) -> None:
    """Let the session in. Raises ValidationError for a code that is wrong or was used before."""
    used = _match(user, _typed(token))
    with transaction.atomic():
        if used is None:
            record("second_factor.failed", user, by=user)
        else:
            request.session[FLAG] = PASSED
            request.session.cycle_key()
            sessions.begin(request, user)
            record("second_factor.passed", user, by=user, device=used)
    if used is None:
        raise ValidationError({"token": WRONG})


@transaction.atomic
def _match(user: User, token: str) -> str | None:
    """What kind of device took the code. The devices are locked, so that a code cannot be used twice at once."""
    for device in devices_for_user(user, for_verify=True):
        if device.verify_token(token):
            return str(device.name)
    return None


@transaction.atomic
def remove(*, user: User, by: Any) -> None:
    """Take a lost authenticator away; its owner sets up a new one. All sessions end."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    sessions.end_all(user=user, by=by)
    record("second_factor.remove", user, by=by)
