"""Seats: as what an account acts now. One at a time; the others wait behind the switch at the top of the page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.registry.models import Chain, Post

from .models import Assignment
from .roles import Role, role

__all__ = [
    "ActiveAssignment",
    "acting",
    "acting_as",
    "activate",
    "assignments_held",
    "current_assignments",
    "declare_chains_of_post",
]


Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ActiveAssignment:
    """An account in a post (or as an administrator). Where a post has no region, park or organization, that is None.

    `asked` keeps what was asked of the post, while nothing is written; None: each question asks anew.
    """

    user_pk: int
    assignment: Assignment
    role: Role
    asked: dict[str, Any] | None = field(default=None, compare=False, repr=False)

    @property
    def pk(self) -> int:
        return self.assignment.pk

    @property
    def title(self) -> str:
        return self.assignment.title

    @property
    def post(self) -> Post | None:
        return self.assignment.post

    @property
    def city(self) -> int | None:
        return self.post.city_id if self.post else None

    @property
    def fictitious(self) -> bool:
        """In a city that was made up to try the house on."""
        return self.post is not None and self.post.city.fictitious

    @property
    def organization(self) -> int | None:
        return self.post.organization_id if self.post else None

    @property
    def region(self) -> int | None:
        """The region answered for: the post's own, or that of its park."""
        if self.post is None:
            return None
        return self.post.region_id or (self.post.park.region_id if self.post.park else None)

    @property
    def park(self) -> int | None:
        return self.post.park_id if self.post else None

    @property
    def chains(self) -> Collection[int] | QuerySet[Any]:
        """Primary keys of the post's chains, for conditions on other rows: asked once where nothing is written, else as
        a subquery."""
        return _chains_of[-1](self.assignment.post_id) if self.asked is None else self.chain_keys

    @property
    def chain_keys(self) -> tuple[int, ...]:
        """The same, told apart. One query."""
        chains = _chains_of[-1](self.assignment.post_id)
        return self.ask_once("chains", lambda: tuple(chains.values_list("pk", flat=True)))

    @property
    def reach(self) -> tuple[Any, ...]:
        """Equal for two who see the same rows but for what is their own account's. One query."""
        return self.role.code, self.city, self.region, self.park, self.organization, self.chain_keys

    def ask_once(self, what: str, ask: Callable[[], Answer]) -> Answer:
        """The answer, from before where nothing is written meanwhile."""
        if self.asked is None:
            return ask()
        if what not in self.asked:
            self.asked[what] = ask()
        answer: Answer = self.asked[what]
        return answer

    def has(self, permission: str) -> bool:
        return permission in self.role.permissions


ChainsOfPost = Callable[[int | None], QuerySet[Any]]


def _registered_chains(post: int | None) -> QuerySet[Any]:
    return Chain.objects.filter(posts=post).order_by().values("pk")


# The room above that knows better which chains a post has today says so (plans/prevailing.py).
_chains_of: list[ChainsOfPost] = [_registered_chains]


def declare_chains_of_post(chains: ChainsOfPost) -> None:
    """Say which chains a post has today: primary keys as a subquery."""
    _chains_of.append(chains)


def current_assignments(on: date) -> QuerySet[Assignment]:
    """Assignments in force on a day."""
    running = Q(ends__isnull=True) | Q(ends__gt=on)
    return Assignment.objects.filter(running, starts__lte=on)


def assignments_held(user: User) -> list[ActiveAssignment]:
    """Every post the account may take today. A disabled account, and a post whose rank has no role, give none."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = (
        current_assignments(timezone.localdate())
        .filter(user=user)
        .select_related("post__rank", "post__park", "post__city")
    )
    return [ActiveAssignment(user.pk, each, held_role) for each in held if (held_role := role(each.role_code))]


def activate(user: User, chosen: int | None = None, *, reading: bool = False) -> list[ActiveAssignment]:
    """Let `user` act from the chosen assignment, else from the first; all held it may take.

    `reading`: it writes nothing while `user` lives."""
    held = assignments_held(user)
    active = next((active for active in held if active.pk == chosen), held[0] if held else None)
    user.active = replace(active, asked={}) if active and reading else active
    user.reached = {}
    return held


def acting_as(assignment: Assignment) -> User | None:
    """The account of an assignment as it acts in it, whatever day it is; None where its post gives it no role.

    For what the house does for an account behind its back: what waits for it, what passes on."""
    held_role = role(assignment.role_code)
    if held_role is None:
        return None
    user = copy(assignment.user)
    user.active, user.reached = ActiveAssignment(user.pk, assignment, held_role, asked={}), {}
    return user


def acting(user: Any) -> ActiveAssignment | None:
    """As what `user` acts now; None for a stranger and for an account without a post."""
    if not isinstance(user, User):
        return None
    if not hasattr(user, "active"):
        activate(user)
    return user.active if isinstance(user.active, ActiveAssignment) else None
