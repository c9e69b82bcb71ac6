"""What a form was opened for: account, post and plan. It goes with the form, signed, and is held against who sends it.

A post is of one city, so the city goes along. It is signed for this: only words of a page that the house itself made
for an account are ever shown to that account again for sending (kept.py)."""

from __future__ import annotations

from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from .requests import Request

__all__ = ["FIELD", "HEADER", "OF_THE_ACCOUNT", "Opened", "fits", "mark", "opened_for", "opened_now"]

# How a form carries it, and a request that a script sends.
FIELD, HEADER = "opened_for", "X-Opened-For"

# What an account does with itself, whatever its post: these forms fit always.
OF_THE_ACCOUNT = frozenset(
    (
        *("sign_in", "sign_in_as", "sign_out", "password_change", "second_factor", "second_factor_check"),
        *("my_sessions_end", "my_session_end", "act_as", "assignment_send", "kept_drop"),
    )
)


class Opened(NamedTuple):
    """Keys of account and assignment, code of the plan; without a post None, without a plan blank."""

    account: int
    assignment: int | None
    plan: str


def _signer() -> Signer:
    return Signer(salt="lianzhang.access.opened")


def opened_now(request: Request) -> Opened:
    """For what a form is opened that stands on the page asked for now."""
    plan, active = getattr(getattr(request, "viewpoint", None), "plan", None), getattr(request, "acting", None)
    return Opened(request.user.pk, active.pk if active else None, plan.code if plan else "")


def mark(request: Request) -> str:
    """What forms on this page are opened for, as they carry it; blank for a stranger."""
    user = getattr(request, "user", None)  # an error page may come before it
    return _signer().sign_object(opened_now(request)) if user and user.is_authenticated else ""


def _carried(request: HttpRequest) -> str:
    return request.POST.get(FIELD) or request.headers.get(HEADER, "")


def opened_for(request: HttpRequest) -> Opened | None:
    """What the form that was sent had been opened for; None where it does not say so in our own hand."""
    try:
        return Opened(*_signer().unsign_object(_carried(request)))
    except (BadSignature, ValueError):
        return None


def fits(request: Request) -> bool:
    """Whether account, post and plan are still those that the form was opened for.

    A form that says nothing was made by no page of ours (contracts/test_opened.py): it acts as one acts now."""
    return not _carried(request) or opened_for(request) == opened_now(request)
