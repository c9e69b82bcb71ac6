"""Accounts in held of any role, for tests about who sees and does what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.registry.models import Chain, Organization, Park, Post, Rank, Region

numbers = count(1)


def post_of(
    role: str,
    city: Region,
    *,
    chains: Iterable[Chain] = (),
    organization: Organization | None = None,
    region: Region | None = None,
    park: Park | None = None,
) -> Post:
    """A new post whose rank has the role."""
    number = next(numbers)
    rank, _ = Rank.objects.get_or_create(city=city, code=f"test-{role}", defaults={"name": role, "role": role})
    post = Post.objects.create(
        city=city,
        code=f"test-{number}",
        name=f"{role} {number}",
        rank=rank,
        organization=organization,
        region=region,
        park=park,
    )
    post.chains.set(chains)
    return post


def seated(name: str, role: str, city: Region | None = None, **reach: object) -> User:
    """A new account that acts in `role`: for a new post of `city`, or as an administrator where there is no city."""
    user = User.objects.create(username=name, label=name)
    active(user, role, city, **reach)
    return user


def active(user: User, role: str, city: Region | None = None, **reach: object) -> Assignment:
    since = {"starts": date(2021, 1, 1), "source": "试验"}
    if city is None:
        return Assignment.objects.create(user=user, administers=role, **since)
    return Assignment.objects.create(user=user, post=post_of(role, city, **reach), **since)  # type: ignore[arg-type]


def at_work(user: User, *, raises: bool = False) -> Client:
    """A client whose session has begun and is not noted anew, for what asks many pages and takes back what each writes.

    A session that only signed in would begin in every one of those requests, as it was taken back with it."""
    client = Client(raise_request_exception=raises)
    client.force_login(user)
    assert client.get(reverse("sign_out")).status_code == 405  # any request begins it
    session = client.session
    session["since"] = session["seen"] = (timezone.now() + timedelta(hours=1)).timestamp()
    session.save()
    return client
