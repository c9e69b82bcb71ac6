"""Sessions as people know them: begun at sign-in, seen at work, ended by sign-out, by time or by an administrator."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lianzhang.records.api import record

from .models import SignedIn, User

__all__ = ["begin", "end", "end_all", "forget", "live", "seen"]

# What stands in a browser's own description, the telling one first, and what people call it.
SYSTEMS = {
    "Windows": "Windows",
    "Android": "安卓",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
BROWSERS = {"Edg": "Edge", "MicroMessenger": "微信", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


def device_of(agent: str) -> str:
    """The browser and system in words people know; no version, nothing to follow a person by."""
    system = next((word for mark, word in SYSTEMS.items() if mark in agent), "")
    browser = next((word for mark, word in BROWSERS.items() if mark in agent), "")
    return " ".join(part for part in (system, browser) if part) or re.sub(r"[^\w .-]", "", agent)[:40]


def begin(request: HttpRequest, user: User) -> None:
    """Keep a new session; its limits are counted from here."""
    now = timezone.now()
    request.session["since"] = request.session["seen"] = now.timestamp()
    if not request.session.session_key:
        request.session.save()
    SignedIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "since": now,
            "seen": now,
            "address": request.META.get("REMOTE_ADDR", ""),
            "device": device_of(request.headers.get("User-Agent", "")),
        },
    )


def seen(request: HttpRequest) -> None:
    now = timezone.now()
    request.session["seen"] = now.timestamp()
    SignedIn.objects.filter(session_key=request.session.session_key).update(seen=now)


def live(user: User) -> QuerySet[SignedIn]:
    """The sessions of an account that can still be used."""
    keys = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return SignedIn.objects.filter(user=user, session_key__in=keys)


@transaction.atomic
def end(*, row: SignedIn, by: Any) -> None:
    """End one session: its next request is a stranger's."""
    Session.objects.filter(session_key=row.session_key).delete()
    record("session.end", row.user, by=by, of=row.user.username, device=row.device)
    row.delete()


@transaction.atomic
def end_all(*, user: User, by: Any, but: str = "") -> int:
    """End every session of an account, but for the one with the key `but`; how many.

    Without `but`, one that is just beginning ends as well: whatever was bound to the account as it was.
    """
    if not but:
        User.objects.filter(pk=user.pk).update(sessions_generation=F("sessions_generation") + 1)
    rows = list(live(user).exclude(session_key=but))
    for row in rows:
        end(row=row, by=by)
    return len(rows)


def forget(session_key: str | None) -> None:
    """A session that ended by itself."""
    SignedIn.objects.filter(session_key=session_key or "").delete()
