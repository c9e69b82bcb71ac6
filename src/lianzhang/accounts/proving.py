"""Who is signed in shows once more that it is they, before they change what they sign in with (ASVS 5.0, 7.5.1)."""

from __future__ import annotations

from axes.utils import reset
from django.contrib.auth import authenticate

from .requests import SignedInRequest
from .throttling import address_of

__all__ = ["NOT_PROVEN", "proves"]

NOT_PROVEN = "现在的口令不对，请重新输入。"


def proves(request: SignedInRequest, password: str) -> bool:
    """Whether `password` is that of who is signed in. Failures count, lock and are on record as those at sign-in."""
    name = request.user.get_username()
    user = authenticate(request, username=name, password=password)
    if user is None or user.pk != request.user.pk:
        return False
    reset(username=name, ip=address_of(request))
    return True
