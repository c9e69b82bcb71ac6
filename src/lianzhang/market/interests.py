"""Who takes part in a matter, and so does not judge it; who has judged one, and so does not answer it.

One is one's post, every other post of one's account, and the organizations of all of these."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import ActiveAssignment, current_assignments
from lianzhang.access.models import Assignment
from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Post

from .models import Juror, Need, Score

__all__ = ["has_judged", "owning", "taking_part"]


def _posts(active: ActiveAssignment) -> QuerySet[Assignment]:
    return current_assignments(timezone.localdate()).filter(user=active.user_pk, post__isnull=False).order_by()


def _organizations(active: ActiveAssignment) -> QuerySet[Any]:
    return _posts(active).filter(post__organization__isnull=False).values("post__organization")


def taking_part(active: ActiveAssignment) -> Q:
    """Answers of who looks: by any of their posts, by another post of its organization, as a firm, or typed by them."""
    bodies = _organizations(active)
    own = Q(body__in=_posts(active).values("post")) | Q(body__organization__in=bodies)
    return own | Q(enterprise__organization__in=bodies) | Q(authors__includes=active.user_pk)


def owning(active: ActiveAssignment) -> Q:
    """Needs of who looks: of their organization, or typed by them."""
    return Q(enterprise__organization__in=_organizations(active)) | Q(authors__includes=active.user_pk)


def has_judged(need: Need, firm: Enterprise | None, body: Post | None, by: Any) -> bool:
    """Whether one who would answer, or who does so for them, opened the answers to the need as a judge before.

    Whoever sat at the post that judged, and the accounts that did, count wherever they act now."""
    organization = firm.organization_id if firm else body.organization_id if body else None
    for juror in Juror.objects.filter(need=need).select_related("post"):
        own = {juror.organization_id, juror.post.organization_id if juror.post else None} - {None}
        if organization in own or (body is not None and juror.post_id == body.pk):
            return True
        accounts = _accounts(juror)
        if by.pk in accounts or _acts_for(accounts, organization, body):
            return True
    return False


def _accounts(juror: Juror) -> set[int]:
    """Who opened the answers, who scored one, and who sat at that post since."""
    scored = Score.objects.filter(match__need=juror.need_id, post=juror.post_id).values_list("authors", flat=True)
    held = Assignment.objects.filter(Q(ends=None) | Q(ends__gt=juror.sat_on), post=juror.post_id)
    typed = {key for keys in (juror.authors, *scored) for key in keys}
    return typed | (set(held.values_list("user", flat=True)) if juror.post_id else set())


def _acts_for(accounts: set[int], organization: int | None, body: Post | None) -> bool:
    held = current_assignments(timezone.localdate()).filter(user__in=accounts)
    theirs = Q(post=body) if body else Q(pk__in=())
    if organization is not None:
        theirs |= Q(post__organization=organization)
    return held.filter(theirs).exists()
