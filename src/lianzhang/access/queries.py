"""Questions of the pages on people and posts. All rows come through the doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.registry.models import Post

from .consent_lifecycle import CONSENT
from .models import Assignment, ConsentRequest, HandOver
from .roles import Role, role
from .row_policy import visible

__all__ = ["Mine", "PersonLine", "PostLine", "held_by", "mine", "people", "posts", "waiting_consents"]

RESETS = 10


@dataclass(frozen=True, slots=True)
class Mine:
    """What an account holds, held and will hold; what came to it and what it passed on."""

    current: list[Assignment]
    coming: list[Assignment]
    former: list[Assignment]
    resets: list[ConsentRequest]
    passed_on: list[HandOver]
    taken_over: list[HandOver]


def held_by(user: User) -> QuerySet[Assignment]:
    """One's own assignments: one may always know what one holds."""
    return user.assignments.select_related("post__rank", "post__city").order_by("-starts", "-pk")


def mine(user: User) -> Mine:
    today, rows = timezone.localdate(), list(held_by(user))
    papers = list(
        HandOver.objects.filter(Q(left__user=user) | Q(taken__user=user)).select_related(
            "left__user", "left__post", "taken__user", "taken__post"
        )
    )
    return Mine(
        current=[row for row in rows if row.current(today)],
        coming=[row for row in rows if row.starts > today],
        former=[row for row in rows if row.starts <= today and not row.current(today)],
        resets=list(ConsentRequest.resets_of(user)[:RESETS]),
        passed_on=[paper for paper in papers if paper.left.user_id == user.pk],
        taken_over=[paper for paper in papers if paper.taken.user_id == user.pk],
    )


def waiting_consents(by: User, user: User | None = None) -> list[tuple[ConsentRequest, list[Offer]]]:
    """What waits for a second administrator, of one account or of all, and the steps of each that `by` may take."""
    rows = visible(by, ConsentRequest).filter(state=ConsentRequest.State.ASKED).select_related("user", "asked_by")
    offers = [(row, CONSENT.offers(row, by)) for row in (rows.filter(user=user) if user else rows)]
    return [(row, [each for each in steps if not each.missing]) for row, steps in offers if steps]


@dataclass(frozen=True, slots=True)
class PersonLine:
    user: User
    current: tuple[Assignment, ...]

    @property
    def titles(self) -> str:
        return "、".join(row.title for row in self.current)

    @property
    def cities(self) -> str:
        """The cities of the posts; administrators belong to none."""
        return "、".join(dict.fromkeys(str(row.post.city) for row in self.current if row.post))


def _with_assignments() -> Prefetch:
    return Prefetch("assignments", Assignment.objects.select_related("post__rank", "post__city", "user"))


def _current(rows: Iterable[Assignment], on: date) -> tuple[Assignment, ...]:
    return tuple(row for row in rows if row.current(on))


def people(by: User, *, q: str = "", state: str = "") -> list[PersonLine]:
    """Accounts with the posts they act for. `state`: active, disabled, seatless (active, without a post)."""
    rows = visible(by, User).order_by("label", "username").prefetch_related(_with_assignments())
    if q:
        rows = rows.filter(
            Q(username__icontains=q)
            | Q(label__icontains=q)
            | Q(assignments__post__name__icontains=q)
            | Q(assignments__post__city__name__icontains=q)
        ).distinct()
    if state in ("active", "seatless"):
        rows = rows.filter(is_active=True)
    elif state == "disabled":
        rows = rows.filter(is_active=False)
    today = timezone.localdate()
    lines = [PersonLine(user, _current(user.assignments.all(), today)) for user in rows]
    return [line for line in lines if not line.current] if state == "seatless" else lines


@dataclass(frozen=True, slots=True)
class PostLine:
    post: Post
    role: Role | None
    current: tuple[Assignment, ...]

    @property
    def names(self) -> str:
        return "、".join(str(row.user) for row in self.current)


def posts(by: User, *, q: str = "", state: str = "") -> list[PostLine]:
    """Posts that accounts may act for. `state`: vacant, held."""
    rows = visible(by, Post).exclude(rank__role="").select_related("rank", "city").prefetch_related(_with_assignments())
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(rank__name__icontains=q) | Q(city__name__icontains=q))
    today = timezone.localdate()
    lines = [
        PostLine(post, role(post.rank.role), _current(post.assignments.all(), today))
        for post in rows.order_by("city", "rank__order", "rank__code", "code")
    ]
    if state in ("vacant", "held"):
        lines = [line for line in lines if bool(line.current) == (state == "held")]
    return lines
