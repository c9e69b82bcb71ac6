"""What leads into an account: a temporary password, taking the second factor away, making somebody an administrator.

For an administrator's account it takes two: one security administrator asks, another agrees, and then it is done. So
does the second half of what would open an ordinary account: both its factors replaced, and neither yet by its owner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.accounts.api import second_factor, sessions
from lianzhang.accounts.models import User
from lianzhang.records.api import record

from .actions import assign, demand, locked, new_password, not_oneself
from .consent_lifecycle import CONSENT
from .models import Assignment, ConsentRequest
from .permissions import Permission
from .row_policy import SYSTEM

__all__ = ["agree", "ask_administrator", "decline", "needs_consent", "reset", "withdraw"]

Kind, State = ConsentRequest.Kind, ConsentRequest.State
# After a lost authenticator was taken away, its owner has so long to set up another before a password can be given.
TO_SET_UP = timedelta(days=7)
OWN = {Kind.PASSWORD: "自己的口令请在“修改口令”里改。", Kind.SECOND_FACTOR: "自己的两步验证请在“两步验证”里换。"}


def needs_consent(user: User, kind: str) -> bool:
    """Whether one security administrator alone may not do this to the account."""
    held = Assignment.objects.filter(user=user).exclude(administers="").exclude(ends__lte=timezone.localdate())
    if held.exists():
        return True
    if kind == Kind.SECOND_FACTOR:
        return user.must_change_password and second_factor.has_device(user)
    taken = ConsentRequest.objects.filter(user=user, kind=Kind.SECOND_FACTOR, state=State.DONE)
    lately = taken.filter(decided_at__gt=timezone.now() - TO_SET_UP).exists()
    return lately and not second_factor.has_device(user)


@transaction.atomic
def reset(*, user: User, kind: str, by: Any, reason: str = "") -> tuple[ConsentRequest, str]:
    """Replace a password by a temporary one, shown once, or take the second factor away; or ask for it.

    The row says whether it was done; the text is the temporary password, if one was given. All sessions end.
    """
    demand(by, Permission.MANAGE_ACCOUNTS)
    not_oneself(user, by, OWN[Kind(kind)])
    current = User.objects.select_for_update().get(pk=user.pk)
    if by is not SYSTEM and needs_consent(current, kind):
        return _ask(user=current, kind=kind, reason=reason, by=by), ""
    asker = None if by is SYSTEM else by
    row = ConsentRequest.objects.create(
        user=current, kind=kind, state=State.DONE, reason=reason.strip(), asked_by=asker, decided_at=timezone.now()
    )
    return row, _carry_out(row, by)


@transaction.atomic
def ask_administrator(*, user: User, administers: str, starts: date, source: str, by: Any) -> ConsentRequest:
    """Ask that an account administer from `starts` on. Raises ValidationError as `assign` does."""
    with transaction.atomic():  # what stands against it is said now; it is done when another agrees
        assign(user=user, administers=administers, starts=starts, source=source, by=by, agreed=True)
        transaction.set_rollback(True)
    current = User.objects.select_for_update().get(pk=user.pk)
    details = {"administers": administers, "starts": starts.isoformat()}
    return _ask(user=current, kind=Kind.ADMINISTRATOR, reason=source, by=by, details=details)


def _ask(*, user: User, kind: str, reason: str, by: Any, details: dict[str, str] | None = None) -> ConsentRequest:
    row = ConsentRequest(user=user, kind=kind, reason=reason.strip(), asked_by=by, details=details or {})
    CONSENT.check_new(row, "ask", by, reason=reason)
    others = ConsentRequest.objects.filter(user=user, kind=kind, state=State.ASKED)
    if any(CONSENT.state(other) == State.ASKED for other in others):
        raise ValidationError("同样的事项已经提请过，正等另一位安全管理员同意；要改，请先撤回。")
    row.save()
    record("consent.ask", row, by=by, **_facts(row), reason=row.reason)
    return row


@transaction.atomic
def agree(*, request: ConsentRequest, version: int, by: Any) -> str:
    """Do what was asked; the temporary password, if that is what it was. Raises StepRefused, StaleRow."""
    row = _decide(request, version, "agree", by)
    return _carry_out(row, by)


@transaction.atomic
def decline(*, request: ConsentRequest, version: int, by: Any) -> None:
    _decide(request, version, "decline", by)


@transaction.atomic
def withdraw(*, request: ConsentRequest, version: int, by: Any) -> None:
    _decide(request, version, "withdraw", by)


def _decide(request: ConsentRequest, version: int, step: str, by: Any) -> ConsentRequest:
    row: ConsentRequest = locked(ConsentRequest, request.pk, version)
    row.state = CONSENT.check(row, step, by).to or row.state
    row.decided_by, row.decided_at = by, timezone.now()
    row.version += 1
    row.save()
    record(f"consent.{step}", row, by=by, **_facts(row))
    return row


def _facts(row: ConsentRequest) -> dict[str, Any]:
    return {"account_of": row.user.username, "kind": row.get_kind_display(), **row.details}


def _carry_out(row: ConsentRequest, by: Any) -> str:
    if row.kind == Kind.PASSWORD:
        return _give_password(row.user, by)
    if row.kind == Kind.SECOND_FACTOR:
        second_factor.remove(user=row.user, by=by)
    else:
        starts = date.fromisoformat(row.details["starts"])
        administers = row.details["administers"]
        assign(user=row.user, administers=administers, starts=starts, source=row.reason, by=by, agreed=True)
    return ""


def _give_password(user: User, by: Any) -> str:
    """A new random password; who signs in with it must choose their own."""
    current = User.objects.select_for_update().get(pk=user.pk)
    password = new_password()
    current.set_password(password)
    current.must_change_password = True
    current.version += 1
    current.save(update_fields=["password", "must_change_password", "password_set_at", "version"])
    record("account.temporary_password", current, by=by)
    sessions.end_all(user=current, by=by)
    return password
