"""Accounts to try the house with: one for each kind of post, passwords made at random and kept in var/.

Made only when DEMONSTRATION is on, which by default means: only where nobody else can reach."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Permission
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from lianzhang.accounts.models import User
from lianzhang.config.secrets import write_private


@dataclass(frozen=True)
class Post:
    username: str
    label: str
    may: str  # as shown to the person who signs in
    permissions: tuple[str, ...]  # room.codename, as views ask for them


POSTS = (
    Post(
        "office",
        "市工促办",
        "确认或退回数据，登记任职和配备文件，载入方案",
        (
            "plans.confirm_observation",
            "plans.load_plan",
            "plans.add_checklistrecord",
            "plans.delete_checklistrecord",
            "registry.add_appointment",
            "registry.change_appointment",
            "registry.delete_appointment",
        ),
    ),
    Post("lead", "牵头部门", "录入并提交数据", ("plans.add_observation", "plans.change_observation")),
    Post("chief", "产业链链长", "查看", ()),
)


@dataclass(frozen=True)
class Account:
    post: Post
    password: str


def prepare_accounts(path: Path) -> list[Account]:
    """Make the accounts that are missing, give each the password kept in the file, and return all."""
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    passwords = {post.username: kept.get(post.username) or _new_password() for post in POSTS}
    if passwords != kept:
        write_private(path, json.dumps(passwords, indent=2))
    return [Account(post, _prepare(post, passwords[post.username])) for post in POSTS]


def _new_password() -> str:
    """60 bits of chance, in letters and digits that cannot be mistaken for one another when typed."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(3))


def _prepare(post: Post, password: str) -> str:
    user, _ = User.objects.get_or_create(username=post.username, defaults={"label": post.label})
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    user.user_permissions.set(permissions_of(post))
    return password


def permissions_of(post: Post) -> QuerySet[Permission]:
    named = Concat("content_type__app_label", Value("."), "codename")
    return Permission.objects.annotate(named=named).filter(named__in=post.permissions)
