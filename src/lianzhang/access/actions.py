"""What the security administrator does: accounts, and who acts for which post. Each act is one transaction, one event.

Acts raise ValidationError by field when they are refused; then nothing is written."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from lianzhang.access.permissions import Permission
from lianzhang.accounts.api import sessions
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.api import record
from lianzhang.registry.models import Post

from .able import require
from .models import Assignment, HandOver
from .open_work import move_open_work
from .roles import ADMINISTRATORS, role
from .row_policy import SYSTEM

__all__ = [
    "TemporaryPassword",
    "assign",
    "create_account",
    "demand",
    "end_assignment",
    "hand_over",
    "locked",
    "new_password",
    "not_oneself",
    "relabel_account",
    "set_active",
]


def demand(by: Any, permission: Permission) -> None:
    require(by, permission)


def new_password() -> str:
    """80 bits of chance, in letters and digits that cannot be mistaken for one another when typed."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))


@dataclass(frozen=True, slots=True)
class TemporaryPassword:
    """A new password, hashed already: hashing many takes longer than a transaction may last."""

    clear: str = field(default_factory=new_password, repr=False)
    hashed: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", make_password(self.clear))


def not_oneself(user: User, by: Any, message: str) -> None:
    if by is not SYSTEM and user.pk == by.pk:
        raise ValidationError(message)


@transaction.atomic
def create_account(
    *, username: str, label: str, by: Any, email: str = "", password: TemporaryPassword | None = None
) -> tuple[User, str]:
    """A new account and its temporary password, shown once. It may do nothing until it is given a post."""
    demand(by, Permission.MANAGE_ACCOUNTS)
    user = User(username=User.normalize_username(username.strip()), label=label.strip(), email=email.strip())
    password = password or TemporaryPassword()
    user.password = password.hashed
    user.must_change_password = True
    user.full_clean()
    user.save()
    record("account.create", user, by=by, username=user.username, label=user.label)
    return user, password.clear


@transaction.atomic
def relabel_account(*, user: User, version: int, label: str, email: str, by: Any) -> User:
    """Change what the screens call an account. Raises StaleRow if somebody changed it meanwhile."""
    demand(by, Permission.MANAGE_ACCOUNTS)
    current = locked(User, user.pk, version)
    before = {"label": current.label, "email": current.email}
    current.label, current.email = label.strip(), email.strip()
    current.version += 1
    current.full_clean()
    current.save(update_fields=["label", "email", "version"])
    after = {"label": current.label, "email": current.email}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record("account.change", current, by=by, changes=changes)
    return current


@transaction.atomic
def set_active(*, user: User, active: bool, reason: str, by: Any) -> User:
    """Enable or disable an account. The sessions of a disabled one end for good: enabling it opens none of them."""
    demand(by, Permission.MANAGE_ACCOUNTS)
    not_oneself(user, by, "不能停用或启用自己的账号；请由另一位安全管理员办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请写理由，如“调离岗位”。"})
    current = User.objects.select_for_update().get(pk=user.pk)
    current.is_active = active
    current.version += 1
    current.save(update_fields=["is_active", "version"])
    changes = {"is_active": [not active, active]}
    act = "account.enable" if active else "account.disable"
    record(act, current, by=by, reason=reason.strip(), changes=changes)
    if not active:
        sessions.end_all(user=current, by=by)
    return current


@transaction.atomic
def assign(
    *,
    user: User,
    starts: date,
    source: str,
    by: Any,
    post: Post | None = None,
    administers: str = "",
    agreed: bool = False,
) -> Assignment:
    """Let an account act for a post, or as an administrator, from `starts` on.

    Nobody grants to oneself; an administrator is made by two (`agreed`: consent_actions.py) or on the server.
    The three administrators are disjoint from each other and from every post (GB/T 22239-2019, 8.1.5).
    """
    demand(by, Permission.GRANT_ASSIGNMENT)
    not_oneself(user, by, "不能给自己任岗；请由另一位安全管理员办理。")
    User.objects.select_for_update().get(pk=user.pk)  # two who grant at once wait in line
    if not source.strip():
        raise ValidationError({"source": "请写依据，如分工文件的名称和文号。"})
    if administers and administers not in ADMINISTRATORS:
        raise ValidationError({"administers": "没有这个管理员角色。"})
    if bool(post) == bool(administers):
        raise ValidationError({"post": "请选一个岗位，或选一个管理员角色，只选其一。"})
    if post and role(post.rank.role) is None:
        raise ValidationError({"post": f"“{post.rank}”没有系统角色，不能任岗；请在方案的“职级”表里写明。"})
    _refuse_together(user, post, administers, starts)
    if administers and by is not SYSTEM and not agreed:
        raise ValidationError({"administers": "任管理员要另一位安全管理员同意；请在账号页提请。"})
    row = Assignment(user=user, post=post, administers=administers, starts=starts, source=source.strip())
    row.full_clean()
    row.save()
    record("assignment.grant", row, by=by, **_facts(row))
    return row


def _refuse_together(user: User, post: Post | None, administers: str, starts: date) -> None:
    open_rows = Assignment.objects.filter(user=user).filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    for other in open_rows.select_related("post"):
        if (post and other.post_id == post.pk) or (administers and other.administers == administers):
            raise ValidationError({"post": f"这个账号已任“{other.title}”（{day(other.starts)}起），不必重复。"})
        if administers or other.administers:
            raise ValidationError(
                {"post": f"这个账号已任“{other.title}”。三类管理员互不兼任，也不兼业务岗位；请另建账号。"}
            )


@transaction.atomic
def end_assignment(*, assignment: Assignment, version: int, ends: date, reason: str, by: Any) -> Assignment:
    """The account acts for the post no longer from `ends` on. Its open work stays where it is; see `hand_over`."""
    demand(by, Permission.GRANT_ASSIGNMENT)
    row = locked(Assignment, assignment.pk, version)
    not_oneself(row.user, by, "不能撤自己的岗；请由另一位安全管理员办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请写理由，如“工作调整”。"})
    _end(row, ends)
    record("assignment.end", row, by=by, **_facts(row), reason=reason.strip())
    return row


def _end(row: Assignment, ends: date) -> None:
    if row.ends:
        raise ValidationError({"ends": f"这一任岗已止于{day(row.ends)}。"})
    if ends < row.starts:
        raise ValidationError({"ends": f"不能早于任岗之日（{day(row.starts)}）。"})
    row.ends = ends
    row.version += 1
    row.save(update_fields=["ends", "version"])


@transaction.atomic
def hand_over(*, assignment: Assignment, version: int, to: User, on: date, source: str, by: Any) -> HandOver:
    """A post passes from one account to another on a day, and the open work with it; both see what moved."""
    demand(by, Permission.GRANT_ASSIGNMENT)
    row = locked(Assignment, assignment.pk, version)
    if row.post is None:
        raise ValidationError("管理员角色不交接：请撤一个、任一个。")
    if to.pk == row.user_id:
        raise ValidationError({"to": "接任的和离任的是同一个账号；请选另一个。"})
    if not to.is_active:
        raise ValidationError({"to": "这个账号已停用；请先启用，或选另一个。"})
    not_oneself(row.user, by, "不能交接自己的岗位；请由另一位安全管理员办理。")
    _end(row, on)
    record("assignment.end", row, by=by, **_facts(row), reason=f"交接给{to}")
    successor = assign(user=to, post=row.post, starts=on, source=source, by=by)
    moved = move_open_work(row, successor)
    paper = HandOver.objects.create(left=row, taken=successor, on=on, source=source.strip(), moved=moved)
    record("assignment.hand_over", paper, by=by, post=row.title, left=str(row.user), taken=str(to), moved=moved)
    return paper


def _facts(row: Assignment) -> dict[str, Any]:
    return {
        "account_of": row.user.username,
        "label": str(row.user),
        "post": row.title,
        "starts": str(row.starts),
        "ends": str(row.ends) if row.ends else "",
        "source": row.source,
    }


def locked(model: Any, pk: int, version: int) -> Any:
    """The row, locked. Raises StaleRow if it is not the version the person looked at."""
    row = model.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.version != version:
        raise StaleRow(row)
    return row
