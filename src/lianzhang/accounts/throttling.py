"""Who is kept from guessing passwords: besides one account at one address, many accounts tried from one address.

Such an address is shut to new devices alone. A device that has signed in as an account before carries a cookie that
says so: a colleague at the same address goes on (OWASP, "Slow down online guessing attacks with device cookies")."""

from __future__ import annotations

import ipaddress
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

__all__ = ["Handler", "address_of", "remember_device"]

SALT = "lianzhang.accounts.device"
KEPT = 180 * 24 * 60 * 60  # seconds that a device is known after its last sign-in
ACCOUNTS = 5  # of one device, the last ones: a workstation that several share
NEIGHBOURS = 64  # bits of an IPv6 address that one network has; who has one has them all


def address_of(request: HttpRequest) -> str:
    """The address that failures are counted at: of IPv6 the network, whose addresses any device in it may take."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - none is known: counted together
    if address.version == 4 or address.ipv4_mapped:
        return str(getattr(address, "ipv4_mapped", None) or address)
    return str(ipaddress.ip_network((address, NEIGHBOURS), strict=False).network_address)


class Handler(AxesDatabaseHandler):
    """Counts as axes does; is also shut to unknown devices where too many accounts failed."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        name = str(get_client_username(request, credentials) or "")
        return not _known(request, name) and _names_failed(request) >= settings.SIGN_IN_NAMES


def _names_failed(request: Any) -> int:
    """How many names failed from here lately; one that got in since does not count (AXES_RESET_ON_SUCCESS)."""
    lately = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    return lately.values("username").distinct().count()


def _names(request: HttpRequest) -> list[str]:
    """The accounts that signed in on this device before, the last one first."""
    try:
        names = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return []
    return [str(name) for name in names]


def _known(request: HttpRequest, name: str) -> bool:
    return name in _names(request)


def remember_device(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let the device that just signed in as `name` be known as such."""
    names = [name, *(each for each in _names(request) if each != name)][:ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(names, salt=SALT),
        max_age=KEPT,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
