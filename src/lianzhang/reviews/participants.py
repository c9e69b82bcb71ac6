"""Who is asked to a meeting, as the plan arranges it, and who chairs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from lianzhang.access.api import ROLES_THAT_HEAD, roles
from lianzhang.plans.models import Plan, PlanPost
from lianzhang.registry.models import Chain, Post

__all__ = ["posts_for", "who_chairs"]


def posts_for(plan: Plan, chain: Chain | None) -> list[Post]:
    """By rank: of a chain its posts that govern and those that keep the city's records; of the city all that govern.

    As the plan states them; where it states none, as the register has them."""
    wanted = [code for code, role in roles().items() if (role.acts_for == "city" if chain else role.governs)]
    stated = PlanPost.objects.filter(plan=plan)
    if stated.exists():
        of_rank, of_chain = Q(statements__in=stated.filter(rank__role__in=wanted)), Q(statements__in=_on(stated, chain))
    else:
        of_rank = Q(rank__role__in=wanted)
        of_chain = Q(pk__in=Post.chains.through.objects.filter(chain=chain).values("post"))
    inside = Q(rank__role__in=[code for code, role in roles().items() if role.governs])
    reached = (of_rank | of_chain) & inside if chain else of_rank
    posts = Post.objects.filter(reached, city=plan.city_id).select_related("rank").distinct()
    return sorted(posts, key=lambda post: (post.rank.order, post.rank.code, post.code))


def _on(stated: Any, chain: Chain | None) -> Any:
    return PlanPost.chains.through.objects.filter(chain=chain, planpost__in=stated).values("planpost")


def who_chairs(posts: Iterable[Post]) -> Post | None:
    """The chief, else the first by rank."""
    ranked = list(posts)
    heads = [post for post in ranked if post.rank.role in ROLES_THAT_HEAD]
    return next(iter(heads or ranked), None)
