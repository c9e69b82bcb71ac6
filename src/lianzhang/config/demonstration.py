"""Accounts to try the house with: one for each role, passwords made at random and kept in var/.

Made only when DEMONSTRATION is on, which by default means: only where nobody else can reach."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianzhang.access.api import ADMINISTRATORS
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.config.secrets import write_private
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Chain, Post, Rank, Region
from lianzhang.sample.api import fictitious_city

SOURCE = "演示账号"


@dataclass(frozen=True)
class Demonstrator:
    """An account for one role. It acts for the first post of that role; where a plan has none, one is made."""

    username: str
    label: str
    role: str
    may: str  # as shown to the person who signs in
    on_a_chain: bool = False


DEMONSTRATORS = tuple(Demonstrator(username, **facts) for username, facts in settings.DEMONSTRATION_ACCOUNTS.items())


@dataclass(frozen=True)
class Account:
    demonstrator: Demonstrator
    password: str


def prepare_accounts(path: Path) -> list[Account]:
    """Make the accounts that are missing, give each the password kept in the file, and return all."""
    stored = _read(path)
    passwords = {each.username: stored.get(each.username) or _new_password() for each in DEMONSTRATORS}
    if passwords != stored:
        write_private(path, json.dumps(passwords, indent=2))
    # Trying a password takes a quarter of a second, on purpose: it is tried again only when it or its hash is new.
    seen_in = path.with_name(f"{path.stem}.seen.json")
    seen = _read(seen_in)
    users = [_prepare(each, passwords[each.username], seen.get(each.username)) for each in DEMONSTRATORS]
    now = {user.username: _seal(user, passwords[user.username]) for user in users}
    if now != seen:
        write_private(seen_in, json.dumps(now, indent=2))
    return [Account(each, passwords[each.username]) for each in DEMONSTRATORS]


def _read(path: Path) -> dict[str, str]:
    passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return passwords


def _seal(user: User, password: str) -> str:
    """Tells whether a password and the hash that it was found to open are still these two."""
    return sha256(f"{password}\n{user.password}".encode()).hexdigest()


def _new_password() -> str:
    """60 bits of chance, in letters and digits that cannot be mistaken for one another when typed."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(3))


@transaction.atomic
def _prepare(who: Demonstrator, password: str, seen: str | None) -> User:
    user, _ = User.objects.get_or_create(username=who.username, defaults={"label": who.label})
    if seen != _seal(user, password) and not user.check_password(password):
        user.set_password(password)
        user.save()
    assign_demonstrator(user, who)
    if made_up := fictitious_city():
        assign_demonstrator(user, who, made_up)  # the second active: one begins in the real plan
    return user


def assign_demonstrator(user: User, who: Demonstrator, city: Region | None = None) -> None:
    """Let the account act in its role, in `city` or that of the newest plan. Does nothing while there is no city."""
    facts = {"starts": timezone.localdate(), "source": SOURCE}
    if who.role in ADMINISTRATORS:
        Assignment.objects.get_or_create(user=user, administers=who.role, defaults=facts)
    elif city := city or _city():
        Assignment.objects.get_or_create(user=user, post=_post(who, city), ends=None, defaults=facts)


def _city() -> Region | None:
    plan = Plan.objects.order_by("city__fictitious", "-starts").first()  # a real one before a made-up one
    return plan.city if plan else None


def _post(who: Demonstrator, city: Region) -> Post:
    """The first post of the role in the city; where its plan has none, one that says it is for demonstration."""
    first_of_role = Post.objects.filter(city=city, rank__role=who.role).order_by("pk").first()
    if first_of_role:
        return first_of_role
    rank, _ = Rank.objects.get_or_create(
        city=city, code=f"demonstration-{who.role}", defaults={"name": who.label, "role": who.role, "order": 99}
    )
    post = Post.objects.create(city=city, code=f"demonstration-{who.role}", name=f"{who.label}（演示）", rank=rank)
    if who.on_a_chain:
        post.chains.set(Chain.objects.filter(city=city).order_by("pk")[:1])
    return post
